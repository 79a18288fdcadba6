package summary_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"servicequality/observatory"
	"servicequality/observatory/observatorytest"
	"servicequality/observatory/summary"
)

// TestGroupsAreTheirMembers: a group says what a catalogue of its members alone
// would, groups by words of which each procedure has one add up to the whole, and
// no group has a rate over the target of the whole.
func TestGroupsAreTheirMembers(t *testing.T) {
	t.Parallel()
	procedures := observatorytest.FirstEdition(t).Procedures()
	for i := range procedures {
		procedures[i].Audience = []string{"particuliers", "particuliers | entreprises", "Entreprises|entreprises", ""}[i%4]
	}
	members := func(by summary.GroupBy, slug string) (theirs []observatory.Procedure) {
		for _, p := range procedures {
			in := map[summary.GroupBy]bool{
				summary.ByMinistry: observatory.Slug(p.Ministry) == slug, summary.ByAdministration: observatory.Slug(p.Administration) == slug,
				summary.ByDomain:   observatory.Slug(p.Domain) == slug,
				summary.ByAudience: p.Audience != "" && (slug == "particuliers") == (p.Audience == "particuliers") || p.Audience == "particuliers | entreprises",
			}
			if in[by] {
				theirs = append(theirs, p)
			}
		}
		return theirs
	}
	for _, by := range summary.Groupings() {
		var n, volume, strict uint64
		groups := summary.SummariseGroups(procedures, by, nil)
		for _, g := range groups {
			alone := summary.Summarise(observatory.NewCatalogue(members(by, g.Slug)), 0, nil)
			alone.Dematerialisation.StrictOfTarget = nil
			got := summary.Summary{Procedures: g.Procedures, Online: g.Online, Dematerialisation: g.Dematerialisation, TakeUp: g.TakeUp,
				Authentication: g.Authentication, Mobile: g.Mobile, VolumeTotal: g.VolumeTotal, Ministries: alone.Ministries}
			if diff := cmp.Diff(alone, got); diff != "" || g.Name == "" || g.Coverage == nil {
				t.Errorf("%s %s: -alone +group\n%s", by, g.Slug, diff)
			}
			n, volume, strict = n+g.Procedures, volume+g.VolumeTotal, strict+g.Online.Strict()
		}
		if by == summary.ByMinistry && (n != 257 || volume != 1_081_295_220 || strict != 168) {
			t.Errorf("the ministries have %d procedures, %d transactions and %d online", n, volume, strict)
		}
		if by == summary.ByAudience && len(groups) != 2 {
			t.Errorf("there are %d audiences", len(groups))
		}
	}
	if got := summary.SummariseGroups(procedures, "size", nil); len(got) != 0 {
		t.Errorf("by an unknown word there are %d groups", len(got))
	}
}
