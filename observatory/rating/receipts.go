package rating

// Receipts counts what was received for a procedure, all time: disjoint.
type Receipts struct {
	Accepted    uint64
	Doubtful    uint64
	Quarantined uint64
}

// Total is everything that was received.
func (r Receipts) Total() uint64 { return r.Accepted + r.Doubtful + r.Quarantined }
