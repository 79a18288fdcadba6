package dashboard

import (
	"fmt"

	"servicequality/dashboard/snapshot"
	"servicequality/observatory"
	"servicequality/observatory/rating"
	"servicequality/web"
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
func (r *request) funnel(e snapshot.Entry) *funnelTable {
	if e.Funnel.State == rating.FunnelNotCollected {
		return nil
	}
	t := &funnelTable{Caution: r.loc.T("funnel." + string(e.Funnel.State)), Steps: r.funnelSteps(e.Funnel)}
	for _, format := range []string{"csv", "json"} {
		at := procedurePath(e.Procedure.ID) + "/" + figureFunnel + "." + format
		t.Files = append(t.Files, link{Text: formatName(format), URL: r.address(at, r.datedValues(e))})
	}
	return t
}

// funnelFile answers with the funnel as data.
func (r *request) funnelFile(e snapshot.Entry, format string) (*web.Answer, error) {
	name := e.Procedure.ID + "-" + figureFunnel
	switch format {
	case ".json":
		return web.JSONFile(struct {
			Procedure string          `json:"procedure"`
			AsOf      observatory.Day `json:"as_of"`
			Synthetic bool            `json:"synthetic"`
			rating.Funnel
		}{e.Procedure.ID, e.AsOf, e.Procedure.Synthetic, e.Funnel}, name+".json", e.Procedure.Synthetic)
	case ".csv":
		s := web.Sheet{Name: name, Header: []string{"procedure", "step", "n", "state", "as_of", "synthetic"}}
		for _, step := range r.funnelSteps(e.Funnel) {
			s.Rows = append(s.Rows, []string{
				e.Procedure.ID, step.Key, count(step.n), string(e.Funnel.State), e.AsOf.String(), truthOf(e.Procedure.Synthetic),
			})
		}
		return s.CSV(e.Procedure.Synthetic)
	case "":
		return r.redirect(r.link(procedurePath(e.Procedure.ID)) + "#" + figureFunnel), nil
	}
	return nil, fmt.Errorf("funnel as %s: %w", format, observatory.ErrNotFound)
}

// funnelAt returns a procedure's funnel of another window than the snapshot's.
// Nobody's answer is in it, but whether a window may be asked for was checked
// by figuresAt.
func (d *Dashboard) funnelAt(r *request, id string, asOf observatory.Day) (rating.Funnel, error) {
	return d.shelf.Funnel(r.ctx, id, asOf)
}
