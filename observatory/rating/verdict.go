package rating

import (
	"time"

	"github.com/google/uuid"

	"servicequality/observatory"
)

// VerdictKind is what can be decided about a rating after it came.
type VerdictKind string

// The kinds. Quarantine takes a rating out of the figures and Release puts it
// back: the later of the two holds. Mask hides a text. Erase is for ever.
const (
	VerdictQuarantine VerdictKind = "quarantine"
	VerdictRelease    VerdictKind = "release"
	VerdictMask       VerdictKind = "mask"
	VerdictErase      VerdictKind = "erase"
)

// Buries says whether what the verdict takes away is gone for ever, so that no
// replay and no backup may bring it back: an erasure, the masking of a text.
func (k VerdictKind) Buries() bool { return k == VerdictErase || k == VerdictMask }

// Verdict is a decision about one rating. Ratings are never changed: counts
// join the verdicts.
type Verdict struct {
	Procedure string
	Rating    uuid.UUID
	Kind      VerdictKind
	// Reason is a code that may be published, as ValidID says.
	Reason string
	// By says who decided, never by a personal name.
	By string
	// At is filled in by the database's clock.
	At time.Time
}

// Validate checks what a person may have typed. The error is an *InvalidError.
func (v Verdict) Validate() error {
	var c observatory.Check
	c.That(observatory.ValidID(v.Procedure), "procedure", "must be the id of a procedure")
	c.That(v.Rating.Version() == 7, "id", "must be the id of a rating: the one that the thanks page shows")
	c.OneOf("kind", string(v.Kind), []string{
		string(VerdictQuarantine), string(VerdictRelease), string(VerdictMask), string(VerdictErase)})
	c.That(observatory.ValidID(v.Reason), "reason", "must be a code of at most 64 letters, digits, _ or -, like pasted-button: it may be published")
	if c.Bad != nil {
		return &observatory.InvalidError{Fields: c.Bad}
	}
	return nil
}
