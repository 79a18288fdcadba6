package editions

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"servicequality/dashboard/page"
	"servicequality/dashboard/snapshot"
	"servicequality/observatory"
	"servicequality/observatory/edition"
	"servicequality/observatory/indicator"
	"servicequality/web"
	"servicequality/web/locale"
)

// moveLine is one figure that moved.
type moveLine struct {
	Title, URL, Name, From, To, N, Why string
	// Turn compares the months that came in with those that went out.
	Turn string
}

type diffBody struct {
	A, B                   edition.Edition
	Sentence, Window, Late string
	Entries, Exits         []page.Link
	// Moves say something else than before, Shifts are the same but for their
	// numbers, as other months are.
	Moves, Shifts    []moveLine
	FirstURL, NextTo string
	// Same says that both are about the same months.
	Same bool
}

// comparison is two editions and what moved between them.
type comparison struct {
	sides [2]edition.Figures
	diff  edition.Diff
}

func (d Pages) compareEditions(ctx context.Context, editions [2]edition.Edition) (c comparison, err error) {
	for i, e := range editions {
		if c.sides[i], err = d.EditionFigures(ctx, e); err != nil {
			return c, err
		}
	}
	corrections, err := d.Cfg.Archive.EditionChanges(ctx, editions[0], editions[1])
	if err != nil {
		return c, err
	}
	rollover, err := d.Cfg.Archive.EditionRollover(ctx, editions[0], editions[1])
	if err == nil {
		c.diff = edition.Compare(c.sides[0], c.sides[1], corrections, rollover)
	}
	return c, err
}

// diff shows what moved between two editions.
func (d Pages) diff(r *page.Request, a, b string) (*web.Answer, error) {
	var editions [2]edition.Edition
	for i, id := range []string{a, b} {
		e, err := edition.Find(r.Snap.Editions, id)
		if err != nil {
			return nil, err
		}
		editions[i] = e
	}
	c, err := snapshot.Through(r.Ctx, d.Shelf.Editions, page.EditionKey(editions[0])+Between+page.EditionKey(editions[1]), func(ctx context.Context) (comparison, error) {
		return d.compareEditions(ctx, editions)
	})
	if err := d.UnreadEdition(err, a+Between+b); err != nil {
		return nil, err
	}
	sides, diff := c.sides, c.diff
	l := r.Loc
	body := diffBody{A: sides[0].Edition, B: sides[1].Edition,
		FirstURL: r.Link(page.EditionPath(a)), NextTo: r.Link(page.EditionPath(b)),
		Late:    l.T("editiondiff.late", l.Count(diff.Late), l.Count(diff.Erased)),
		Window:  l.T("editiondiff.windows", l.Date(sides[0].Edition.AsOf), l.Date(sides[1].Edition.AsOf)),
		Entries: titles(r, sides[1].Catalogue, diff.Entries), Exits: titles(r, sides[0].Catalogue, diff.Exits)}
	if body.Same = diff.SameWindow; body.Same {
		body.Window = l.T("editiondiff.same", l.Date(sides[0].Edition.AsOf))
	}
	for _, m := range diff.Moves {
		line := newMoveLine(r, sides[1].Catalogue, diff, m)
		if diff.SameWindow || saysOther(m.From, m.To) {
			body.Moves = append(body.Moves, line)
		} else {
			body.Shifts = append(body.Shifts, line)
		}
	}
	if diff.Late == 0 && diff.Erased == 0 {
		body.Late = l.T("editiondiff.late.none")
	}
	body.Sentence = l.T("editiondiff.sentence", l.Count(uint64(len(diff.Moves))), l.Count(uint64(len(body.Moves))))
	shown := d.NewPage(r, "editiondiff", body)
	shown.Title = l.T("editiondiff.heading", a, b)
	shown.Crumbs = []page.Link{{Text: l.T("editions.title"), URL: r.Link("/editions")}}
	return d.Render(shown, "editiondiff", http.StatusOK)
}

// saysOther is whether a reader concludes something else from a figure: another
// level, word or state, and not just another number.
func saysOther(from, to indicator.Indicator) bool {
	return from.State != to.State || from.Level != to.Level || from.Word != to.Word || from.Printed != to.Printed
}

func newMoveLine(r *page.Request, c *observatory.Catalogue, diff edition.Diff, m edition.Move) moveLine {
	l := r.Loc
	p := titled(r, c, m.Procedure)
	line := moveLine{Title: p.Text, URL: p.URL, Name: page.NewFigure(l, m.To).Name(), From: shown(l, m.From), To: shown(l, m.To)}
	if page.NewFigure(l, m.To).Rated() {
		line.N = l.Count(m.From.N) + locale.NoBreakSpace + "→" + locale.NoBreakSpace + l.Count(m.To.N)
	}
	turned := m.To
	turned.Change = m.Change
	line.Turn = page.NewFigure(l, turned).Trend()
	var why []string
	if !diff.SameWindow && page.NewFigure(l, m.To).Rated() {
		why = append(why, l.T("editiondiff.why.window"))
	}
	if m.Late > 0 {
		why = append(why, l.T("editiondiff.why.late", l.Count(m.Late)))
	}
	if m.Erased > 0 {
		why = append(why, l.T("editiondiff.why.erased", l.Count(m.Erased)))
	}
	if !diff.SameRules {
		why = append(why, l.T("editiondiff.why.rules"))
	}
	if len(why) == 0 {
		why = append(why, l.T("editiondiff.why.catalogue"))
	}
	line.Why = strings.Join(why, ", ")
	return line
}

// shown is a figure's value with its level, or why there is none.
func shown(l *locale.Locale, i indicator.Indicator) string {
	f := page.NewFigure(l, i)
	switch {
	case i.Printed != "":
		return i.Printed
	case !f.Shown():
		return f.StateName()
	case f.LevelName() != "":
		return f.Number() + f.Unit() + " (" + strings.ReplaceAll(f.LevelName(), " ", locale.NoBreakSpace) + ")"
	}
	return f.Number() + f.Unit()
}

// titles lists procedures of an edition by their titles.
func titles(r *page.Request, c *observatory.Catalogue, ids []string) []page.Link {
	var links []page.Link
	for _, id := range ids {
		links = append(links, titled(r, c, id))
	}
	return links
}

func titled(r *page.Request, c *observatory.Catalogue, id string) page.Link {
	to := page.Link{Text: id, Own: true}
	if p, ok := c.Find(id); ok {
		to.Text = p.Title
	}
	if _, ok := r.Snap.Catalogue.Find(id); ok {
		to.URL = r.Address(page.ProcedurePath(id), url.Values{})
	}
	return to
}
