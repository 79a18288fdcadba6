package dashboard

import (
	"fmt"

	"servicequality/dashboard/page"
	"servicequality/dashboard/snapshot"
	"servicequality/observatory"
	"servicequality/observatory/rating"
	"servicequality/web"
)

// funnelTable is the way to a rating on a procedure's page.
type funnelTable struct {
	Steps   []funnelStep
	Caution string
	Files   []page.Link
}

// funnelStep is a step with its count; Share is its part of the first one that
// was counted, Width the same for a bar.
type funnelStep struct {
	Key, Name, Text, Share, Width string
	n                             *uint64
}

// funnelSteps lists the steps in order, those that nobody counted without a
// number.
func funnelSteps(r *page.Request, f rating.Funnel) []funnelStep {
	steps := []funnelStep{
		{Key: "offered", n: f.Offered}, {Key: "seen", n: f.Seen}, {Key: "opened", n: f.Opened}, {Key: "started", n: f.Started},
		{Key: "sent", n: &f.Sent},
	}
	var first uint64
	for i := range steps {
		step := &steps[i]
		step.Name, step.Text, step.Width = r.Loc.T("funnel."+step.Key), r.Loc.T("funnel.uncounted"), "0"
		if step.n == nil {
			continue
		}
		first = max(first, *step.n)
		step.Text = r.Loc.Count(*step.n)
		if share := (observatory.Ratio{Num: *step.n, Den: first}).Micro(100); share != nil && f.State == rating.FunnelIndicative {
			step.Share, step.Width = r.Loc.Percent(share), share.String()
		}
	}
	return steps
}

// funnel is nil for a procedure of which no step before sending was counted.
func funnel(r *page.Request, e snapshot.Entry) *funnelTable {
	if e.Funnel.State == rating.FunnelNotCollected {
		return nil
	}
	t := &funnelTable{Caution: r.Loc.T("funnel." + string(e.Funnel.State)), Steps: funnelSteps(r, e.Funnel)}
	for _, format := range []string{"csv", "json"} {
		at := page.ProcedurePath(e.Procedure.ID) + "/" + figureFunnel + "." + format
		t.Files = append(t.Files, page.Link{Text: page.FormatName(format), URL: r.Address(at, r.DatedValues(e))})
	}
	return t
}

// funnelFile answers with the funnel as data.
func funnelFile(r *page.Request, e snapshot.Entry, format string) (*web.Answer, error) {
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
		for _, step := range funnelSteps(r, e.Funnel) {
			s.Rows = append(s.Rows, []string{
				e.Procedure.ID, step.Key, page.Count(step.n), string(e.Funnel.State), e.AsOf.String(), page.TruthOf(e.Procedure.Synthetic),
			})
		}
		return s.CSV(e.Procedure.Synthetic)
	case "":
		return r.Redirect(r.Link(page.ProcedurePath(e.Procedure.ID)) + "#" + figureFunnel), nil
	}
	return nil, fmt.Errorf("funnel as %s: %w", format, observatory.ErrNotFound)
}
