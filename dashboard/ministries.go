package dashboard

import (
	"cmp"
	"net/http"
	"net/url"
	"path"
	"slices"
	"strings"

	"servicequality/dashboard/list"
	"servicequality/dashboard/page"
	"servicequality/dashboard/snapshot"
	"servicequality/observatory"
	"servicequality/observatory/indicator"
	"servicequality/observatory/summary"
	"servicequality/web"
)

// ministriesBody is the page of all ministries: one indicator at a time, in
// alphabetical order.
type ministriesBody struct {
	Kinds       page.Choice
	About, Goal string
	Chart       *page.Plot
	Lines       []groupLine
	Total       groupLine
	Files       []page.Link
}

// groupLine is one ministry in the table.
type groupLine struct {
	Name, URL, Procedures, Yes string
	goalCell
}

// askedKind is the indicator that the address asks for.
func askedKind(r *page.Request, kinds []string) (indicator.Kind, error) {
	var bad web.Refusal
	kind := bad.Word(r.Query, "kind", string(indicator.KindSatisfaction), kinds)
	return indicator.Kind(kind), bad.OrNil()
}

// kindChoice is the form's list of indicators.
func kindChoice(r *page.Request, kinds []string, chosen indicator.Kind) page.Choice {
	c := page.Choice{Field: "kind", Name: r.Loc.T("column.indicator")}
	for _, kind := range kinds {
		c.Options = append(c.Options, page.Option{Value: kind, Text: r.Loc.T("kind." + kind + ".name"), Selected: kind == string(chosen)})
	}
	return c
}

func groupKinds() []string {
	var kinds []string
	for _, kind := range summary.GroupKinds() {
		kinds = append(kinds, string(kind))
	}
	return kinds
}

func (d Dashboard) ministries(r *page.Request) (*web.Answer, error) {
	kind, err := askedKind(r, groupKinds())
	if err != nil {
		return nil, err
	}
	groups, l := ministries(r), r.Loc
	f := page.Figure{Indicator: indicator.Indicator{Kind: kind}, Loc: l, Rule: mustRule(kind)}
	body := ministriesBody{
		Kinds: kindChoice(r, groupKinds(), kind), About: f.About(), Goal: f.Goal(),
		Total: newGroupLine(r, everything(r), kind), Files: filesAt(r, "/ministeres", "csv", "json"),
	}
	for _, g := range groups {
		body.Lines = append(body.Lines, newGroupLine(r, g, kind))
	}
	if len(groups) > 0 && slices.Contains(dotKinds(), string(kind)) {
		body.Chart = d.Plot(r, dots(r, "ministeres", kind, groups), page.MinistryPath(page.GroupAll)+"/"+string(kind))
	}
	page := d.NewPage(r, "ministries", body)
	page.Charts = body.Chart != nil
	return d.Render(page, "ministries", http.StatusOK)
}

func mustRule(kind indicator.Kind) indicator.Rule {
	rule, _ := indicator.FindRule(kind)
	return rule
}

func newGroupLine(r *page.Request, g group, kind indicator.Kind) groupLine {
	query := url.Values{}
	if kind != indicator.KindSatisfaction && slices.Contains(dotKinds(), string(kind)) {
		query.Set("kind", string(kind))
	}
	return groupLine{
		Name: g.Name, URL: r.Address(page.MinistryPath(g.Slug), query), Procedures: r.Loc.Count(uint64(len(g.entries))),
		Yes: r.Loc.Count(g.online().Strict()), goalCell: newGoalCell(r.Loc, atGoal(g.entries, kind)),
	}
}

// filesAt leads to a page's numbers as files.
func filesAt(r *page.Request, to string, formats ...string) []page.Link {
	var files []page.Link
	for _, format := range formats {
		files = append(files, page.Link{Text: page.FormatName(format), URL: to + "." + format})
	}
	return files
}

// ministriesFile is the table of all ministries and all kinds as a file.
func (d Dashboard) ministriesFile(r *page.Request) (*web.Answer, error) {
	groups := append(ministries(r), everything(r))
	return goalFile(goalObjects(r, groups), "ministeres", path.Ext(r.Path), r.Snap.Catalogue.Synthetic())
}

// ministryBody is the page of one ministry beside another group.
type ministryBody struct {
	Name, Other       string
	OwnName, OwnOther bool
	Lead, List        string
	Groups, Kinds     page.Choice
	Goals             []goalLine
	Chart             *page.Plot
	Columns           []list.Column
	Rows              []list.Row
	Files             []page.Link
	Dematerialised    []rateLine
}

// goalLine is one indicator of two groups.
type goalLine struct {
	Name, Goal, URL string
	This, That      goalCell
}

// rateLine is one rule of counting what is online, for two groups.
type rateLine struct{ Name, This, That string }

// ministry answers /ministeres/{slug}, and the same with .csv and .json.
func (d Dashboard) ministry(r *page.Request) (*web.Answer, error) {
	slug := r.Param("slug")
	format := path.Ext(slug)
	g, err := findGroup(r, strings.TrimSuffix(slug, format))
	if err != nil {
		return nil, err
	}
	switch format {
	case "":
	case ".csv", ".json":
		return goalFile(goalObjects(r, []group{g}), g.Slug, format, r.Snap.Catalogue.Synthetic())
	default:
		return nil, observatory.ErrNotFound
	}
	if g.Slug == page.GroupAll {
		return r.Redirect(r.Link("/ministeres")), nil
	}
	return d.ministryPage(r, g)
}

func (d Dashboard) ministryPage(r *page.Request, g group) (*web.Answer, error) {
	var bad web.Refusal
	slugs := []string{page.GroupAll}
	for _, other := range ministries(r) {
		if other.Slug != g.Slug {
			slugs = append(slugs, other.Slug)
		}
	}
	with := bad.Word(r.Query, "with", page.GroupAll, slugs)
	kind := indicator.Kind(bad.Word(r.Query, "kind", string(indicator.KindSatisfaction), dotKinds()))
	if err := bad.OrNil(); err != nil {
		return nil, err
	}
	other, err := findGroup(r, with)
	if err != nil {
		return nil, err
	}
	body := ministryBody{
		Name: g.Name, OwnName: g.Own, Other: other.Name, OwnOther: other.Own, Groups: groupChoice(r, slugs, with),
		Kinds: kindChoice(r, dotKinds(), kind), Goals: goalLines(r, g, other), Dematerialised: rateLines(r, g, other),
		List: r.Address("/demarches", url.Values{"ministry": {g.Slug}}), Files: filesAt(r, page.MinistryPath(g.Slug), "csv", "json"),
		Lead: r.Loc.N("group.lead", uint64(len(g.entries)), r.Loc.Count(g.online().Strict())),
	}
	chart, err := d.groupChart(r, g.Slug, kind)
	if err != nil {
		return nil, err
	}
	body.Chart = chart
	body.procedures(r, g)
	shown := d.NewPage(r, "ministry", body)
	shown.TitleOwn, shown.Title, shown.Description = true, g.Name, r.Loc.T("ministry.description", g.Name)
	shown.Crumbs = []page.Link{{Text: r.Loc.T("ministries.title"), URL: r.Link("/ministeres")}}
	shown.Charts = true
	return d.Render(shown, "ministry", http.StatusOK)
}

func groupChoice(r *page.Request, slugs []string, chosen string) page.Choice {
	c := page.Choice{Field: "with", Name: r.Loc.T("group.with")}
	for _, slug := range slugs {
		g, err := findGroup(r, slug)
		if err == nil {
			c.Options = append(c.Options, page.Option{Value: slug, Text: g.Name, Selected: slug == chosen})
		}
	}
	return c
}

func goalLines(r *page.Request, this, that group) []goalLine {
	var lines []goalLine
	for _, kind := range summary.GroupKinds() {
		f := page.Figure{Indicator: indicator.Indicator{Kind: kind}, Loc: r.Loc, Rule: mustRule(kind)}
		lines = append(lines, goalLine{
			Name: f.Name(), Goal: f.Goal(),
			URL:  r.Address("/demarches", url.Values{"ministry": {this.Slug}, "sort": {string(kind)}, "columns": {"online," + string(kind)}}),
			This: newGoalCell(r.Loc, atGoal(this.entries, kind)), That: newGoalCell(r.Loc, atGoal(that.entries, kind)),
		})
	}
	return lines
}

func rateLines(r *page.Request, this, that group) []rateLine {
	a, b := this.online().Dematerialisation(), that.online().Dematerialisation()
	l := r.Loc
	return []rateLine{
		{l.T("rule.strict"), l.Percent(a.Strict), l.Percent(b.Strict)},
		{l.T("rule.weighted"), l.Percent(a.Weighted), l.Percent(b.Weighted)},
		{l.T("rule.at_least_partial"), l.Percent(a.AtLeastPartial), l.Percent(b.AtLeastPartial)},
	}
}

// procedures lists the group's, by title.
func (b *ministryBody) procedures(r *page.Request, g group) {
	columns := slices.DeleteFunc(list.ChosenFields(snapshot.Listing{}), func(f list.Field) bool { return f.Key == "ministry" })
	for _, f := range columns {
		b.Columns = append(b.Columns, list.Column{Name: f.Title(r.Loc), Numeric: f.Numeric})
	}
	for _, e := range g.entries {
		b.Rows = append(b.Rows, list.RowOf(r, e, columns))
	}
}

// ministryFigure answers /ministeres/{slug}/{kind}.svg, .csv and .json: the
// dots of a group beside another; of all ministries for the slug "all".
func (d Dashboard) ministryFigure(r *page.Request) (*web.Answer, error) {
	name := r.Param("figure")
	format := path.Ext(name)
	p, err := d.chartAt(r, page.MinistryPath(r.Param("slug"))+"/"+strings.TrimSuffix(name, format))
	if err != nil {
		return nil, err
	}
	return d.ChartFile(r, p, cmp.Or(format, ".html"))
}
