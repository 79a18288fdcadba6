package editions

import (
	"slices"

	"servicequality/dashboard/page"
	"servicequality/observatory"
)

// feedEditions is how many editions the feed goes back.
const feedEditions = 12

// Events announces the newest editions. One that was kept as it was
// printed has no day of publication here, and is no news.
func (d Pages) Events(r *page.Request) []page.Event {
	var events []page.Event
	for _, e := range slices.Backward(r.Snap.Editions) {
		if e.PublishedAt.IsZero() || len(events) == feedEditions {
			continue
		}
		text := r.Loc.T("edition.lead", r.Loc.Date(e.AsOf), r.Loc.Date(observatory.DayOf(e.PublishedAt)))
		if e.Replaces != "" {
			text = r.Loc.T("editions.corrects", e.Replaces, e.Reason)
		}
		events = append(events, page.Event{
			Key: "edition/" + e.ID, At: e.PublishedAt, Path: r.Link(page.EditionPath(e.ID)),
			Title: r.Loc.T("edition.heading", e.ID), Summary: text,
		})
	}
	return events
}
