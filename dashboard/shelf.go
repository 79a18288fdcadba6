package dashboard

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sync/singleflight"

	"servicequality/observatory"
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

// shelf keeps the newest snapshot that could be read.
type shelf struct {
	store   Store
	cfg     Config
	metrics *metrics
	log     *slog.Logger
	flight  singleflight.Group
	// months and editions are the gates of what everybody may ask for.
	months, editions *gate
	days             dayFigures

	mu sync.Mutex // for those who write
	// view is what readers see; most look at nothing else, and wait for nobody.
	view atomic.Pointer[outlook]
}

// outlook is the newest snapshot and how the store fares. It is immutable.
type outlook struct {
	last *snapshot
	// due is when to look again, silent since when the store has not answered
	// (zero: it does).
	due    time.Time
	silent time.Time
}

func newShelf(store Store, cfg Config, m *metrics, log *slog.Logger) *shelf {
	s := &shelf{store: store, cfg: cfg, metrics: m, log: log, months: newGate(m.busy.WithLabelValues(busyMonths)),
		editions: newGate(m.busy.WithLabelValues(busyEditions)), days: dayFigures{gate: newGate(m.busy.WithLabelValues(busyDays))}}
	s.view.Store(&outlook{})
	return s
}

// current returns the newest snapshot, reading the store first when its
// version may have changed. When the store does not answer, the last snapshot
// is returned with the moment since when; the error, ErrUnavailable, is for
// the case that there never was a snapshot.
func (s *shelf) current(ctx context.Context) (snap *snapshot, silent time.Time, err error) {
	snap, silent, due := s.state()
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
	snap, silent, _ = s.state()
	if snap == nil {
		return nil, silent, fmt.Errorf("%w: %w", observatory.ErrUnavailable, err)
	}
	return snap, silent, nil
}

func (s *shelf) state() (snap *snapshot, silent time.Time, due bool) {
	v := s.view.Load()
	return v.last, v.silent, !s.cfg.Now().Before(v.due)
}

// refresh reads the store when its version or the closed month is another
// than the last snapshot's. It belongs to no single reader, hence to no
// request's context.
func (s *shelf) refresh() (err error) {
	defer func() {
		if broken := recover(); broken != nil {
			err = fmt.Errorf("cannot judge the figures: %v", broken)
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
	last, _, _ := s.state()
	if last != nil && last.version == version && last.asOf == asOf {
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

func (s *shelf) version(ctx context.Context) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, versionWithin)
	defer cancel()
	version, err := s.store.DataVersion(ctx)
	if err != nil {
		return "", fmt.Errorf("cannot read the data version: %w", err)
	}
	return version, nil
}

// change gives readers another outlook.
func (s *shelf) change(f func(*outlook)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	next := *s.view.Load()
	f(&next)
	s.view.Store(&next)
}

// settle notes how a look at the store ended, and logs when that changes.
func (s *shelf) settle(err error) {
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
