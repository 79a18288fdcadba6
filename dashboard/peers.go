package dashboard

import (
	"cmp"
	"math"
	"slices"
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
func (r *request) peers(e entry) []entry {
	size := func(e entry) float64 {
		if e.procedure.VolumeTotal == nil || *e.procedure.VolumeTotal == 0 {
			return math.NaN()
		}
		return math.Log(float64(*e.procedure.VolumeTotal))
	}
	own := size(e)
	apart := func(p entry) float64 { return math.Abs(size(p) - own) }
	var near []entry
	for _, p := range r.snap.entries {
		if p.procedure.ID != e.procedure.ID && p.satisfaction.Value != nil && apart(p) <= math.Log(volumeApart) {
			near = append(near, p)
		}
	}
	slices.SortStableFunc(near, func(a, b entry) int { return cmp.Compare(apart(a), apart(b)) })
	near = near[:min(len(near), mostPeers)]
	slices.SortStableFunc(near, func(a, b entry) int { return cmp.Compare(size(b), size(a)) })
	return near
}

// peerRow is a procedure of similar volume.
type peerRow struct {
	Title, URL, Volume string
	Current            bool
	figure
}

// peerRows places the procedure among its peers; nil when it has none.
func (r *request) peerRows(e entry) []peerRow {
	peers := r.peers(e)
	if len(peers) == 0 {
		return nil
	}
	var rows []peerRow
	for _, p := range append([]entry{e}, peers...) {
		rows = append(rows, peerRow{
			Title: p.procedure.Title, URL: r.link(procedurePath(p.procedure.ID)), Volume: r.loc.Count(*p.procedure.VolumeTotal),
			Current: p.procedure.ID == e.procedure.ID, figure: newFigure(r.loc, p.satisfaction),
		})
	}
	return rows
}

// answersChart draws how the answers are spread, beside those of the peers;
// false when no answers are published.
func (r *request) answersChart(e entry) (Chart, bool) {
	if e.satisfaction.Counts == nil {
		return Chart{}, false
	}
	s := Shares{
		ID: "answers-" + e.procedure.ID + r.dated(e), Title: r.loc.T("plot.answers", e.procedure.Title), Synthetic: e.procedure.Synthetic,
		Groups: []ShareGroup{{Name: e.procedure.Title, Counts: e.satisfaction.Counts}},
	}
	for _, p := range r.peers(e) {
		if p.satisfaction.Counts != nil {
			s.Groups = append(s.Groups, ShareGroup{Name: p.procedure.Title, Counts: p.satisfaction.Counts})
		}
	}
	return AnswerDistribution(r.loc, s), true
}
