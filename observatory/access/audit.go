package access

import "time"

// AuditEntry is one line of the log of what was done with an access: who, by
// the access's ID, what and when. It holds no address and no citizen's words.
type AuditEntry struct {
	// Access is the ID of the access, "operator" for the command line.
	Access string
	// Ministry is the slug of the ministry concerned: the procedure's, else the
	// access's own; empty for what concerns the operator only.
	Ministry string
	// Act is what was done, one of the Acts.
	Act Act
	// Procedure and Subject are what it was done to: a rating's id, another
	// access's. Both may be empty.
	Procedure string
	Subject   string
	// Detail is a code, like the reason of a verdict.
	Detail string
	// At is filled in by the database's clock.
	At time.Time
}

// Act is what an entry of the audit log records.
type Act string

// The acts.
const (
	ActSignIn     Act = "sign-in"
	ActSignOut    Act = "sign-out"
	ActExport     Act = "export" // comments read as a file or by a program
	ActMask       Act = "mask"
	ActQuarantine Act = "quarantine"
	ActRelease    Act = "release"
	ActState      Act = "state" // volumes
	ActGrant      Act = "grant"
	ActRevoke     Act = "revoke"
	ActObject     Act = "object"  // to a frozen edition
	ActRespond    Act = "respond" // to an objection
)
