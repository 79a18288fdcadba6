package dashboard

import (
	"net/http"
	"slices"
	"strings"

	"servicequality/dashboard/snapshot"
	"servicequality/observatory"
	"servicequality/observatory/edition"
	"servicequality/observatory/indicator"
	"servicequality/web"
	"servicequality/web/locale"
)

// between stands between the ids of two editions in an address.
const between = "..."

func editionPath(id string) string { return "/editions/" + id }

// editionLine is a row of the table of editions.
type editionLine struct {
	ID, URL, Until, Procedures, Published string
	Strict, Weighted, Partial             string
	// Notes say what is unusual: a correction, corrected, as printed.
	Notes []string
	Diff  *link
}

type editionsBody struct {
	Lines []editionLine
	Chart *plot
	// Printed says that the chart draws rates from before there were editions.
	Printed   bool
	PublicKey string
}

// editions lists the published editions, newest first.
func (d *Dashboard) editions(r *request) (*web.Answer, error) {
	body := editionsBody{PublicKey: d.publicKey(r.snap.Editions)}
	for i, e := range slices.Backward(r.snap.Editions) {
		line := r.editionLine(e)
		if i > 0 && !e.AsPublished && !r.snap.Editions[i-1].AsPublished {
			before := r.snap.Editions[i-1].ID
			line.Diff = &link{Text: r.loc.T("editions.since", before), URL: r.link(editionPath(before + between + e.ID))}
		}
		body.Lines = append(body.Lines, line)
	}
	page := d.newPage(r, "editions", nil)
	if chart, ok := r.trajectoryChart(); ok {
		body.Chart = d.plot(r, chart, "/trajectoire")
		body.Printed = slices.ContainsFunc(r.snap.Milestones(), func(m snapshot.Milestone) bool { return m.Printed != nil })
		page.Charts = true
	}
	page.Body = body
	return d.render(page, "editions", http.StatusOK)
}

func (r *request) editionLine(e edition.Edition) editionLine {
	l, rates := r.loc, e.Summary.Dematerialisation
	line := editionLine{
		ID: e.ID, URL: r.link(editionPath(e.ID)), Until: l.Date(e.AsOf), Procedures: l.Count(e.Procedures),
		Published: l.Date(observatory.DayOf(e.PublishedAt)),
		Strict:    l.Percent(rates.Strict), Weighted: l.Percent(rates.Weighted), Partial: l.Percent(rates.AtLeastPartial),
	}
	if e.Replaces != "" {
		line.Notes = append(line.Notes, l.T("editions.corrects", e.Replaces, e.Reason))
	}
	if by := r.snap.Superseded(e.ID); by != "" {
		line.Notes = append(line.Notes, l.T("editions.corrected", by))
	}
	if e.AsPublished {
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
	Diffs      []link
}

// titledObjection is an objection under its procedure's title.
type titledObjection struct {
	objectionRow
	Title, URL string
}

// procedureLine is a procedure's row in an edition: what it says of a figure
// stays true whatever comes later.
type procedureLine struct {
	Title, URL, Ministry, Online string
	Figure                       figure
}

// edition shows one edition, or with two ids in the address what moved between
// them.
func (d *Dashboard) edition(r *request) (*web.Answer, error) {
	id := r.param("id")
	if a, b, two := strings.Cut(id, between); two {
		return d.editionDiff(r, a, b)
	}
	e, err := edition.Find(r.snap.Editions, id)
	if err != nil {
		return nil, err
	}
	f, err := d.readEdition(r, e)
	if err != nil {
		return nil, err
	}
	stored := d.files(e.ID)
	body := editionBody{editionLine: r.editionLine(e), Edition: e, PublicKey: stored.PublicKey,
		Kinds: r.kindLines(f), Tracked: r.procedureLines(f)}
	for _, file := range append(stored.Files, bulkFile{Name: manifestFile}, bulkFile{Name: signatureFile}) {
		line := fileLine{Name: file.Name, URL: filePath(e.ID, file.Name), SHA256: file.SHA256}
		if file.Bytes > 0 {
			line.Size = r.loc.Count((uint64(file.Bytes)+1023)/1024) + locale.NoBreakSpace + r.loc.T("unit.kibibyte")
		}
		body.Files = append(body.Files, line)
	}
	for _, o := range e.Objections {
		about := titled(r, f.Catalogue, o.Procedure)
		body.Objections = append(body.Objections, titledObjection{newObjectionRow(r.loc, o), about.Text, about.URL})
	}
	for _, other := range r.snap.Editions {
		if other.ID != e.ID && !e.AsPublished && !other.AsPublished {
			first, second := other.ID, e.ID
			if other.AsOf > e.AsOf || other.AsOf == e.AsOf && other.FrozenAt.After(e.FrozenAt) {
				first, second = second, first
			}
			body.Diffs = append(body.Diffs, link{Text: first + " → " + second, URL: r.link(editionPath(first + between + second))})
		}
	}
	page := d.newPage(r, "edition", body)
	page.Title = r.loc.T("edition.heading", e.ID)
	page.Crumbs = []link{{Text: r.loc.T("editions.title"), URL: r.link("/editions")}}
	return d.render(page, "edition", http.StatusOK)
}

func (r *request) kindLines(f edition.Figures) []kindLine {
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
		l := r.loc
		lines = append(lines, kindLine{l.T("kind." + string(rule.Kind) + ".name"), l.Count(shown),
			l.Count(count[indicator.LevelGreen] + count[indicator.LevelBlue]), l.Count(count[indicator.LevelYellow]),
			l.Count(count[indicator.LevelRed]), l.Count(silent)})
	}
	return lines
}

func (r *request) procedureLines(f edition.Figures) []procedureLine {
	var lines []procedureLine
	for _, p := range f.Catalogue.Procedures() {
		mark, _ := snapshot.FigureOf(f.Figures[p.ID], indicator.KindSatisfaction)
		line := procedureLine{Title: p.Title, Ministry: p.Ministry, Online: r.loc.T("word.online." + string(p.Online)), Figure: newFigure(r.loc, mark)}
		if _, ok := r.snap.Catalogue.Find(p.ID); ok {
			line.URL = r.link(procedurePath(p.ID))
		}
		lines = append(lines, line)
	}
	return lines
}
