package dashboard

import (
	"fmt"
	"strconv"

	"servicequality/dashboard/chart"
	"servicequality/dashboard/page"
	"servicequality/dashboard/snapshot"
	"servicequality/observatory"
	"servicequality/observatory/indicator"
	"servicequality/observatory/summary"
	"servicequality/web"
	"servicequality/web/locale"
)

// group is procedures that are looked at together: a ministry's, or all.
type group struct {
	Slug, Name string
	// Own says that the name is the catalogue's.
	Own     bool
	entries []snapshot.Entry
}

// ministries lists the groups in alphabetical order, each with its
// procedures.
func ministries(r *page.Request) []group {
	members := map[string][]snapshot.Entry{}
	for _, e := range r.Snap.Entries {
		members[e.Ministry] = append(members[e.Ministry], e)
	}
	var groups []group
	for _, m := range r.Snap.Summary.Ministries {
		groups = append(groups, group{m.Slug, m.Name, true, members[m.Slug]})
	}
	return groups
}

// everything is the group of all procedures.
func everything(r *page.Request) group {
	return group{page.GroupAll, r.Loc.T("group.all"), false, r.Snap.Entries}
}

// findGroup returns the ministry of that slug, or everything.
func findGroup(r *page.Request, slug string) (group, error) {
	if slug == page.GroupAll {
		return everything(r), nil
	}
	for _, g := range ministries(r) {
		if g.Slug == slug {
			return g, nil
		}
	}
	return group{}, fmt.Errorf("ministry %q: %w", slug, observatory.ErrNotFound)
}

// online counts the group by how much can be done online.
func (g group) online() summary.OnlineCounts {
	procedures := make([]observatory.Procedure, len(g.entries))
	for i, e := range g.entries {
		procedures[i] = *e.Procedure
	}
	return summary.CountOnline(procedures)
}

// goalCell is a group's share at goal in a table.
type goalCell struct {
	Percent, Counts string
	// Unmeasured is a number, Missing the same in words.
	Unmeasured, Missing string
	// Width is the bar's length in percent of the longest possible.
	Width string
}

func newGoalCell(l *locale.Locale, share summary.GoalShare) goalCell {
	c := goalCell{
		Percent: l.Percent(share.Rate()), Counts: l.T("goal.count", l.Count(share.Reached), l.Count(share.Measured)),
		Unmeasured: l.Count(share.Unmeasured), Missing: l.T("goal.unmeasured", l.Count(share.Unmeasured)), Width: "0",
	}
	if rate := share.Rate(); rate != nil {
		c.Width = rate.String()
	}
	return c
}

// groupObject is one group's share at goal in the open data.
type groupObject struct {
	Slug string         `json:"slug"`
	Name string         `json:"name"`
	Kind indicator.Kind `json:"kind"`
	summary.GoalShare
	Share     *observatory.Micro `json:"share"`
	AsOf      observatory.Day    `json:"as_of"`
	Synthetic bool               `json:"synthetic"`
}

// goalObjects are the shares at goal of groups, for every kind.
func goalObjects(r *page.Request, groups []group) []groupObject {
	objects := []groupObject{}
	for _, g := range groups {
		for _, kind := range summary.GroupKinds() {
			share := atGoal(g.entries, kind)
			objects = append(objects, groupObject{
				g.Slug, g.Name, kind, share, share.Rate(), r.Snap.AsOf, r.Snap.Catalogue.Synthetic(),
			})
		}
	}
	return objects
}

// goalFile writes the same numbers as a file.
func goalFile(objects []groupObject, name, format string, synthetic bool) (*web.Answer, error) {
	if format == ".json" {
		return web.JSONFile(struct {
			Items []groupObject `json:"items"`
		}{objects}, name+".json", synthetic)
	}
	s := web.Sheet{Name: name, Header: []string{"slug", "name", "kind", "reached", "measured", "unmeasured", "share", "as_of", "synthetic"}}
	for _, o := range objects {
		s.Rows = append(s.Rows, []string{
			o.Slug, o.Name, string(o.Kind), strconv.FormatUint(o.Reached, 10), strconv.FormatUint(o.Measured, 10),
			strconv.FormatUint(o.Unmeasured, 10), page.Micro(o.Share), o.AsOf.String(), page.TruthOf(o.Synthetic),
		})
	}
	return s.CSV(synthetic)
}

// dotKinds are the kinds whose procedures can be placed on a scale.
func dotKinds() []string {
	var kinds []string
	for _, rule := range indicator.Registry() {
		if rule.Unit != indicator.UnitWord {
			kinds = append(kinds, string(rule.Kind))
		}
	}
	return kinds
}

// dots draws the procedures of groups on the scale of a kind.
func dots(r *page.Request, id string, kind indicator.Kind, groups []group) chart.Chart {
	rule, _ := indicator.FindRule(kind)
	name := r.Loc.T("kind." + string(kind) + ".name")
	d := chart.Dots{
		ID: id + "-" + string(kind), Title: r.Loc.T("plot.dots", name), Format: page.FormatOf(rule),
		Synthetic: r.Snap.Catalogue.Synthetic(),
	}
	if !rule.LowerIsBetter {
		d.Bounds = page.Bounds(r.Loc, rule)
	}
	for _, g := range groups {
		line := chart.DotGroup{Name: g.Name}
		for _, e := range g.entries {
			f := page.NewFigure(r.Loc, e.Figure(kind))
			if f.Value == nil {
				continue
			}
			line.Dots = append(line.Dots, chart.Dot{
				ID: e.Procedure.ID, Name: e.Procedure.Title, Level: f.Level, Value: f.Value.Float(),
				Text: f.Number() + f.Unit(), Interval: f.Interval(), Low: page.Float(f.Low), High: page.Float(f.High), N: f.N,
			})
		}
		d.Groups = append(d.Groups, line)
	}
	return chart.ProcedureDots(r.Loc, d)
}
