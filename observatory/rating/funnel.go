package rating

// FunnelState says whether the steps of a funnel can be true together.
type FunnelState string

// The states of a Funnel. Indicative is the best there is.
const (
	FunnelIndicative   FunnelState = "indicative"
	FunnelInconsistent FunnelState = "inconsistent"
	// FunnelNotCollected means that no step before sending was counted.
	FunnelNotCollected FunnelState = "not_collected"
)

// Funnel follows citizens from the offer of the question to a sent rating. A
// step is nil when nobody counted it: a link in a letter is never seen.
type Funnel struct {
	State   FunnelState `json:"state"`
	Offered *uint64     `json:"offered"`
	Seen    *uint64     `json:"seen"`
	Opened  *uint64     `json:"opened"`
	Started *uint64     `json:"started"`
	Sent    uint64      `json:"sent"`
}

// NewFunnel makes a funnel of counted steps and of the ratings that were sent.
// It is inconsistent unless sent ≤ started ≤ opened ≤ seen ≤ offered, steps
// that were not counted left aside.
func NewFunnel(events map[EventKind]uint64, sent uint64) Funnel {
	step := func(kind EventKind) *uint64 {
		if n, counted := events[kind]; counted {
			return &n
		}
		return nil
	}
	f := Funnel{
		State: FunnelNotCollected, Sent: sent,
		Offered: step(EventOffered), Seen: step(EventSeen), Opened: step(EventOpened), Started: step(EventStarted),
	}
	least := sent
	for _, n := range []*uint64{f.Started, f.Opened, f.Seen, f.Offered} {
		switch {
		case n == nil:
		case *n < least:
			f.State = FunnelInconsistent
			return f
		default:
			least, f.State = *n, FunnelIndicative
		}
	}
	return f
}
