package collector

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/uuid"
	"github.com/prometheus/client_golang/prometheus/testutil"

	"servicequality/collector/journal"
	"servicequality/collector/plainjson"
	"servicequality/collector/record"
	"servicequality/collector/shipping/shippingtest"
	"servicequality/observatory"
	"servicequality/observatory/rating"
)

// clock is a time that tests move, also while a collector that runs looks at it.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func newClock(now time.Time) *clock { return &clock{now: now} }

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) set(now time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = now
}

func TestAcceptMasks(t *testing.T) {
	t.Parallel()
	b := newTestbed(t, t.TempDir(), &shippingtest.Store{}, Config{Keys: keys})
	s := submission()
	s.Comment, s.Token = "Mme Durand, 06 12 34 56 78", signed(s.Procedure, time.Now())
	s.Help, s.HelpOtherText = []rating.Help{{Channel: rating.HelpOther}}, "a@b.fr"
	if _, err := b.Accept(t.Context(), s); err != nil {
		t.Fatal(err)
	}
	for entry, err := range b.journal.Read(1) {
		if err != nil {
			t.Fatal(err)
		}
		r, err := record.ParseRating(entry.Payload, plainjson.Words{})
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(entry.Payload), s.Token) {
			t.Errorf("the journal holds the token: %s", entry.Payload)
		}
		if r.Comment != "Mme [nom], [téléphone]" || r.HelpOtherText != "[e-mail]" {
			t.Errorf("the journal holds %q and %q", r.Comment, r.HelpOtherText)
		}
	}
}

func TestAcceptAtNoTime(t *testing.T) {
	t.Parallel()
	c := newClock(time.Unix(30, 0))
	b := newTestbed(t, t.TempDir(), &shippingtest.Store{}, Config{Now: c.Now})
	if _, err := b.Accept(t.Context(), submission()); !errors.Is(err, observatory.ErrUnavailable) || !errors.Is(err, errClock) {
		t.Errorf("in 1970 a rating is answered %v", err)
	}
	if n := b.journal.Committed(); n != 0 {
		t.Errorf("the journal holds %d records of 1970", n)
	}
	c.set(time.Date(2026, 10, 31, 12, 0, 0, 0, time.UTC))
	if _, err := b.Accept(t.Context(), submission()); err != nil {
		t.Errorf("with the clock set a rating is answered %v", err)
	}
}

func TestAcceptOnce(t *testing.T) {
	t.Parallel()
	c := newClock(time.Date(2026, 10, 31, 12, 0, 0, 500e6, time.UTC))
	b := newTestbed(t, t.TempDir(), &shippingtest.Store{}, Config{Now: c.Now})
	first := submission()
	step := func(version int, satisfaction string) rating.Submission {
		s := first
		s.Version, s.Satisfaction = version, satisfaction
		return s
	}
	for _, x := range []struct {
		name  string
		after time.Duration // the first
		s     rating.Submission
		err   error
		known bool
	}{
		{"the first", 0, step(1, "good"), nil, false},
		{"again", time.Minute, step(1, "good"), nil, true},
		{"other content", time.Minute, step(1, "bad"), observatory.ErrConflict, false},
		{"another step", time.Minute, step(3, "medium"), nil, false},
		{"an earlier step that comes later", time.Minute, step(2, "bad"), nil, false},
		{"the first once more", time.Minute, step(1, "good"), nil, true},
		{"within the hour", time.Hour, step(4, "good"), nil, false},
		{"after the hour", time.Hour + time.Second, step(5, "good"), errLate, false},
		{"after the hour, but known", 2 * time.Hour, step(4, "good"), nil, true},
	} {
		c.set(time.Date(2026, 10, 31, 12, 0, 0, 500e6, time.UTC).Add(x.after))
		receipt, err := b.Accept(t.Context(), x.s)
		if !errors.Is(err, x.err) || receipt.Known != x.known {
			t.Errorf("%s: known %v, error %v", x.name, receipt.Known, err)
		}
	}
	if n := b.journal.Committed(); n != 4 {
		t.Errorf("%d records, want 4", n)
	}
	for o, want := range map[outcome]float64{outcomeCreated: 4, outcomeKnown: 3, outcomeConflict: 1, outcomeLate: 1} {
		if got := testutil.ToFloat64(b.metrics.received[o]); got != want {
			t.Errorf("%v counted as %s, want %v", got, o, want)
		}
	}
}

// TestAcceptOverMidnight holds that a key stays on the day it was first seen,
// whatever kind of UUID it is, and also when the collector was restarted.
func TestAcceptOverMidnight(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		dir := t.TempDir()
		c := newClock(time.Date(2026, 10, 31, 22, 59, 0, 0, time.UTC)) // 23:59 in Paris
		b := newTestbed(t, dir, &shippingtest.Store{}, Config{Now: c.Now})
		s := submission()
		first, err := b.Accept(t.Context(), s)
		if err != nil {
			t.Fatal(err)
		}
		c.set(c.Now().Add(2 * time.Minute))
		s.Version = 2
		second, err := b.Accept(t.Context(), s)
		if err != nil {
			t.Fatal(err)
		}
		b.kill(t)
		b = newTestbed(t, dir, &shippingtest.Store{}, Config{Now: c.Now})
		b.Start(t.Context())
		synctest.Wait() // the journal is read in the background
		again, err := b.Accept(t.Context(), s)
		if err != nil || !again.Known {
			t.Errorf("after a restart: %+v, %v", again, err)
		}
		s.Version = 3
		third, err := b.Accept(t.Context(), s)
		if err != nil {
			t.Fatal(err)
		}
		b.Stop(t.Context())
		if first.Rating != second.Rating || first.Rating != third.Rating || first.Rating != again.Rating {
			t.Errorf("one key made %v, %v, %v, %v", first.Rating, second.Rating, again.Rating, third.Rating)
		}
		if day := rating.IDDay(first.Rating).String(); day != "2026-10-31" {
			t.Errorf("the rating is on %s", day)
		}
	})
}

// TestAcceptAtOnce posts every key several times at once: one record, and an
// answer for everybody.
func TestAcceptAtOnce(t *testing.T) {
	t.Parallel()
	const keys, times = 20, 16
	b := newTestbed(t, t.TempDir(), &shippingtest.Store{}, Config{})
	var created, known, conflicts atomic.Int64
	var ratings sync.Map
	var posts sync.WaitGroup
	for range keys {
		s := submission()
		for i := range times {
			posts.Go(func() {
				s := s
				if i%4 == 3 {
					s.Satisfaction = "bad"
				}
				receipt, err := b.Accept(context.Background(), s)
				switch {
				case errors.Is(err, observatory.ErrConflict):
					conflicts.Add(1)
				case err != nil:
					t.Error(err)
				case receipt.Known:
					known.Add(1)
				default:
					created.Add(1)
					ratings.Store(receipt.Rating, s.Satisfaction)
				}
			})
		}
	}
	posts.Wait()
	if created.Load() != keys || created.Load()+known.Load()+conflicts.Load() != keys*times {
		t.Errorf("%d created, %d known, %d conflicts", created.Load(), known.Load(), conflicts.Load())
	}
	if n := b.journal.Committed(); n != keys {
		t.Errorf("%d records for %d keys", n, keys)
	}
	for entry, err := range b.journal.Read(1) {
		if err != nil {
			t.Fatal(err)
		}
		r, err := record.ParseRating(entry.Payload, plainjson.Words{})
		if err != nil {
			t.Fatal(err)
		}
		said, ok := ratings.Load(r.ID)
		if !ok || rating.SatisfactionCodes()[r.Satisfaction-1] != said {
			t.Errorf("rating %s holds %d, acknowledged was %v", r.ID, r.Satisfaction, said)
		}
	}
}

func TestAcceptRefuses(t *testing.T) {
	t.Parallel()
	gone, cancel := context.WithCancel(context.Background())
	cancel()
	b := newTestbed(t, t.TempDir(), &shippingtest.Store{}, Config{})
	for name, c := range map[string]struct {
		ctx     context.Context
		change  func(*rating.Submission)
		want    error
		outcome outcome
	}{
		"an unknown procedure": {context.Background(), func(s *rating.Submission) { s.Procedure = "x" },
			observatory.ErrNotFound, outcomeNotFound},
		"a wrong field": {context.Background(), func(s *rating.Submission) { s.Satisfaction = "great" },
			nil, outcomeInvalid},
	} {
		t.Run(name, func(t *testing.T) {
			s := submission()
			c.change(&s)
			_, err := b.Accept(c.ctx, s)
			var invalid *observatory.InvalidError
			if c.want == nil && !errors.As(err, &invalid) || c.want != nil && !errors.Is(err, c.want) {
				t.Errorf("answered %v", err)
			}
			if n := testutil.ToFloat64(b.metrics.received[c.outcome]); n != 1 {
				t.Errorf("%v counted as %s", n, c.outcome)
			}
		})
	}
	if n := b.journal.Committed(); n != 0 {
		t.Errorf("%d records", n)
	}
	// A key that another request works on is not waited for by who is gone.
	s := submission()
	key := uuid.MustParse(s.ID)
	id := keyOf(rating.ID(s.Procedure, key, rating.KeyDay(key, time.Now())))
	if err := b.known.lock(context.Background(), id); err != nil {
		t.Fatal(err)
	}
	if _, err := b.Accept(gone, s); !errors.Is(err, observatory.ErrUnavailable) {
		t.Errorf("answered %v", err)
	}
	if n := testutil.ToFloat64(b.metrics.received[outcomeAbandoned]); n != 1 {
		t.Errorf("%v counted as abandoned", n)
	}
}

func TestUnavailable(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		cause   error
		outcome outcome
		after   string
	}{
		"busy":         {journal.ErrBusy, outcomeBusy, "1"},
		"no space":     {fmt.Errorf("group: %w", journal.ErrNoSpace), outcomeNoSpace, "30"},
		"failed":       {journal.ErrFailed, outcomeUnavailable, "5"},
		"no catalogue": {errNoCatalogue, outcomeUnavailable, "5"},
		"wrong clock":  {errClock, outcomeClock, "5"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			err := unavailable(c.cause)
			if !errors.Is(err, observatory.ErrUnavailable) || problemOf(err).Status != 503 {
				t.Errorf("answered %+v", problemOf(err))
			}
			if o := outcomeOf(rating.Receipt{}, err); o != c.outcome || retryAfter(err) != c.after {
				t.Errorf("counted as %s, retry after %s", o, retryAfter(err))
			}
		})
	}
}

// TestClosed: a closed procedure takes what was given before, however late it
// comes, the steps of what it took, and nothing else.
func TestClosed(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 10, 31, 12, 0, 0, 0, time.UTC)
	b := newTestbed(t, t.TempDir(), &shippingtest.Store{}, Config{Now: func() time.Time { return now }, Keys: keys})
	var closed observatory.Day
	b.catalogue = func() *observatory.Catalogue {
		return observatory.NewCatalogue([]observatory.Procedure{{ID: "impots-revenu", ClosedOn: closed, ClosedMessage: "fini"}})
	}
	open := submission()
	if _, err := b.Accept(t.Context(), open); err != nil {
		t.Fatal(err)
	}
	closed = observatory.DayOf(now)
	for name, c := range map[string]struct {
		id      string
		version int
		token   string
		status  int
	}{
		"a new one":                 {id: uuid.NewString(), version: 1, status: http.StatusGone},
		"a new one with a link":     {id: uuid.NewString(), version: 1, token: signed("impots-revenu", now), status: http.StatusGone},
		"the same again":            {id: open.ID, version: 1, status: http.StatusOK},
		"its next step":             {id: open.ID, version: 2, status: http.StatusCreated},
		"one that waited in a page": {id: keyAt(now.AddDate(0, 0, -2)).String(), version: 1, status: http.StatusCreated},
		"one with an older link":    {id: uuid.NewString(), version: 1, token: signed("impots-revenu", now.AddDate(0, 0, -20)), status: http.StatusCreated},
	} {
		body := fmt.Sprintf(`{"id":%q,"version":%d,"procedure":"impots-revenu","instrument":"avis-1","satisfaction":"good","channel":"online","outcome":"done","lang":"fr","token":%q}`,
			c.id, c.version, c.token)
		if got := b.post("application/json", body); got.status != c.status {
			t.Errorf("%s is answered %d %s, want %d", name, got.status, got.body, c.status)
		}
	}
	if n := testutil.ToFloat64(b.metrics.received[outcomeClosed]); n != 2 {
		t.Errorf("%v counted as closed", n)
	}
}
