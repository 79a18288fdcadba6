package observatory

import "time"

const (
	probeMonths = 3 // how many months of probes make a figure
	probeDays   = 7 // how long before the window's last day the last probe may lie
	// slowestProbe is the longest time that one may have taken, in milliseconds.
	slowestProbe = 600_000
)

// Probe is one look at an online procedure from outside.
type Probe struct {
	Procedure string
	At        time.Time
	// Up says whether it answered as it should.
	Up bool
	// Milliseconds is how long the server took, where it is up.
	Milliseconds uint32
}

// Validate checks everything but that the procedure exists. The error is an
// *InvalidError that names every wrong field.
func (p Probe) Validate() error {
	var c check
	c.that(p.Procedure != "", "procedure", "must be the id or an alias of a procedure")
	c.that(p.At.Unix() > 0, "at", "must be an instant like 2026-10-31T14:05:00Z")
	c.that(p.Milliseconds <= slowestProbe, "ms", "must be at most 600000, ten minutes")
	if c.bad != nil {
		return &InvalidError{Fields: c.bad}
	}
	return nil
}

// Probes adds up the probes of a procedure over three months.
type Probes struct {
	// All of them, and those that found it up, which took Milliseconds together.
	All          uint64 `json:"all"`
	Up           uint64 `json:"up"`
	Milliseconds uint64 `json:"milliseconds"`
	// Last is the day of the last one; zero when there is none.
	Last Day `json:"last"`
}

// ProbeWindow is the window of the probes whose figures belong to a window.
func ProbeWindow(w Window) Window { return LastMonths(w.AsOf(), probeMonths) }

// probed judges a kind that probes answer. They count everything: no minimum
// and no interval. A procedure that is never up has no response time.
func (j judge) probed(rule Rule) Indicator {
	p := j.basis.Probes
	value := Ratio{p.Up, p.All}
	if rule.Kind == KindResponseTime {
		value = Ratio{p.Milliseconds, p.Up}
	}
	switch {
	case j.exempt(rule.Kind):
		return j.blank(rule, StateNotApplicable)
	case p.All == 0 && j.procedure.Online == OnlineNo:
		return j.blank(rule, StateNotOnline)
	case p.All == 0:
		return j.blank(rule, StatePending)
	case j.window.AsOf()-p.Last > probeDays:
		return j.blank(rule, StateStale)
	case !value.Exists():
		return j.blank(rule, StateUnknown)
	}
	figure := j.number(rule, value)
	figure.Window = ProbeWindow(j.window)
	return figure
}
