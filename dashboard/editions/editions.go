package editions

import (
	"net/http"
	"slices"
	"strings"

	"servicequality/dashboard/data"
	"servicequality/dashboard/page"
	"servicequality/dashboard/snapshot"
	"servicequality/observatory"
	"servicequality/observatory/edition"
	"servicequality/observatory/indicator"
	"servicequality/web"
	"servicequality/web/locale"
)

// Between stands between the ids of two editions in an address.
const Between = "..."

// editionLine is a row of the table of editions.
type editionLine struct {
	ID, URL, Until, Procedures, Published string
	Strict, Weighted, Partial             string
	// Notes say what is unusual: a correction, corrected, as printed.
	Notes []string
	Diff  *page.Link
}

type editionsBody struct {
	Lines []editionLine
	Chart *page.Plot
	// Printed says that the chart draws rates from before there were editions.
	Printed   bool
	PublicKey string
}

// List lists the published editions, newest first.
func (d Pages) List(r *page.Request) (*web.Answer, error) {
	body := editionsBody{PublicKey: data.Archive{Site: d.Site}.PublicKey(r.Snap.Editions)}
	for i, e := range slices.Backward(r.Snap.Editions) {
		line := newEditionLine(r, e)
		if i > 0 && !e.AsPrinted && !r.Snap.Editions[i-1].AsPrinted {
			before := r.Snap.Editions[i-1].ID
			line.Diff = &page.Link{Text: r.Loc.T("editions.since", before), URL: r.Link(page.EditionPath(before + Between + e.ID))}
		}
		body.Lines = append(body.Lines, line)
	}
	page := d.NewPage(r, "editions", nil)
	if chart, ok := trajectoryChart(r); ok {
		body.Chart = d.Plot(r, chart, "/trajectoire")
		body.Printed = slices.ContainsFunc(r.Snap.Milestones(), func(m snapshot.Milestone) bool { return m.Printed != nil })
		page.Charts = true
	}
	page.Body = body
	return d.Render(page, "editions", http.StatusOK)
}

func newEditionLine(r *page.Request, e edition.Edition) editionLine {
	l, rates := r.Loc, e.Summary.Dematerialisation
	line := editionLine{
		ID: e.ID, URL: r.Link(page.EditionPath(e.ID)), Until: l.Date(e.AsOf), Procedures: l.Count(e.Procedures),
		Published: l.Date(observatory.DayOf(e.PublishedAt)),
		Strict:    l.Percent(rates.Strict), Weighted: l.Percent(rates.Weighted), Partial: l.Percent(rates.AtLeastPartial),
	}
	if e.Replaces != "" {
		line.Notes = append(line.Notes, l.T("editions.corrects", e.Replaces, e.Reason))
	}
	if by := r.Snap.Superseded(e.ID); by != "" {
		line.Notes = append(line.Notes, l.T("editions.corrected", by))
	}
	if e.AsPrinted {
		line.Notes = append(line.Notes, l.T("editions.as_published"))
	}
	return line
}

// kindLine counts the figures of one kind in an edition by level.
type kindLine struct {
	Name, Shown, Green, Yellow, Red, Silent string
}

// fileLine is a file of an edition.
type fileLine struct{ Name, URL, Size, SHA256 string }

type editionBody struct {
	editionLine
	Edition edition.Edition
	Kinds   []kindLine
	Files   []fileLine
	Tracked []procedureLine
	// Objections are what owners said, under the titles of then.
	Objections []titledObjection
	PublicKey  string
	Diffs      []page.Link
}

// titledObjection is an objection under its procedure's title.
type titledObjection struct {
	page.ObjectionRow
	Title, URL string
}

// procedureLine is a procedure's row in an edition: what it says of a figure
// stays true whatever comes later.
type procedureLine struct {
	Title, URL, Ministry, Online string
	Figure                       page.Figure
}

// Page shows one edition, or with two ids in the address what moved between
// them.
func (d Pages) Page(r *page.Request) (*web.Answer, error) {
	id := r.Param("id")
	if a, b, two := strings.Cut(id, Between); two {
		return d.diff(r, a, b)
	}
	e, err := edition.Find(r.Snap.Editions, id)
	if err != nil {
		return nil, err
	}
	f, err := d.ReadEdition(r, e)
	if err != nil {
		return nil, err
	}
	stored := data.Archive{Site: d.Site}.ManifestOf(e.ID)
	body := editionBody{editionLine: newEditionLine(r, e), Edition: e, PublicKey: stored.PublicKey,
		Kinds: kindLines(r, f), Tracked: procedureLines(r, f)}
	for _, file := range append(stored.Files, data.File{Name: data.ManifestName}, data.File{Name: data.SignatureName}) {
		line := fileLine{Name: file.Name, URL: data.FilePath(e.ID, file.Name), SHA256: file.SHA256}
		if file.Bytes > 0 {
			line.Size = r.Loc.Count((uint64(file.Bytes)+1023)/1024) + locale.NoBreakSpace + r.Loc.T("unit.kibibyte")
		}
		body.Files = append(body.Files, line)
	}
	for _, o := range e.Objections {
		about := titled(r, f.Catalogue, o.Procedure)
		body.Objections = append(body.Objections, titledObjection{page.NewObjectionRow(r.Loc, o), about.Text, about.URL})
	}
	for _, other := range r.Snap.Editions {
		if other.ID != e.ID && !e.AsPrinted && !other.AsPrinted {
			first, second := other.ID, e.ID
			if other.AsOf > e.AsOf || other.AsOf == e.AsOf && other.FrozenAt.After(e.FrozenAt) {
				first, second = second, first
			}
			body.Diffs = append(body.Diffs, page.Link{Text: first + " → " + second, URL: r.Link(page.EditionPath(first + Between + second))})
		}
	}
	shown := d.NewPage(r, "edition", body)
	shown.Title = r.Loc.T("edition.heading", e.ID)
	shown.Crumbs = []page.Link{{Text: r.Loc.T("editions.title"), URL: r.Link("/editions")}}
	return d.Render(shown, "edition", http.StatusOK)
}

func kindLines(r *page.Request, f edition.Figures) []kindLine {
	var lines []kindLine
	for _, rule := range indicator.Registry() {
		var shown, silent uint64
		count := map[indicator.Level]uint64{}
		for _, figures := range f.Figures {
			switch i, ok := snapshot.FigureOf(figures, rule.Kind); {
			case !ok:
			case i.Value == nil && i.Word == "" && i.Printed == "":
				silent++
			default:
				shown++
				count[i.Level]++
			}
		}
		if shown+silent == 0 {
			continue
		}
		l := r.Loc
		lines = append(lines, kindLine{l.T("kind." + string(rule.Kind) + ".name"), l.Count(shown),
			l.Count(count[indicator.LevelGreen] + count[indicator.LevelBlue]), l.Count(count[indicator.LevelYellow]),
			l.Count(count[indicator.LevelRed]), l.Count(silent)})
	}
	return lines
}

func procedureLines(r *page.Request, f edition.Figures) []procedureLine {
	var lines []procedureLine
	for _, p := range f.Catalogue.Procedures() {
		mark, _ := snapshot.FigureOf(f.Figures[p.ID], indicator.KindSatisfaction)
		line := procedureLine{Title: p.Title, Ministry: p.Ministry, Online: r.Loc.T("word.online." + string(p.Online)), Figure: page.NewFigure(r.Loc, mark)}
		if _, ok := r.Snap.Catalogue.Find(p.ID); ok {
			line.URL = r.Link(page.ProcedurePath(p.ID))
		}
		lines = append(lines, line)
	}
	return lines
}
