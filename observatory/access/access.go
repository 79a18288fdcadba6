// Package access says who may do what: accesses with their role and scope, the table
// of actions, and the entries of the audit log.
//
// It may import package observatory. It makes the decisions; package guard in the
// dashboard identifies the caller and refuses requests.
package access

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"servicequality/observatory"
)

// Role says what an access allows within its scope.
type Role string

// The roles. A reader sees; an editor also masks texts, states volumes and
// objects to frozen editions; an admin also gives readers and editors of the own
// ministry access. The operator is interministerial: no ministry's own, and alone
// decides whether a rating counts and answers objections.
const (
	RoleReader   Role = "reader"
	RoleEditor   Role = "editor"
	RoleAdmin    Role = "admin"
	RoleOperator Role = "operator"
)

// Roles returns every role.
func Roles() []Role { return []Role{RoleReader, RoleEditor, RoleAdmin, RoleOperator} }

// Action is something that only an access allows.
type Action string

// The actions.
const (
	ActionRead    Action = "read"    // figures of any day, comments
	ActionMask    Action = "mask"    // hide the text of a comment
	ActionState   Action = "state"   // state volumes of transactions
	ActionObject  Action = "object"  // object to figures of a frozen edition
	ActionRespond Action = "respond" // answer objections
	ActionGrant   Action = "grant"   // give and revoke access
	ActionJudge   Action = "judge"   // quarantine and release ratings
	ActionAudit   Action = "audit"   // read what was done with accesses
)

// allows says whether the role holds the action, wherever that may be.
func (r Role) allows(a Action) bool {
	switch a {
	case ActionRead:
		return slices.Contains(Roles(), r)
	case ActionMask, ActionState:
		return r == RoleEditor || r == RoleAdmin || r == RoleOperator
	case ActionObject:
		return r == RoleEditor || r == RoleAdmin
	case ActionGrant:
		return r == RoleAdmin
	case ActionJudge, ActionRespond:
		return r == RoleOperator
	case ActionAudit:
		return r == RoleAdmin || r == RoleOperator
	}
	return false
}

// Access is what somebody who bears a token of access may do. The token itself
// is known to its bearer alone.
type Access struct {
	// ID names the access, in the token and in the audit log.
	ID string
	// Name says what it is for, never a person's name.
	Name string
	Role Role
	// Ministry is the Slug of the ministry whose procedures are its scope;
	// Procedures, instead, the ids of single ones. Both are empty for the
	// operator, whose scope is everything.
	Ministry   string
	Procedures []string
	// Hash is the SHA-256 of the token.
	Hash [sha256.Size]byte
	// MadeBy is the ID of the access that gave it, empty for the command line.
	MadeBy    string
	CreatedAt time.Time
	ExpiresAt time.Time
	Revoked   bool
	// LastUsed is the last day on which it was used.
	LastUsed observatory.Day
}

// MaxAccessLife is the longest time until an access expires.
const MaxAccessLife = 366 * 24 * time.Hour

// Validate checks what a person may have typed, at the time of making. The
// error is an *InvalidError.
func (a Access) Validate() error {
	var c observatory.Check
	c.That(slices.Contains(Roles(), a.Role), "role", "must be one of reader, editor, admin, operator")
	c.Text("name", a.Name, 100)
	alone := a.Ministry == "" && len(a.Procedures) == 0
	switch a.Role {
	case RoleOperator:
		c.That(alone, "ministry", "must not be given: the operator is interministerial")
	case RoleAdmin:
		c.That(a.Ministry != "" && len(a.Procedures) == 0, "ministry", "must be given for an admin, and no single procedures")
	default:
		c.That(!alone, "ministry", "must be given, or single procedures")
		c.That(a.Ministry == "" || len(a.Procedures) == 0, "procedure", "must not be given beside a ministry")
	}
	life := a.ExpiresAt.Sub(a.CreatedAt)
	c.That(life > 0 && life <= MaxAccessLife, "ttl", "must be more than nothing and at most 366 days")
	if c.Bad != nil {
		return &observatory.InvalidError{Fields: c.Bad}
	}
	return nil
}

// Live says whether the access can be used at the instant now.
func (a Access) Live(now time.Time) bool { return !a.Revoked && now.Before(a.ExpiresAt) }

// May says whether the access allows the action on the procedure; with a nil procedure,
// on any at all. The zero Access allows nothing. A procedure whose ministry is unknown
// is in the operator's scope only.
func (a Access) May(action Action, p *observatory.Procedure) bool {
	return a.Role.allows(action) && (p == nil || a.covers(p))
}

func (a Access) covers(p *observatory.Procedure) bool {
	if a.Role == RoleOperator {
		return true
	}
	return slices.Contains(a.Procedures, p.ID) || a.Ministry != "" && a.Ministry == observatory.Slug(p.Ministry)
}

// Scope returns the procedures that the access allows the action on, in the
// catalogue's order.
func (a Access) Scope(action Action, c *observatory.Catalogue) []*observatory.Procedure {
	var all []*observatory.Procedure
	procedures := c.Procedures()
	for i := range procedures {
		if a.May(action, &procedures[i]) {
			all = append(all, &procedures[i])
		}
	}
	return all
}

// MayGrant says whether the access may grant or revoke the other one. An admin of a
// ministry may do so with the accesses of readers and editors whose whole scope lies in
// that ministry.
func (a Access) MayGrant(other Access, c *observatory.Catalogue) bool {
	if a.Role != RoleAdmin || a.Ministry == "" || other.Role != RoleReader && other.Role != RoleEditor {
		return false
	}
	for _, id := range other.Procedures {
		if p, ok := c.Find(id); !ok || p.ID != id || !a.covers(p) {
			return false
		}
	}
	return other.Ministry == a.Ministry || other.Ministry == "" && len(other.Procedures) > 0
}

// A token of access is "obs_", the access's ID, "_" and 256 random bits. It
// begins with a word by which people and scanners recognise a secret.
const (
	accessPrefix   = "obs_"
	accessIDBytes  = 6
	accessKeyBytes = 32
)

// Issue gives the access an ID and returns the token that opens it. The token is not
// stored: the access holds only its hash. One round of SHA-256 is enough, because 256
// random bits cannot be guessed; a slow hash is needed only for passwords that people
// choose.
func (a *Access) Issue(random io.Reader) (token string, err error) {
	var drawn [accessIDBytes + accessKeyBytes]byte
	if _, err := io.ReadFull(random, drawn[:]); err != nil {
		return "", fmt.Errorf("cannot draw a token: %w", err)
	}
	a.ID = hex.EncodeToString(drawn[:accessIDBytes])
	token = accessPrefix + a.ID + "_" + base64.RawURLEncoding.EncodeToString(drawn[accessIDBytes:])
	a.Hash = sha256.Sum256([]byte(token))
	return token, nil
}

// ID returns the ID of the access that a token names, without verifying the token;
// false for a text that is not a token.
func ID(token string) (id string, ok bool) {
	rest, ok := strings.CutPrefix(token, accessPrefix)
	if !ok || len(rest) != 2*accessIDBytes+1+base64.RawURLEncoding.EncodedLen(accessKeyBytes) || rest[2*accessIDBytes] != '_' {
		return "", false
	}
	id = rest[:2*accessIDBytes]
	_, err := hex.DecodeString(id)
	return id, err == nil && strings.ToLower(id) == id
}

// OpensWith says whether the token is the access's, in constant time.
func (a Access) OpensWith(token string) bool {
	sum := sha256.Sum256([]byte(token))
	return subtle.ConstantTimeCompare(sum[:], a.Hash[:]) == 1
}

type accessKey struct{}

// With returns a copy of a request's context that carries the access.
func With(ctx context.Context, a Access) context.Context {
	return context.WithValue(ctx, accessKey{}, a)
}

// Of returns the access that the context carries; the zero Access, which allows
// nothing, when there is none.
func Of(ctx context.Context) Access {
	a, _ := ctx.Value(accessKey{}).(Access)
	return a
}
