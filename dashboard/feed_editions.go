package dashboard

import (
	"slices"

	"servicequality/observatory"
)

// feedEditions is how many editions the feed goes back.
const feedEditions = 12

// publishedEditions announces the newest editions. One that was kept as it was
// printed has no day of publication here, and is no news.
func (d *Dashboard) publishedEditions(r *request) []event {
	var events []event
	for _, e := range slices.Backward(r.snap.Editions) {
		if e.PublishedAt.IsZero() || len(events) == feedEditions {
			continue
		}
		text := r.loc.T("edition.lead", r.loc.Date(e.AsOf), r.loc.Date(observatory.DayOf(e.PublishedAt)))
		if e.Replaces != "" {
			text = r.loc.T("editions.corrects", e.Replaces, e.Reason)
		}
		events = append(events, event{
			key: "edition/" + e.ID, at: e.PublishedAt, path: r.link(editionPath(e.ID)),
			title: r.loc.T("edition.heading", e.ID), summary: text,
		})
	}
	return events
}
