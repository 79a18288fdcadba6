package rating

import (
	"time"

	"servicequality/observatory"
)

// Selection is the ratings that a procedure counts, those of others among them
// after a merge, and that were received from one instant
// on and before another: what the operator quarantines or releases at once.
// Imported ratings are never in it: an import is undone.
type Selection struct {
	Procedure string
	// From is inside, To is not.
	From, To time.Time
	// Button is the only one whose ratings are meant; empty means all.
	Button string
	// Unsigned leaves out ratings that came with a proof of completion.
	Unsigned bool
	// Reason, if not empty, leaves out ratings that are in quarantine for
	// another one.
	Reason string
}

// Validate checks what a person may have typed. The error is an *InvalidError.
func (s Selection) Validate() error {
	var c observatory.Check
	c.That(observatory.ValidID(s.Procedure), "procedure", "must be the id of a procedure")
	c.That(!s.From.IsZero() && !s.To.IsZero() && s.From.Before(s.To), "to", "must be an instant after from")
	c.That(s.Button == "" || observatory.ValidID(s.Button), "button", "must be at most 64 letters, digits, _ or -")
	c.That(s.Reason == "" || observatory.ValidID(s.Reason), "reason", "must be a code of at most 64 letters, digits, _ or -")
	if c.Bad != nil {
		return &observatory.InvalidError{Fields: c.Bad}
	}
	return nil
}

// SelectionCount is how many of the selected ratings there are in one standing.
type SelectionCount struct {
	// Quarantined says that they are set aside, for Reason.
	Quarantined bool
	Reason      string
	Doubtful    bool
	Ratings     uint64
}
