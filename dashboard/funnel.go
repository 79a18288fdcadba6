package dashboard

import (
	"fmt"

	"servicequality/observatory"
	"servicequality/observatory/rating"
)

// funnelTable is the way to a rating on a procedure's page.
type funnelTable struct {
	Steps   []funnelStep
	Caution string
	Files   []link
}

// funnelStep is a step with its count; Share is its part of the first one that
// was counted, Width the same for a bar.
type funnelStep struct {
	Key, Name, Text, Share, Width string
	n                             *uint64
}

// funnelSteps lists the steps in order, those that nobody counted without a
// number.
func (r *request) funnelSteps(f rating.Funnel) []funnelStep {
	steps := []funnelStep{
		{Key: "offered", n: f.Offered}, {Key: "seen", n: f.Seen}, {Key: "opened", n: f.Opened}, {Key: "started", n: f.Started},
		{Key: "sent", n: &f.Sent},
	}
	var first uint64
	for i := range steps {
		step := &steps[i]
		step.Name, step.Text, step.Width = r.loc.T("funnel."+step.Key), r.loc.T("funnel.uncounted"), "0"
		if step.n == nil {
			continue
		}
		first = max(first, *step.n)
		step.Text = r.loc.Count(*step.n)
		if share := (observatory.Ratio{Num: *step.n, Den: first}).Micro(100); share != nil && f.State == rating.FunnelIndicative {
			step.Share, step.Width = r.loc.Percent(share), share.String()
		}
	}
	return steps
}

// funnel is nil for a procedure of which no step before sending was counted.
func (r *request) funnel(e entry) *funnelTable {
	if e.funnel.State == rating.FunnelNotCollected {
		return nil
	}
	t := &funnelTable{Caution: r.loc.T("funnel." + string(e.funnel.State)), Steps: r.funnelSteps(e.funnel)}
	for _, format := range []string{"csv", "json"} {
		at := procedurePath(e.procedure.ID) + "/" + figureFunnel + "." + format
		t.Files = append(t.Files, link{Text: formatName(format), URL: r.address(at, r.datedValues(e))})
	}
	return t
}

// funnelFile answers with the funnel as data.
func (r *request) funnelFile(e entry, format string) (*answer, error) {
	name := e.procedure.ID + "-" + figureFunnel
	switch format {
	case ".json":
		return asFile(struct {
			Procedure string          `json:"procedure"`
			AsOf      observatory.Day `json:"as_of"`
			Synthetic bool            `json:"synthetic"`
			rating.Funnel
		}{e.procedure.ID, e.asOf, e.procedure.Synthetic, e.funnel}, name+".json", e.procedure.Synthetic)
	case ".csv":
		s := sheet{name: name, header: []string{"procedure", "step", "n", "state", "as_of", "synthetic"}}
		for _, step := range r.funnelSteps(e.funnel) {
			s.rows = append(s.rows, []string{
				e.procedure.ID, step.Key, count(step.n), string(e.funnel.State), e.asOf.String(), truthOf(e.procedure.Synthetic),
			})
		}
		return s.answer(e.procedure.Synthetic)
	case "":
		return r.redirect(r.link(procedurePath(e.procedure.ID)) + "#" + figureFunnel), nil
	}
	return nil, fmt.Errorf("funnel as %s: %w", format, observatory.ErrNotFound)
}

// funnelAt returns a procedure's funnel of another window than the snapshot's.
// Nobody's answer is in it, but whether a window may be asked for was checked
// by figuresAt.
func (d *Dashboard) funnelAt(r *request, id string, asOf observatory.Day) (rating.Funnel, error) {
	funnels, err := d.shelf.store.Funnels(r.ctx, id, observatory.TwelveMonths(asOf))
	if err != nil {
		return rating.Funnel{}, fmt.Errorf("%w: %w", observatory.ErrUnavailable, err)
	}
	return orNotCollected(funnels[id]), nil
}

// orNotCollected gives a procedure of which nothing at all is known its state.
func orNotCollected(f rating.Funnel) rating.Funnel {
	if f.State == "" {
		return rating.NewFunnel(nil, 0)
	}
	return f
}
