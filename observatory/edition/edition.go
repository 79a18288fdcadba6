// Package edition makes dated, final publications of the figures: drafts, freezing,
// revisions, objections of owners and their answers, differences between two editions,
// and figures that others published before there were editions.
//
// It may import every other package of the domain. It computes from copies alone, so
// that an edition can be computed again at any time; its files are written by package
// publish below it.
package edition

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"servicequality/observatory"
	"servicequality/observatory/indicator"
	"servicequality/observatory/summary"
)

// State says how far an edition came.
type State string

// The states of an edition, in order. A draft is computed at will; a frozen
// edition has copied all that it follows from and waits for the owners' right
// of reply; a published one is public for ever.
const (
	Draft     State = "draft"
	Frozen    State = "frozen"
	Published State = "published"
)

// ReplyDays is how many working days the owners of procedures have to object
// to the rows of a frozen edition.
const ReplyDays = 10

// Edition is a dated publication of all figures. Its figures never move; a
// correction is another edition, a revision, and both stay readable.
type Edition struct {
	// ID is the month of publication, 2026-10, with the number of the revision
	// from the second on: 2026-10-r2.
	ID    string `json:"id"`
	State State  `json:"state"`
	// AsOf is the last day of the twelve months that the edition is about.
	AsOf observatory.Day `json:"as_of"`
	// Rules is the version of the registry that the figures were computed with.
	Rules string `json:"rules"`
	// AsPrinted marks an edition that was taken from a file as it was
	// printed, and is never computed again.
	AsPrinted bool `json:"as_published"`
	// Replaces is the edition that this one corrects, Reason why.
	Replaces string `json:"replaces,omitempty"`
	Reason   string `json:"reason,omitempty"`

	// Copy names the rows that were copied for the edition: those of another
	// copy are leftovers of a freeze that was cut short.
	Copy       uint64          `json:"-"`
	Procedures uint64          `json:"procedures"`
	Figures    uint64          `json:"figures"`
	Summary    summary.Summary `json:"-"`
	// Checksum covers integers, states and six-digit decimals of all figures.
	Checksum string    `json:"checksum,omitempty"`
	FrozenAt time.Time `json:"frozen_at,omitzero"`
	// ReplyUntil is the last day of the right of reply.
	ReplyUntil observatory.Day `json:"reply_until,omitempty"`
	// Objections are those that the edition was published with, and their
	// answers; none before.
	Objections []Objection `json:"-"`
	// Manifest is the SHA-256 of the signed list of the edition's files.
	Manifest    string    `json:"manifest,omitempty"`
	PublishedAt time.Time `json:"published_at,omitzero"`
}

var editionID = regexp.MustCompile(`^(\d{4})-(0[1-9]|1[0-2])(?:-r([1-9]\d{0,2}))?$`)

// ParseID reads an id: the first day of the month of publication and
// the number of the revision, 1 for the first one.
func ParseID(id string) (month observatory.Day, revision int, err error) {
	parts := editionID.FindStringSubmatch(id)
	if parts == nil || parts[3] == "1" {
		return 0, 0, fmt.Errorf("%q is not the id of an edition: it is the month of publication like 2026-10, or of a revision like 2026-10-r2", id)
	}
	month, err = observatory.ParseDay(parts[1] + "-" + parts[2] + "-01")
	revision = 1
	if parts[3] != "" {
		revision, _ = strconv.Atoi(parts[3]) // at most three digits
	}
	return month, revision, err
}

// New drafts the first edition of a month: its figures end with the
// month before, which must be closed.
func New(id string, now time.Time) (Edition, error) {
	month, revision, err := ParseID(id)
	if err != nil {
		return Edition{}, err
	}
	if revision > 1 {
		return Edition{}, fmt.Errorf("%s is a revision: observatory edition revise makes it from the edition that it corrects", id)
	}
	asOf := month - 1
	if closed := observatory.LastClosedMonth(now); asOf > closed {
		return Edition{}, fmt.Errorf("the edition %s is about the twelve months to %s, which are not closed: a month closes on the %dth of the next, the last closed one ended on %s",
			id, asOf, observatory.ClosingDay, closed)
	}
	return Edition{ID: id, State: Draft, AsOf: asOf, Rules: indicator.Rules}, nil
}

// Window is the twelve months that the edition is about.
func (e Edition) Window() observatory.Window { return observatory.TwelveMonths(e.AsOf) }

// Computable says why this release cannot compute the edition again; nil when it
// can. What was printed elsewhere is never computed.
func (e Edition) Computable() error {
	if !e.AsPrinted && !slices.Contains(indicator.KnownRules(), e.Rules) {
		return fmt.Errorf("the edition %s was computed with %s, and this program knows %s: verify it with a release of that time", e.ID, e.Rules, strings.Join(indicator.KnownRules(), " and "))
	}
	return nil
}

// Freeze is the edition whose figures are settled at the instant: the right of
// reply begins.
func (e Edition) Freeze(now time.Time) (Edition, error) {
	if e.State != Draft {
		return e, fmt.Errorf("the edition %s is %s: only a draft can be frozen", e.ID, e.State)
	}
	if e.Replaces == "" {
		e.Rules = indicator.Rules // the draft may be an older release's
	}
	e.State, e.FrozenAt = Frozen, now.UTC().Truncate(time.Millisecond)
	e.ReplyUntil = observatory.AddWorkingDays(observatory.DayOf(now), ReplyDays)
	return e, nil
}

// Publish is the edition made public at the instant with the objections that
// were filed, after the last day of the right of reply and when each has an
// answer, unless force is set.
func (e Edition) Publish(now time.Time, filed []Objection, force bool) (Edition, error) {
	silent := len(Unanswered(filed))
	switch {
	case e.State == Draft:
		return e, fmt.Errorf("the edition %s is a draft: freeze it first", e.ID)
	case e.State == Published:
		return e, fmt.Errorf("the edition %s is published already, since %s: a correction is a revision, observatory edition revise %s", e.ID, observatory.DayOf(e.PublishedAt), e.ID)
	case !force && observatory.DayOf(now) <= e.ReplyUntil:
		return e, fmt.Errorf("the owners of the procedures may object to the edition %s until %s: publish it from the next day on, or with --force", e.ID, e.ReplyUntil)
	case !force && silent > 0:
		return e, fmt.Errorf("%d objections to the edition %s have no answer: observatory edition objections %s lists them; answer them, or publish with --force", silent, e.ID, e.ID)
	}
	e.State, e.PublishedAt, e.Objections = Published, now.UTC().Truncate(time.Millisecond), filed
	return e, nil
}

// Revise drafts the next revision of a published edition, for a reason that is
// published with it. Revision 2 follows the first edition of a month. It keeps the
// rules of what it corrects: with other rules, the difference between the two editions
// would reveal the answers of those who are in only one of the two populations.
func (e Edition) Revise(reason string) (Edition, error) {
	month, revision, err := ParseID(e.ID)
	switch {
	case err != nil:
		return Edition{}, err
	case e.State != Published:
		return Edition{}, fmt.Errorf("the edition %s is %s: only a published one is revised", e.ID, e.State)
	case reason == "":
		return Edition{}, fmt.Errorf("a revision needs a reason, which is published with it")
	}
	id := month.String()[:len("2026-10")] + "-r" + strconv.Itoa(revision+1)
	rules := e.Rules
	if e.AsPrinted { // computed with none of ours
		rules = indicator.Rules
	}
	return Edition{ID: id, State: Draft, AsOf: e.AsOf, Rules: rules, Replaces: e.ID, Reason: reason}, nil
}

// Sort puts editions in the order of months, then of revisions.
func Sort(editions []Edition) {
	slices.SortFunc(editions, func(a, b Edition) int {
		monthA, revisionA, _ := ParseID(a.ID)
		monthB, revisionB, _ := ParseID(b.ID)
		return cmp.Or(cmp.Compare(monthA, monthB), cmp.Compare(revisionA, revisionB))
	})
}

// Find returns the edition with that id; the error wraps ErrNotFound.
func Find(editions []Edition, id string) (Edition, error) {
	i := slices.IndexFunc(editions, func(e Edition) bool { return e.ID == id })
	if i < 0 {
		return Edition{}, fmt.Errorf("edition %q %w", id, observatory.ErrNotFound)
	}
	return editions[i], nil
}

// Corrections says what happened to the ratings of days that two editions cover
// between the one and the other.
type Corrections struct {
	Late   uint64 `json:"late"`
	Erased uint64 `json:"erased"`
}
