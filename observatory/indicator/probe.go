package indicator

import "servicequality/observatory"

// probeMonths is how many months of probes make a figure.
const probeMonths = 3

// ProbeDays is how many days before the window's last day the last probe may lie.
const ProbeDays = 7

// Probes adds up the probes of a procedure over three months.
type Probes struct {
	// All of them, and those that found it up, which took Milliseconds together.
	All          uint64 `json:"all"`
	Up           uint64 `json:"up"`
	Milliseconds uint64 `json:"milliseconds"`
	// Last is the day of the last one; zero when there is none.
	Last observatory.Day `json:"last"`
}

// ProbeWindow is the window of the probes whose figures belong to a window.
func ProbeWindow(w observatory.Window) observatory.Window {
	return observatory.LastMonths(w.AsOf(), probeMonths)
}

// probed computes a kind that probes answer. They count everything: no minimum
// and no interval. A procedure that is never up has no response time.
func (j computation) probed(rule Rule) Indicator {
	p := j.basis.Probes
	value := observatory.Ratio{Num: p.Up, Den: p.All}
	if rule.Kind == KindResponseTime {
		value = observatory.Ratio{Num: p.Milliseconds, Den: p.Up}
	}
	switch {
	case j.exempt(rule.Kind):
		return j.blank(rule, StateNotApplicable)
	case p.All == 0 && j.procedure.Online == observatory.OnlineNo:
		return j.blank(rule, StateNotOnline)
	case p.All == 0:
		return j.blank(rule, StatePending)
	case j.window.AsOf()-p.Last > ProbeDays:
		return j.blank(rule, StateStale)
	case !value.Exists():
		return j.blank(rule, StateUnknown)
	}
	figure := j.number(rule, value)
	figure.Window = ProbeWindow(j.window)
	return figure
}
