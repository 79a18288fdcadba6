// Package alarm detects what needs attention: marks that drop, buttons that fall
// silent, unknown hosts, bursts of ratings, sources that are too old.
//
// It may import observatory, rating, statistics and indicator. A watch is a function
// that derives findings from counts; the aggregator decides when to run it and whom to
// notify.
package alarm

import (
	"crypto/sha256"
	"slices"
	"time"

	"github.com/google/uuid"

	"servicequality/observatory"
)

// Kind is what an alarm is about.
type Kind string

// The kinds. A mark dropped, a procedure's ratings stopped, a host that its
// catalogue does not name carries its form, more ratings came than its habits
// explain, a source of figures is too old. Only a burst proposes something, a
// quarantine, and only the operator decides about it.
const (
	KindDrop    Kind = "drop"
	KindSilence Kind = "silence"
	KindHost    Kind = "host"
	KindBurst   Kind = "burst"
	KindStale   Kind = "stale"
)

// Kinds returns the kinds.
func Kinds() []Kind {
	return []Kind{KindDrop, KindSilence, KindHost, KindBurst, KindStale}
}

// Finding is a condition that a watch found to hold now.
type Finding struct {
	Procedure string `json:"procedure"`
	Kind      Kind   `json:"kind"`
	// Subject tells findings of one kind apart: the host, the first hour of a
	// burst, the source that is stale. It is empty for the other kinds. The
	// catalogue and the jobs are no procedure's: their findings name none.
	Subject string `json:"subject,omitempty"`
	// Day is the Paris day on which the condition began, LastTrue the last closed or
	// present day on which it held.
	Day      observatory.Day `json:"day"`
	LastTrue observatory.Day `json:"last_true"`
	// Details are the numbers behind it.
	Details Details `json:"details"`
}

// Details are the numbers behind a finding; those that its kind does not
// have are left out.
type Details struct {
	// Mark is that of the answers since Began, on 10, Baseline the mark that it
	// dropped from (drop).
	Mark     *observatory.Micro `json:"mark,omitempty"`
	Baseline *observatory.Micro `json:"baseline,omitempty"`
	Began    observatory.Day    `json:"began,omitzero"`
	Series   string             `json:"series,omitempty"`
	// Days is how many days nothing came after Last, Limit how many are too
	// many (silence). Last is also until when a stale source goes.
	Last  observatory.Day    `json:"last,omitzero"`
	Days  int                `json:"days,omitempty"`
	Limit *observatory.Micro `json:"limit,omitempty"`
	// Ratings and Events came from the host on its worst day (host), or Ratings
	// in the burst, Doubtful ones among them, where Expected would have come by
	// habit (burst).
	Ratings  uint64             `json:"ratings,omitempty"`
	Events   uint64             `json:"events,omitempty"`
	Doubtful uint64             `json:"doubtful,omitempty"`
	Expected *observatory.Micro `json:"expected,omitempty"`
	// From, To and Button are the quarantine that is proposed (burst): of the
	// unsigned ratings received from From on and before To, through the button
	// unless it is empty.
	From   time.Time `json:"from,omitzero"`
	To     time.Time `json:"to,omitzero"`
	Button string    `json:"button,omitempty"`
}

// Alarm is a finding, with when it was opened, acknowledged and closed.
type Alarm struct {
	// ID follows from the finding alone: whoever finds it again has the same.
	ID uuid.UUID `json:"id"`
	Finding
	// OpenedAt is when it was first found, ClosedAt when it was no longer so,
	// zero while it is.
	OpenedAt time.Time `json:"opened_at"`
	ClosedAt time.Time `json:"closed_at,omitzero"`
	// AcknowledgedAt is when somebody took note, AcknowledgedBy whose office;
	// both are empty until then.
	AcknowledgedAt time.Time `json:"acknowledged_at,omitzero"`
	AcknowledgedBy string    `json:"acknowledged_by,omitempty"`
}

// alarmPrivacy is how long an alarm is the owner's alone.
const alarmPrivacy = 7 * 24 * time.Hour

// Open says whether the finding still holds.
func (a Alarm) Open() bool { return a.ClosedAt.IsZero() }

// Public says whether everybody may see the alarm at the instant now: it still
// holds, and its owner took note of it or had seven days to. Redacted is what
// may then be shown.
func (a Alarm) Public(now time.Time) bool {
	return a.Open() && (!a.AcknowledgedAt.IsZero() || now.Sub(a.OpenedAt) >= alarmPrivacy)
}

// Redacted is the alarm as everybody may see it: without the names of hosts and
// buttons, which anybody can invent and would so write on a public page, and without
// the name of who took note. The names of sources are the observatory's own, and stay.
func (a Alarm) Redacted() Alarm {
	if a.Kind != KindStale {
		a.Subject = ""
	}
	a.Details.Button, a.AcknowledgedBy = "", ""
	return a
}

// ID is that of the alarm which the finding raises.
func (f Finding) ID() uuid.UUID {
	text := "alarm\x00" + f.Procedure + "\x00" + string(f.Kind) + "\x00" + f.Subject + "\x00" + f.Day.String()
	return uuid.NewHash(sha256.New(), uuid.NameSpaceOID, []byte(text), 8)
}

// topic is what findings of the same thing have in common.
type topic struct {
	procedure string
	kind      Kind
	subject   string
}

func (f Finding) topic() topic { return topic{f.Procedure, f.Kind, f.Subject} }

// Update compares the alarms known so far with what watches of these kinds
// find at the instant now, and returns those that have to be written: opened,
// changed, opened again on the same day, or closed. The same findings again
// change nothing.
func Update(known []Alarm, findings []Finding, kinds []Kind, now time.Time) []Alarm {
	open, byID := map[topic]Alarm{}, map[uuid.UUID]Alarm{}
	for _, a := range known {
		byID[a.ID] = a
		if a.Open() {
			open[a.topic()] = a
		}
	}
	var changed []Alarm
	for _, f := range findings {
		a, ok := open[f.topic()]
		if !ok {
			a, ok = byID[f.ID()]
		}
		delete(open, f.topic())
		if !ok {
			changed = append(changed, Alarm{ID: f.ID(), Finding: f, OpenedAt: now})
		} else if next := a.follow(f); !next.equal(a) {
			changed = append(changed, next)
		}
	}
	for _, a := range known {
		if _, left := open[a.topic()]; left && a.Open() && slices.Contains(kinds, a.Kind) {
			a.ClosedAt = now
			changed = append(changed, a)
		}
	}
	return changed
}

// follow is the alarm with what is found now; it keeps its first day, and what
// happened to it.
func (a Alarm) follow(f Finding) Alarm {
	a.LastTrue, a.Details = max(a.LastTrue, f.LastTrue), f.Details
	a.ClosedAt = time.Time{}
	return a
}

func (a Alarm) equal(b Alarm) bool {
	return a.LastTrue == b.LastTrue && a.ClosedAt.Equal(b.ClosedAt) && a.Details.equal(b.Details)
}

func (d Details) equal(o Details) bool {
	same := func(a, b *observatory.Micro) bool { return a == b || a != nil && b != nil && *a == *b }
	numbers := same(d.Mark, o.Mark) && same(d.Baseline, o.Baseline) && same(d.Limit, o.Limit) && same(d.Expected, o.Expected) &&
		d.From.Equal(o.From) && d.To.Equal(o.To)
	d.Mark, d.Baseline, d.Limit, d.Expected, d.From, d.To = o.Mark, o.Baseline, o.Limit, o.Expected, o.From, o.To
	return numbers && d == o
}
