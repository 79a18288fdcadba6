package rating

import (
	"maps"
	"slices"
	"strconv"

	"servicequality/observatory"
)

// EventKind is a step on the way to a rating, before anything is sent.
type EventKind string

// The steps, in order: a page offered the question, the question came into
// view, the form was opened, its first answer was given.
const (
	EventOffered EventKind = "offered"
	EventSeen    EventKind = "seen"
	EventOpened  EventKind = "opened"
	EventStarted EventKind = "started"
)

// EventKinds returns the steps in order.
func EventKinds() []EventKind {
	return []EventKind{EventOffered, EventSeen, EventOpened, EventStarted}
}

// maxEvents bounds what one report may say of one step: a page shows a few
// questions, not hundreds.
const maxEvents = 100

// EventReport is what a page says happened on it: counts, and nothing about
// whom they concern. Its JSON form is the body of POST /api/v1/events.
type EventReport struct {
	Procedure string            `json:"procedure"`
	Button    string            `json:"button,omitempty"`
	Events    map[EventKind]int `json:"events"`
}

// Validate checks everything but that the procedure exists. The error is an
// *InvalidError that names every wrong field.
func (r EventReport) Validate() error {
	var c observatory.Check
	c.That(r.Procedure != "", "procedure", "must be the id or an alias of a procedure")
	c.That(r.Button == "" || observatory.ValidID(r.Button), "button", "must be at most 64 letters, digits, _ or -")
	c.That(len(r.Events) > 0, "events", "must count something")
	for _, kind := range slices.Sorted(maps.Keys(r.Events)) {
		field := "events." + string(kind)
		if !slices.Contains(EventKinds(), kind) {
			c.That(false, "events", "must count offered, seen, opened or started, and nothing else")
			break
		}
		c.That(r.Events[kind] >= 1 && r.Events[kind] <= maxEvents, field, "must be between 1 and "+strconv.Itoa(maxEvents))
	}
	if c.Bad != nil {
		return &observatory.InvalidError{Fields: c.Bad}
	}
	return nil
}

// EventCount is how often one step happened on one Paris day. Anybody can
// forge such counts: they are indicative, and no published figure has them as
// its denominator.
type EventCount struct {
	Procedure string
	Button    string
	Day       observatory.Day
	Kind      EventKind
	N         uint32
	Flush     Flush
}

// Flush tells one writing of counts from all others: the collector's journal
// and the milliseconds of the moment. The same counts written twice under it
// count once.
type Flush struct {
	Node, Epoch uint32
	At          uint64
}
