package observatory_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"observatory"
)

// TestGroupsAreTheirMembers: a group says what a catalogue of its members alone
// would, groups by words of which each procedure has one add up to the whole, and
// no group has a rate over the target of the whole.
func TestGroupsAreTheirMembers(t *testing.T) {
	t.Parallel()
	procedures := june2019(t).Procedures()
	for i := range procedures {
		procedures[i].Audience = []string{"particuliers", "particuliers | entreprises", "Entreprises|entreprises", ""}[i%4]
	}
	members := func(by observatory.GroupBy, slug string) (theirs []observatory.Procedure) {
		for _, p := range procedures {
			in := map[observatory.GroupBy]bool{
				observatory.ByMinistry: observatory.Slug(p.Ministry) == slug, observatory.ByAdministration: observatory.Slug(p.Administration) == slug,
				observatory.ByDomain:   observatory.Slug(p.Domain) == slug,
				observatory.ByAudience: p.Audience != "" && (slug == "particuliers") == (p.Audience == "particuliers") || p.Audience == "particuliers | entreprises",
			}
			if in[by] {
				theirs = append(theirs, p)
			}
		}
		return theirs
	}
	for _, by := range observatory.Groupings() {
		var n, volume, strict uint64
		groups := observatory.SummariseGroups(procedures, by, nil)
		for _, g := range groups {
			alone := observatory.Summarise(observatory.NewCatalogue(members(by, g.Slug)), 0, nil)
			alone.Dematerialisation.StrictOfTarget = nil
			got := observatory.Summary{Procedures: g.Procedures, Online: g.Online, Dematerialisation: g.Dematerialisation, TakeUp: g.TakeUp,
				Authentication: g.Authentication, Mobile: g.Mobile, VolumeTotal: g.VolumeTotal, Ministries: alone.Ministries}
			if diff := cmp.Diff(alone, got); diff != "" || g.Name == "" || g.Coverage == nil {
				t.Errorf("%s %s: -alone +group\n%s", by, g.Slug, diff)
			}
			n, volume, strict = n+g.Procedures, volume+g.VolumeTotal, strict+g.Online.Strict()
		}
		if by == observatory.ByMinistry && (n != 257 || volume != 1_081_295_220 || strict != 168) {
			t.Errorf("the ministries have %d procedures, %d transactions and %d online", n, volume, strict)
		}
		if by == observatory.ByAudience && len(groups) != 2 {
			t.Errorf("there are %d audiences", len(groups))
		}
	}
	if got := observatory.SummariseGroups(procedures, "size", nil); len(got) != 0 {
		t.Errorf("by an unknown word there are %d groups", len(got))
	}
}
