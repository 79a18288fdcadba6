package observatory

import "time"

// slowestProbe is the longest time that one may have taken, in milliseconds.
const slowestProbe = 600_000

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
	var c Check
	c.That(p.Procedure != "", "procedure", "must be the id or an alias of a procedure")
	c.That(p.At.Unix() > 0, "at", "must be an instant like 2026-10-31T14:05:00Z")
	c.That(p.Milliseconds <= slowestProbe, "ms", "must be at most 600000, ten minutes")
	if c.Bad != nil {
		return &InvalidError{Fields: c.Bad}
	}
	return nil
}
