package dashboard

import (
	"context"
	"net/http"
	"net/url"
	"strings"

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
	Entries, Exits         []link
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

func (d *Dashboard) compareEditions(ctx context.Context, editions [2]edition.Edition) (c comparison, err error) {
	for i, e := range editions {
		if c.sides[i], err = d.editionFigures(ctx, e); err != nil {
			return c, err
		}
	}
	arrivals, err := d.cfg.Archive.EditionChanges(ctx, editions[0], editions[1])
	if err != nil {
		return c, err
	}
	rollover, err := d.cfg.Archive.EditionRollover(ctx, editions[0], editions[1])
	if err == nil {
		c.diff = edition.Compare(c.sides[0], c.sides[1], arrivals, rollover)
	}
	return c, err
}

// editionDiff shows what moved between two editions.
func (d *Dashboard) editionDiff(r *request, a, b string) (*web.Answer, error) {
	var editions [2]edition.Edition
	for i, id := range []string{a, b} {
		e, err := edition.Find(r.snap.Editions, id)
		if err != nil {
			return nil, err
		}
		editions[i] = e
	}
	c, err := snapshot.Through(r.ctx, d.shelf.Editions, editionKey(editions[0])+between+editionKey(editions[1]), func(ctx context.Context) (comparison, error) {
		return d.compareEditions(ctx, editions)
	})
	if err := d.unreadEdition(err, a+between+b); err != nil {
		return nil, err
	}
	sides, diff := c.sides, c.diff
	l := r.loc
	body := diffBody{A: sides[0].Edition, B: sides[1].Edition,
		FirstURL: r.link(editionPath(a)), NextTo: r.link(editionPath(b)),
		Late:    l.T("editiondiff.late", l.Count(diff.Late), l.Count(diff.Erased)),
		Window:  l.T("editiondiff.windows", l.Date(sides[0].Edition.AsOf), l.Date(sides[1].Edition.AsOf)),
		Entries: titles(r, sides[1].Catalogue, diff.Entries), Exits: titles(r, sides[0].Catalogue, diff.Exits)}
	if body.Same = diff.SameWindow; body.Same {
		body.Window = l.T("editiondiff.same", l.Date(sides[0].Edition.AsOf))
	}
	for _, m := range diff.Moves {
		line := r.moveLine(sides[1].Catalogue, diff, m)
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
	page := d.newPage(r, "editiondiff", body)
	page.Title = l.T("editiondiff.heading", a, b)
	page.Crumbs = []link{{Text: l.T("editions.title"), URL: r.link("/editions")}}
	return d.render(page, "editiondiff", http.StatusOK)
}

// saysOther is whether a reader concludes something else from a figure: another
// level, word or state, and not just another number.
func saysOther(from, to indicator.Indicator) bool {
	return from.State != to.State || from.Level != to.Level || from.Word != to.Word || from.Printed != to.Printed
}

func (r *request) moveLine(c *observatory.Catalogue, diff edition.Diff, m edition.Move) moveLine {
	l := r.loc
	p := titled(r, c, m.Procedure)
	line := moveLine{Title: p.Text, URL: p.URL, Name: newFigure(l, m.To).Name(), From: shown(l, m.From), To: shown(l, m.To)}
	if newFigure(l, m.To).Rated() {
		line.N = l.Count(m.From.N) + locale.NoBreakSpace + "→" + locale.NoBreakSpace + l.Count(m.To.N)
	}
	turned := m.To
	turned.Change = m.Change
	line.Turn = newFigure(l, turned).Trend()
	var why []string
	if !diff.SameWindow && newFigure(l, m.To).Rated() {
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
	f := newFigure(l, i)
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
func titles(r *request, c *observatory.Catalogue, ids []string) []link {
	var links []link
	for _, id := range ids {
		links = append(links, titled(r, c, id))
	}
	return links
}

func titled(r *request, c *observatory.Catalogue, id string) link {
	to := link{Text: id, Own: true}
	if p, ok := c.Find(id); ok {
		to.Text = p.Title
	}
	if _, ok := r.snap.Catalogue.Find(id); ok {
		to.URL = r.address(procedurePath(id), url.Values{})
	}
	return to
}
