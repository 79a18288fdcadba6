// Package shippingtest is a database for the tests of whoever ships ratings: it
// keeps them in memory and fails when it is told to.
//
// It owns the faults and what a store does with them. It knows ratings, and
// neither the journal nor the shipper, so that both can be tested with it.
// Nothing outside of tests imports it.
package shippingtest

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"servicequality/observatory"
	"servicequality/observatory/rating"
)

// Fault is what goes wrong in one call to the fake store.
type Fault int

// What goes wrong; a call without a fault has None.
const (
	None   Fault = iota
	Before       // an error, nothing stored
	After        // everything stored, then an error
	Half         // the first half stored, then an error
	Zombie       // an error; the insert goes on and ends when it is settled
	Slow         // success after a minute
)

// Call is a call to the store.
type Call string

// What may fail. Prepare is counted by the shipper as the insert that it is a
// part of.
const (
	Prepare    Call = "prepare"
	Insert     Call = "insert"
	Settle     Call = "settle"
	Missing    Call = "missing"
	Tombstones Call = "tombstones"
)

// ErrFault is what calls fail with.
var ErrFault = errors.New("injected fault")

// Store is a database in memory that fails when it is told to.
type Store struct {
	// Next chooses the fault of a call; nil means none.
	Next func(c Call) Fault

	// Rows, Batches as they were sent, and Erasures are read while nothing is
	// under way.
	Rows     []rating.Rating
	Batches  [][]rating.Rating
	Erasures []rating.Verdict

	mu         sync.Mutex
	tokens     []string
	zombies    map[string][]rating.Rating
	generation uint64
	prepared   int // inserts that are neither sent nor let go
	inFlight   int
	overlapped bool
}

// Fail has later calls fail as next says.
func (s *Store) Fail(next func(c Call) Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.Next = next
}

// fault is called with mu held.
func (s *Store) fault(c Call) Fault {
	if s.Next == nil {
		return None
	}
	return s.Next(c)
}

// PrepareRatings keeps the rows until they are sent or let go. Nobody else sees
// what it returns, so that a test counts what was kept too long.
func (s *Store) PrepareRatings(ctx context.Context, rows []rating.Rating, token string) (func(context.Context) error, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.fault(Prepare) == Before {
		return nil, ErrFault
	}
	s.prepared++
	return func(ctx context.Context) error {
		s.mu.Lock()
		s.prepared--
		s.mu.Unlock()
		if err := ctx.Err(); err != nil {
			return err
		}
		return s.insert(ctx, rows, token)
	}, nil
}

func (s *Store) insert(ctx context.Context, rows []rating.Rating, token string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	f := s.fault(Insert)
	s.inFlight++
	defer func() { s.inFlight-- }()
	s.overlapped = s.overlapped || s.inFlight > 1
	s.Batches = append(s.Batches, slices.Clone(rows))
	if slices.Contains(s.tokens, token) {
		return nil // as the database does: whatever the rows are
	}
	s.tokens = append(s.tokens, token)
	switch f {
	case Before:
		return ErrFault
	case Half:
		s.Rows = append(s.Rows, rows[:len(rows)/2]...)
		return ErrFault
	case Zombie:
		if s.zombies == nil {
			s.zombies = make(map[string][]rating.Rating)
		}
		s.zombies[token] = slices.Clone(rows)
		return ErrFault
	case Slow:
		s.mu.Unlock()
		err := pause(ctx)
		s.mu.Lock()
		if err != nil {
			return err
		}
	}
	s.Rows = append(s.Rows, rows...)
	if f == After {
		return ErrFault
	}
	return nil
}

// Settle ends what still goes on under the token.
func (s *Store) Settle(_ context.Context, token string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.fault(Settle) != None {
		return ErrFault
	}
	s.Rows = append(s.Rows, s.zombies[token]...)
	delete(s.zombies, token)
	return nil
}

// Undelivered compares the records with the rows' deliveries.
func (s *Store) Undelivered(_ context.Context, node, epoch uint32, sent []rating.RowKey) ([]uint64, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.fault(Missing) != None {
		return nil, ErrFault
	}
	stored := make(map[rating.RowKey]bool, len(s.Rows))
	for _, r := range s.Rows {
		if r.Delivery.Node == node && r.Delivery.Epoch == epoch {
			stored[r.RowKey()] = true
		}
	}
	var absent []uint64
	for _, a := range sent {
		if !stored[a] {
			absent = append(absent, a.Seq)
		}
	}
	return absent, nil
}

// Missing looks for the rows, or for a later step of each.
func (s *Store) Missing(_ context.Context, rows []rating.Rating) ([]rating.Rating, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.fault(Missing) != None {
		return nil, ErrFault
	}
	delivered := make(map[rating.Delivery]bool, len(s.Rows))
	order := make(map[uuid.UUID]uint64, len(s.Rows))
	for _, r := range s.Rows {
		delivered[r.Delivery] = true
		order[r.ID] = max(order[r.ID], r.Order())
	}
	return slices.DeleteFunc(slices.Clone(rows), func(r rating.Rating) bool {
		return delivered[r.Delivery] || order[r.ID] >= r.Order()
	}), nil
}

// Tombstones returns the erasures since then.
func (s *Store) Tombstones(_ context.Context, since time.Time) ([]rating.Verdict, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.fault(Tombstones) != None {
		return nil, ErrFault
	}
	return slices.DeleteFunc(slices.Clone(s.Erasures), func(v rating.Verdict) bool { return v.At.Before(since) }), nil
}

// KeepTombstones adds the erasures that it does not know, as of now.
func (s *Store) KeepTombstones(_ context.Context, all []rating.Verdict) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.fault(Tombstones) != None {
		return ErrFault
	}
	for _, v := range all {
		if !slices.ContainsFunc(s.Erasures, func(w rating.Verdict) bool { return w.Rating == v.Rating && w.Kind == v.Kind }) {
			v.At = Now()
			s.Erasures = append(s.Erasures, v)
		}
	}
	return nil
}

// Generation counts the restarts.
func (s *Store) Generation() uint64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.generation
}

// Restart forgets the last lost rows, whatever was acknowledged.
func (s *Store) Restart(lost int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.generation++
	s.Rows = s.Rows[:max(0, len(s.Rows)-lost)]
	s.zombies = nil
}

// Merge forgets rows that another of the same id replaces, as the database does
// in the background.
func (s *Store) Merge() {
	s.mu.Lock()
	defer s.mu.Unlock()
	last := make(map[uuid.UUID]uint64, len(s.Rows))
	for _, r := range s.Rows {
		last[r.ID] = max(last[r.ID], r.Order())
	}
	s.Rows = slices.DeleteFunc(s.Rows, func(r rating.Rating) bool { return r.Order() < last[r.ID] })
}

// Waiting returns how many inserts are encoded, and neither sent nor let go.
func (s *Store) Waiting() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.prepared
}

// stored returns how many times each rating is there.
func (s *Store) stored() map[uuid.UUID]int {
	s.mu.Lock()
	defer s.mu.Unlock()
	seen := make(map[rating.Delivery]int)
	ids := make(map[uuid.UUID]int)
	for _, r := range s.Rows {
		seen[r.Delivery]++
		ids[r.ID] = max(ids[r.ID], seen[r.Delivery])
	}
	return ids
}

// Erase does what the command does: the verdict, then the rows.
func (s *Store) Erase(id uuid.UUID) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.Erasures = append(s.Erasures, rating.Verdict{
		Procedure: "impots-revenu", Rating: id, Kind: rating.VerdictErase, Reason: "request", By: "operator", At: Now(),
	})
	s.Rows = slices.DeleteFunc(s.Rows, func(r rating.Rating) bool { return r.ID == id })
}

// Restore forgets everything, as a database does that is restored from a backup
// of before.
func (s *Store) Restore() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.Rows, s.Erasures = nil, nil
	s.generation++
}

// Want checks that exactly these ratings are stored, each once.
func (s *Store) Want(t testing.TB, acknowledged []uuid.UUID) {
	t.Helper()
	stored := s.stored()
	lost, doubled := 0, 0
	for _, id := range acknowledged {
		switch n := stored[id]; {
		case n == 0:
			lost++
		case n > 1:
			doubled++
		}
		delete(stored, id)
	}
	if lost+doubled+len(stored) > 0 {
		t.Errorf("of %d acknowledged: %d lost, %d doubled; %d phantoms", len(acknowledged), lost, doubled, len(stored))
	}
	if s.overlapped {
		t.Error("two inserts were under way at once")
	}
}

// Now is the present, in a year that a clock can show: bubbles of testing/synctest
// begin in 2000.
func Now() time.Time {
	now := time.Now()
	if !observatory.CredibleClock(now) {
		now = now.AddDate(28, 0, 0)
	}
	return now
}

// Rating returns one that has a value in every field that a record keeps.
func Rating() rating.Rating {
	return rating.Rating{
		ID: uuid.MustParse("0197f0a2-0000-7abc-8def-0123456789ab"), Version: 3,
		Procedure: "impots-revenu", Instrument: rating.Avis1,
		ReceivedAt:   time.Date(2026, 10, 31, 12, 30, 15, 123e6, time.UTC),
		Satisfaction: 3, Clarity: 5,
		Help:          []rating.HelpAnswer{{Channel: "phone", Reached: 2, Quality: 1}, {Channel: "other"}},
		HelpOtherText: "un voisin", Comment: "Très « bien » & <clair>\n\t\"oui\" \\ 😀",
		Outcome: "done", Channel: "online", Lang: "fr", Source: "button", Button: "b1", Signed: true, Doubt: "rate",
	}
}

// Lose forgets all but the first rows, and does not tell.
func (s *Store) Lose(left int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.Rows = s.Rows[:left]
}

// pause waits a minute, or until ctx ends and then returns its error.
func pause(ctx context.Context) error {
	select {
	case <-time.After(time.Minute):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
