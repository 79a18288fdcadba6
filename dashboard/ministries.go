package dashboard

import (
	"cmp"
	"net/http"
	"net/url"
	"path"
	"slices"
	"strings"

	"servicequality/dashboard/snapshot"
	"servicequality/observatory"
	"servicequality/observatory/indicator"
	"servicequality/observatory/summary"
	"servicequality/web"
)

// ministriesBody is the page of all ministries: one indicator at a time, in
// alphabetical order.
type ministriesBody struct {
	Kinds       choice
	About, Goal string
	Chart       *plot
	Lines       []groupLine
	Total       groupLine
	Files       []link
}

// groupLine is one ministry in the table.
type groupLine struct {
	Name, URL, Procedures, Yes string
	goalCell
}

// askedKind is the indicator that the address asks for.
func (r *request) askedKind(kinds []string) (indicator.Kind, error) {
	var bad web.Refusal
	kind := bad.Word(r.query, "kind", string(indicator.KindSatisfaction), kinds)
	return indicator.Kind(kind), bad.OrNil()
}

// kindChoice is the form's list of indicators.
func (r *request) kindChoice(kinds []string, chosen indicator.Kind) choice {
	c := choice{Field: "kind", Name: r.loc.T("column.indicator")}
	for _, kind := range kinds {
		c.Options = append(c.Options, option{kind, r.loc.T("kind." + kind + ".name"), kind == string(chosen)})
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

func (d *Dashboard) ministries(r *request) (*web.Answer, error) {
	kind, err := r.askedKind(groupKinds())
	if err != nil {
		return nil, err
	}
	groups, l := r.ministries(), r.loc
	f := figure{indicator.Indicator{Kind: kind}, l, mustRule(kind)}
	body := ministriesBody{
		Kinds: r.kindChoice(groupKinds(), kind), About: f.About(), Goal: f.Goal(),
		Total: r.groupLine(r.everything(), kind), Files: r.files("/ministeres", "csv", "json"),
	}
	for _, g := range groups {
		body.Lines = append(body.Lines, r.groupLine(g, kind))
	}
	if len(groups) > 0 && slices.Contains(dotKinds(), string(kind)) {
		body.Chart = d.plot(r, r.dots("ministeres", kind, groups), ministryPath(groupAll)+"/"+string(kind))
	}
	page := d.newPage(r, "ministries", body)
	page.Charts = body.Chart != nil
	return d.render(page, "ministries", http.StatusOK)
}

func mustRule(kind indicator.Kind) indicator.Rule {
	rule, _ := indicator.FindRule(kind)
	return rule
}

func (r *request) groupLine(g group, kind indicator.Kind) groupLine {
	query := url.Values{}
	if kind != indicator.KindSatisfaction && slices.Contains(dotKinds(), string(kind)) {
		query.Set("kind", string(kind))
	}
	return groupLine{
		Name: g.Name, URL: r.address(ministryPath(g.Slug), query), Procedures: r.loc.Count(uint64(len(g.entries))),
		Yes: r.loc.Count(g.online().Strict()), goalCell: newGoalCell(r.loc, atGoal(g.entries, kind)),
	}
}

// files leads to a page's numbers as files.
func (r *request) files(to string, formats ...string) []link {
	var files []link
	for _, format := range formats {
		files = append(files, link{Text: formatName(format), URL: to + "." + format})
	}
	return files
}

// ministriesFile is the table of all ministries and all kinds as a file.
func (d *Dashboard) ministriesFile(r *request) (*web.Answer, error) {
	groups := append(r.ministries(), r.everything())
	return goalFile(r.goalObjects(groups), "ministeres", path.Ext(r.path), r.snap.Catalogue.Synthetic())
}

// ministryBody is the page of one ministry beside another group.
type ministryBody struct {
	Name, Other       string
	OwnName, OwnOther bool
	Lead, List        string
	Groups, Kinds     choice
	Goals             []goalLine
	Chart             *plot
	Columns           []column
	Rows              []listRow
	Files             []link
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
func (d *Dashboard) ministry(r *request) (*web.Answer, error) {
	slug := r.param("slug")
	format := path.Ext(slug)
	g, err := r.findGroup(strings.TrimSuffix(slug, format))
	if err != nil {
		return nil, err
	}
	switch format {
	case "":
	case ".csv", ".json":
		return goalFile(r.goalObjects([]group{g}), g.Slug, format, r.snap.Catalogue.Synthetic())
	default:
		return nil, observatory.ErrNotFound
	}
	if g.Slug == groupAll {
		return r.redirect(r.link("/ministeres")), nil
	}
	return d.ministryPage(r, g)
}

func (d *Dashboard) ministryPage(r *request, g group) (*web.Answer, error) {
	var bad web.Refusal
	slugs := []string{groupAll}
	for _, other := range r.ministries() {
		if other.Slug != g.Slug {
			slugs = append(slugs, other.Slug)
		}
	}
	with := bad.Word(r.query, "with", groupAll, slugs)
	kind := indicator.Kind(bad.Word(r.query, "kind", string(indicator.KindSatisfaction), dotKinds()))
	if err := bad.OrNil(); err != nil {
		return nil, err
	}
	other, err := r.findGroup(with)
	if err != nil {
		return nil, err
	}
	body := ministryBody{
		Name: g.Name, OwnName: g.Own, Other: other.Name, OwnOther: other.Own, Groups: r.groupChoice(slugs, with),
		Kinds: r.kindChoice(dotKinds(), kind), Goals: r.goalLines(g, other), Dematerialised: r.rateLines(g, other),
		List: r.address("/demarches", url.Values{"ministry": {g.Slug}}), Files: r.files(ministryPath(g.Slug), "csv", "json"),
		Lead: r.loc.N("group.lead", uint64(len(g.entries)), r.loc.Count(g.online().Strict())),
	}
	chart, err := d.groupChart(r, g.Slug, kind)
	if err != nil {
		return nil, err
	}
	body.Chart = chart
	body.procedures(r, g)
	page := d.newPage(r, "ministry", body)
	page.TitleOwn, page.Title, page.Description = true, g.Name, r.loc.T("ministry.description", g.Name)
	page.Crumbs = []link{{Text: r.loc.T("ministries.title"), URL: r.link("/ministeres")}}
	page.Charts = true
	return d.render(page, "ministry", http.StatusOK)
}

func (r *request) groupChoice(slugs []string, chosen string) choice {
	c := choice{Field: "with", Name: r.loc.T("group.with")}
	for _, slug := range slugs {
		g, err := r.findGroup(slug)
		if err == nil {
			c.Options = append(c.Options, option{slug, g.Name, slug == chosen})
		}
	}
	return c
}

func (r *request) goalLines(this, that group) []goalLine {
	var lines []goalLine
	for _, kind := range summary.GroupKinds() {
		f := figure{indicator.Indicator{Kind: kind}, r.loc, mustRule(kind)}
		lines = append(lines, goalLine{
			Name: f.Name(), Goal: f.Goal(),
			URL:  r.address("/demarches", url.Values{"ministry": {this.Slug}, "sort": {string(kind)}, "columns": {"online," + string(kind)}}),
			This: newGoalCell(r.loc, atGoal(this.entries, kind)), That: newGoalCell(r.loc, atGoal(that.entries, kind)),
		})
	}
	return lines
}

func (r *request) rateLines(this, that group) []rateLine {
	a, b := this.online().Dematerialisation(), that.online().Dematerialisation()
	l := r.loc
	return []rateLine{
		{l.T("rule.strict"), l.Percent(a.Strict), l.Percent(b.Strict)},
		{l.T("rule.weighted"), l.Percent(a.Weighted), l.Percent(b.Weighted)},
		{l.T("rule.at_least_partial"), l.Percent(a.AtLeastPartial), l.Percent(b.AtLeastPartial)},
	}
}

// procedures lists the group's, by title.
func (b *ministryBody) procedures(r *request, g group) {
	columns := slices.DeleteFunc(chosenFields(snapshot.Listing{}), func(f field) bool { return f.key == "ministry" })
	for _, f := range columns {
		b.Columns = append(b.Columns, column{Name: f.title(r.loc), Numeric: f.numeric})
	}
	for _, e := range g.entries {
		b.Rows = append(b.Rows, r.row(e, columns))
	}
}

// ministryFigure answers /ministeres/{slug}/{kind}.svg, .csv and .json: the
// dots of a group beside another; of all ministries for the slug "all".
func (d *Dashboard) ministryFigure(r *request) (*web.Answer, error) {
	name := r.param("figure")
	format := path.Ext(name)
	p, err := d.chartAt(r, ministryPath(r.param("slug"))+"/"+strings.TrimSuffix(name, format))
	if err != nil {
		return nil, err
	}
	return d.chartFile(r, p, cmp.Or(format, ".html"))
}
