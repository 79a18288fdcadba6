package api

import (
	"bytes"
	"cmp"
	"encoding/json"

	"servicequality/dashboard/page"
	"servicequality/dashboard/snapshot"
	"servicequality/observatory/indicator"
	"servicequality/web"
)

// seriesItem is a figure made of ratings in one cell of whole closed months.
type seriesItem struct {
	Procedure string         `json:"procedure"`
	Kind      indicator.Kind `json:"kind"`
	// State is published, or cell_too_small for a cell with too few answers or
	// too wide an interval to be shown.
	State indicator.State `json:"state"`
	Rules string          `json:"rules"`
	indicator.Point
}

// series lists the figures of closed months, oldest first: months of fewer
// than 30 answers are joined with the next, and silent months are not there.
func (d API) series(r *page.Request) (*web.Answer, error) {
	q, err := askedFigures(r, collection{r.Snap.Catalogue, r.Snap.Entries}, indicator.RatedKinds())
	if err != nil {
		return nil, err
	}
	var found []seriesItem
	for _, e := range r.Snap.Entries {
		if !q.keeps(e) {
			continue
		}
		for _, kind := range indicator.RatedKinds() {
			if cmp.Or(q.kind, string(kind)) != string(kind) {
				continue
			}
			for _, p := range indicator.MonthlyMarks(r.Snap.Months[e.Procedure.ID], kind, snapshot.ChartStart(r.Snap.AsOf)) {
				item := seriesItem{e.Procedure.ID, kind, indicator.StatePublished, indicator.Rules, p}
				if p.Value == nil {
					item.State = indicator.StateCellTooSmall
				}
				found = append(found, item)
			}
		}
	}
	return pageOf(d.Site, r, q.Listing, found)
}

// withField writes an object with one more field before its own.
func withField(name, value string, object any) ([]byte, error) {
	own, err := json.Marshal(object)
	if err != nil {
		return nil, err
	}
	field, err := json.Marshal(map[string]string{name: value})
	if err != nil {
		return nil, err
	}
	return bytes.Join([][]byte{bytes.TrimSuffix(field, []byte("}")), own[1:]}, []byte(",")), nil
}
