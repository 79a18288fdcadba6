package dashboard

import (
	"cmp"
	"math"
	"slices"

	"servicequality/dashboard/chart"
	"servicequality/dashboard/page"
	"servicequality/dashboard/snapshot"
)

const (
	// mostPeers is how many procedures stand beside one, volumeApart by which
	// factor their yearly volumes may differ.
	mostPeers   = 5
	volumeApart = 4
)

// peers are the procedures with a published mark whose yearly volume is
// nearest to the entry's, greatest first. They come from all ministries: what
// is alike is the size, and nothing else is claimed.
func peers(r *page.Request, e snapshot.Entry) []snapshot.Entry {
	size := func(e snapshot.Entry) float64 {
		if e.Procedure.VolumeTotal == nil || *e.Procedure.VolumeTotal == 0 {
			return math.NaN()
		}
		return math.Log(float64(*e.Procedure.VolumeTotal))
	}
	own := size(e)
	apart := func(p snapshot.Entry) float64 { return math.Abs(size(p) - own) }
	var near []snapshot.Entry
	for _, p := range r.Snap.Entries {
		if p.Procedure.ID != e.Procedure.ID && p.Satisfaction.Value != nil && apart(p) <= math.Log(volumeApart) {
			near = append(near, p)
		}
	}
	slices.SortStableFunc(near, func(a, b snapshot.Entry) int { return cmp.Compare(apart(a), apart(b)) })
	near = near[:min(len(near), mostPeers)]
	slices.SortStableFunc(near, func(a, b snapshot.Entry) int { return cmp.Compare(size(b), size(a)) })
	return near
}

// peerRow is a procedure of similar volume.
type peerRow struct {
	Title, URL, Volume string
	Current            bool
	page.Figure
}

// peerRows places the procedure among its peers; nil when it has none.
func peerRows(r *page.Request, e snapshot.Entry) []peerRow {
	peers := peers(r, e)
	if len(peers) == 0 {
		return nil
	}
	var rows []peerRow
	for _, p := range append([]snapshot.Entry{e}, peers...) {
		rows = append(rows, peerRow{
			Title: p.Procedure.Title, URL: r.Link(page.ProcedurePath(p.Procedure.ID)), Volume: r.Loc.Count(*p.Procedure.VolumeTotal),
			Current: p.Procedure.ID == e.Procedure.ID, Figure: page.NewFigure(r.Loc, p.Satisfaction),
		})
	}
	return rows
}

// answersChart draws how the answers are spread, beside those of the peers;
// false when no answers are published.
func answersChart(r *page.Request, e snapshot.Entry) (chart.Chart, bool) {
	if e.Satisfaction.Counts == nil {
		return chart.Chart{}, false
	}
	s := chart.Shares{
		ID: "answers-" + e.Procedure.ID + r.Dated(e), Title: r.Loc.T("plot.answers", e.Procedure.Title), Synthetic: e.Procedure.Synthetic,
		Groups: []chart.ShareGroup{{Name: e.Procedure.Title, Counts: e.Satisfaction.Counts}},
	}
	for _, p := range peers(r, e) {
		if p.Satisfaction.Counts != nil {
			s.Groups = append(s.Groups, chart.ShareGroup{Name: p.Procedure.Title, Counts: p.Satisfaction.Counts})
		}
	}
	return chart.AnswerDistribution(r.Loc, s), true
}
