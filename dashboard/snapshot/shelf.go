// Package snapshot reads the store once per data version into one immutable snapshot,
// and keeps the newest that could be read, so that pages outlive the database. It lists,
// filters and sorts the procedures of a snapshot, and computes what no snapshot holds,
// few at a time and once for all who ask.
//
// It declares the Store, and decides when to query it. It imports the domain, and web
// for the memory of finished answers and for refusals. It contains no pages, templates
// or requests, and no rules for figures, which are the domain's.
package snapshot

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"golang.org/x/sync/singleflight"

	"servicequality/observatory"
	"servicequality/web/search"
)

const (
	// checkEvery is how often the store is asked for its version at most, and
	// retryEvery how often when it did not answer.
	checkEvery = time.Second
	retryEvery = 3 * time.Second
	// patience is how long a reader waits for new figures when there are old
	// ones to show, and brief how long when the store is known to be silent.
	patience = 2 * time.Second
	brief    = 200 * time.Millisecond
	// versionWithin bounds the question for the version, which is a small one:
	// a store that does not answer it is silent. readWithin bounds the reading
	// of a snapshot.
	versionWithin = 10 * time.Second
	readWithin    = time.Minute
)

// Config says what a shelf reads beside its store, and how much it keeps.
type Config struct {
	// Archive holds the editions; nil means that there are none.
	Archive Archive
	// CacheBytes bounds the memory of the answers made from one snapshot.
	CacheBytes int
	// Now is the clock.
	Now func() time.Time
}

// Shelf keeps the newest snapshot that could be read.
type Shelf struct {
	store   Store
	cfg     Config
	metrics *metrics
	log     *slog.Logger
	flight  singleflight.Group
	// months and editions are the gates of what everybody may ask for.
	months, Editions *Gate
	days             dayFigures
	search           search.Engine

	mu sync.Mutex // for those who write
	// view is what readers see; most look at nothing else, and wait for nobody.
	view atomic.Pointer[outlook]
}

// outlook is the newest snapshot and how the store fares. It is immutable.
type outlook struct {
	last *Snapshot
	// due is when to look again, silent since when the store has not answered
	// (zero: it does).
	due    time.Time
	silent time.Time
}

// NewShelf makes a shelf over the store. It reads nothing yet: the first reader does.
func NewShelf(store Store, cfg Config, reg prometheus.Registerer, log *slog.Logger) *Shelf {
	m := newMetrics(reg)
	s := &Shelf{store: store, cfg: cfg, metrics: m, log: log, months: newGate(m.busy.WithLabelValues(busyMonths)),
		Editions: newGate(m.busy.WithLabelValues(busyEditions)), days: dayFigures{gate: newGate(m.busy.WithLabelValues(busyDays))}}
	s.view.Store(&outlook{})
	return s
}

// Current returns the newest snapshot, reading the store first when its
// version may have changed. When the store does not answer, the last snapshot
// is returned with the moment since when; the error, ErrUnavailable, is for
// the case that there never was a snapshot.
func (s *Shelf) Current(ctx context.Context) (snap *Snapshot, silent time.Time, err error) {
	snap, silent, due := s.State()
	if !due {
		if snap == nil {
			err = observatory.ErrUnavailable
		}
		return snap, silent, err
	}
	done := s.flight.DoChan("refresh", func() (any, error) { return nil, s.refresh() })
	if snap == nil {
		select {
		case result := <-done:
			err = result.Err
		case <-ctx.Done():
			err = ctx.Err()
		}
	} else {
		wait := patience
		if !silent.IsZero() {
			wait = brief
		}
		timer := time.NewTimer(wait)
		defer timer.Stop()
		select {
		case <-done:
		case <-timer.C:
		case <-ctx.Done():
		}
	}
	snap, silent, _ = s.State()
	if snap == nil {
		return nil, silent, fmt.Errorf("%w: %w", observatory.ErrUnavailable, err)
	}
	return snap, silent, nil
}

// State is the newest snapshot as it is, nil when there never was one, since when the
// store has been silent (zero: it is not), and whether it is time to look again.
func (s *Shelf) State() (snap *Snapshot, silent time.Time, due bool) {
	v := s.view.Load()
	return v.last, v.silent, !s.cfg.Now().Before(v.due)
}

// refresh reads the store when its version or the closed month is another
// than the last snapshot's. It belongs to no single reader, hence to no
// request's context.
func (s *Shelf) refresh() (err error) {
	defer func() {
		if broken := recover(); broken != nil {
			err = fmt.Errorf("cannot arrange the figures: %v", broken)
		}
		s.settle(err)
	}()
	ctx, cancel := context.WithTimeout(context.Background(), readWithin)
	defer cancel()
	version, err := s.version(ctx)
	if err != nil {
		return err
	}
	asOf := observatory.LastClosedMonth(s.cfg.Now())
	last, _, _ := s.State()
	if last != nil && last.Version == version && last.AsOf == asOf {
		s.metrics.snapshots.WithLabelValues(snapshotUnchanged).Inc()
		return nil
	}
	snap, err := s.read(ctx, version, asOf)
	if err != nil {
		return err
	}
	s.change(func(v *outlook) { v.last = snap })
	s.metrics.snapshots.WithLabelValues(snapshotTaken).Inc()
	return nil
}

func (s *Shelf) version(ctx context.Context) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, versionWithin)
	defer cancel()
	version, err := s.store.DataVersion(ctx)
	if err != nil {
		return "", fmt.Errorf("cannot read the data version: %w", err)
	}
	return version, nil
}

// change gives readers another outlook.
func (s *Shelf) change(f func(*outlook)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	next := *s.view.Load()
	f(&next)
	s.view.Store(&next)
}

// settle notes how a look at the store ended, and logs when that changes.
func (s *Shelf) settle(err error) {
	now := s.cfg.Now()
	s.change(func(v *outlook) {
		if err == nil {
			if !v.silent.IsZero() {
				s.log.Info("figures can be read again", "silent", now.Sub(v.silent))
			}
			v.due, v.silent = now.Add(checkEvery), time.Time{}
			s.metrics.taken.Set(float64(now.Unix()))
			return
		}
		s.metrics.snapshots.WithLabelValues(snapshotFailed).Inc()
		if v.silent.IsZero() {
			v.silent = now
			s.log.Error("cannot read figures; the last ones stay", "error", err)
		}
		v.due = now.Add(retryEvery)
		if v.last == nil {
			v.due = now.Add(checkEvery)
		}
	})
}
