package summary

import (
	"cmp"
	"slices"
	"strings"

	"servicequality/observatory"
	"servicequality/observatory/indicator"
)

// GroupBy is the column of the catalogue by which procedures are grouped.
type GroupBy string

// The ways to group. A procedure of several audiences is in the group of each.
const (
	ByMinistry       GroupBy = "ministry"
	ByAdministration GroupBy = "administration"
	ByDomain         GroupBy = "domain"
	ByAudience       GroupBy = "audience"
)

// Groupings returns the ways to group.
func Groupings() []GroupBy {
	return []GroupBy{ByMinistry, ByAdministration, ByDomain, ByAudience}
}

// names are the groups that a procedure is in.
func (by GroupBy) names(p *observatory.Procedure) []string {
	switch by {
	case ByMinistry:
		return []string{p.Ministry}
	case ByAdministration:
		return []string{p.Administration}
	case ByDomain:
		return []string{p.Domain}
	case ByAudience:
		return strings.Split(p.Audience, "|")
	}
	return nil
}

// GroupSummary is what the observatory says of the procedures of one group
// together, as it says it of all: never a mark. The target of 250 is that of the
// whole, so that no rate of a group is over it.
type GroupSummary struct {
	Slug              string               `json:"slug"`
	Name              string               `json:"name"`
	Procedures        uint64               `json:"procedures"`
	Online            OnlineCounts         `json:"online"`
	Dematerialisation Dematerialisation    `json:"dematerialisation"`
	TakeUp            TakeUp               `json:"take_up"`
	Authentication    AuthenticationCounts `json:"authentication"`
	Mobile            MobileCounts         `json:"mobile"`
	VolumeTotal       uint64               `json:"volume_total"`
	Coverage          *Coverage            `json:"coverage"`
}

// SummariseGroups describes each group of the procedures, in the order of slugs,
// by the catalogue and the figures of the window, by procedure id. Spellings with
// one slug are one group, named as its first procedure does; what has no word is
// in no group.
func SummariseGroups(procedures []observatory.Procedure, by GroupBy, figures map[string][]indicator.Indicator) []GroupSummary {
	members, names := map[string][]observatory.Procedure{}, map[string]string{}
	for i := range procedures {
		var in []string
		for _, name := range by.names(&procedures[i]) {
			name = strings.TrimSpace(name)
			slug := observatory.Slug(name)
			if slug == "" || slices.Contains(in, slug) {
				continue
			}
			if in = append(in, slug); names[slug] == "" {
				names[slug] = name
			}
			members[slug] = append(members[slug], procedures[i])
		}
	}
	groups := make([]GroupSummary, 0, len(members))
	for slug, theirs := range members {
		catalogue := observatory.NewCatalogue(theirs)
		s := Summarise(catalogue, 0, nil)
		s.Measure(catalogue, figures)
		s.Dematerialisation.StrictOfTarget = nil
		groups = append(groups, GroupSummary{
			Slug: slug, Name: names[slug], Procedures: s.Procedures, Online: s.Online, Dematerialisation: s.Dematerialisation,
			TakeUp: s.TakeUp, Authentication: s.Authentication, Mobile: s.Mobile, VolumeTotal: s.VolumeTotal, Coverage: s.Coverage,
		})
	}
	slices.SortFunc(groups, func(a, b GroupSummary) int { return cmp.Compare(a.Slug, b.Slug) })
	return groups
}
