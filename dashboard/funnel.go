package dashboard

import (
	"fmt"

	"observatory"
)

// funnelTable is the way to a rating on a procedure's page.
type funnelTable struct {
	Steps   []fact
	Caution string
}

// funnel is nil for a procedure of which no step before sending was counted.
func (r *request) funnel(e entry) *funnelTable {
	f := e.funnel
	if f.State == observatory.FunnelNotCollected {
		return nil
	}
	t := &funnelTable{Caution: r.loc.T("funnel." + string(f.State))}
	for _, step := range []struct {
		name string
		n    *uint64
	}{{"offered", f.Offered}, {"seen", f.Seen}, {"opened", f.Opened}, {"started", f.Started}, {"sent", &f.Sent}} {
		text := r.loc.T("funnel.uncounted")
		if step.n != nil {
			text = r.loc.Count(*step.n)
		}
		t.Steps = append(t.Steps, fact{Name: r.loc.T("funnel." + step.name), Text: text})
	}
	return t
}

// funnelAt returns a procedure's funnel of another window than the snapshot's.
// Nobody's answer is in it, but whether a window may be asked for was checked
// by figuresAt.
func (d *Dashboard) funnelAt(r *request, id string, asOf observatory.Day) (observatory.Funnel, error) {
	funnels, err := d.shelf.store.Funnels(r.ctx, id, observatory.TwelveMonths(asOf))
	if err != nil {
		return observatory.Funnel{}, fmt.Errorf("%w: %w", observatory.ErrUnavailable, err)
	}
	return orNotCollected(funnels[id]), nil
}

// orNotCollected gives a procedure of which nothing at all is known its state.
func orNotCollected(f observatory.Funnel) observatory.Funnel {
	if f.State == "" {
		return observatory.NewFunnel(nil, 0)
	}
	return f
}
