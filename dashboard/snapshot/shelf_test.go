package snapshot

import (
	"context"
	"log/slog"
	"testing"
	"testing/synctest"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"servicequality/dashboard/snapshot/snapshottest"
)

func blankShelf(version func(context.Context) (string, error)) *Shelf {
	return NewShelf(snapshottest.Blank{Version: version}, Config{Now: time.Now}, prometheus.NewRegistry(), slog.New(slog.DiscardHandler))
}

func TestReaderDoesNotWaitForASlowStore(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		slow := false
		s := blankShelf(func(ctx context.Context) (string, error) {
			if slow {
				<-ctx.Done()
			}
			return "1", ctx.Err()
		})
		if _, _, err := s.Current(t.Context()); err != nil {
			t.Fatal(err)
		}
		slow = true
		time.Sleep(checkEvery) // of the bubble's clock
		asked := time.Now()
		snap, silent, err := s.Current(t.Context())
		if waited := time.Since(asked); snap == nil || !silent.IsZero() || err != nil || waited != patience {
			t.Errorf("old figures after %s, silent %v, error %v", waited, silent, err)
		}
		time.Sleep(versionWithin)
		synctest.Wait()
		if _, silent, _ := s.Current(t.Context()); silent.IsZero() {
			t.Error("the silence of the store is not noted")
		}
		time.Sleep(retryEvery)
		asked = time.Now()
		snap, silent, err = s.Current(t.Context())
		if waited := time.Since(asked); snap == nil || silent.IsZero() || err != nil || waited != brief {
			t.Errorf("the store is known to be silent: old figures after %s, silent %v, error %v", waited, silent, err)
		}
		time.Sleep(versionWithin + retryEvery)
		slow = false
		if _, silent, _ := s.Current(t.Context()); !silent.IsZero() {
			t.Error("the store answers again, and readers are told that it is silent")
		}
	})
}

func TestMonthClosesWithoutNewData(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 12, 8, 22, 30, 0, 0, time.UTC)
	s := blankShelf(func(context.Context) (string, error) { return "1", nil })
	s.cfg.Now = func() time.Time { return now }
	for _, want := range []string{"2026-10-31", "2026-11-30"} {
		snap, _, err := s.Current(t.Context())
		if err != nil || snap.AsOf.String() != want {
			t.Errorf("figures to %v, want %s (%v)", snap.AsOf, want, err)
		}
		now = now.Add(time.Hour)
	}
}
