package observatory

// Evidence is all that the indicators of one procedure follow from in one
// window, the catalogue apart.
type Evidence struct {
	// Tallies lie inside the window; a tally may cover several days of one
	// ISO week, but not of two months.
	Tallies []Tally
	// First is the first day ever with an accepted headline rating, Last the
	// last one inside the window; zero when there is none.
	First, Last Day
	// Volumes are the transactions that its administration states.
	Volumes []Volume
	// Probes tell how the procedure answered in the last three months of the
	// window.
	Probes Probes
}

// Receipts counts what was received for a procedure, all time: disjoint.
type Receipts struct {
	Accepted    uint64
	Doubtful    uint64
	Quarantined uint64
}

// Total is everything that was received.
func (r Receipts) Total() uint64 { return r.Accepted + r.Doubtful + r.Quarantined }
