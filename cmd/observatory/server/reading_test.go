package server

import (
	"context"
	"errors"
	"log/slog"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"servicequality/observatory"
	"servicequality/observatory/access"
	"servicequality/observatory/rating"
)

// secrets answers for accesses and keys; while it hangs no answer comes before
// the question is given up.
type secrets struct{ revoked, hangs atomic.Bool }

func (s *secrets) wait(ctx context.Context) error {
	if s.hangs.Load() {
		<-ctx.Done()
	}
	return ctx.Err()
}

func (s *secrets) Accesses(ctx context.Context) ([]access.Access, error) {
	return []access.Access{{ID: "a", Revoked: s.revoked.Load()}}, s.wait(ctx)
}

func (s *secrets) Keys(ctx context.Context) ([]rating.TokenKey, error) {
	return []rating.TokenKey{{ID: 7, Revoked: s.revoked.Load()}}, s.wait(ctx)
}

// watched has accesses and keys refreshed as a server does.
func watched(t *testing.T, s *secrets) (*accesses, *keyring) {
	t.Helper()
	a, k := &accesses{store: s}, &keyring{store: s, now: time.Now}
	server := &server{log: slog.New(slog.DiscardHandler)}
	for what, refresh := range map[string]func(context.Context) error{"accesses": a.refresh, "keys": k.refresh} {
		if err := server.keepFresh(t.Context(), what, refresh); err != nil {
			t.Fatal(err)
		}
	}
	t.Cleanup(func() {
		if err := server.stop(); err != nil {
			t.Error(err)
		}
	})
	return a, k
}

// TestRevocationBehindARefreshThatHangs: the question that hangs is given up, and
// the next one finds the revocation.
func TestRevocationBehindARefreshThatHangs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &secrets{}
		a, k := watched(t, s)
		s.hangs.Store(true)
		time.Sleep(2 * time.Second) // both questions hang now
		s.revoked.Store(true)
		s.hangs.Store(false)
		time.Sleep(keeperPatience + keeperPause)
		if access, err := a.find("a"); err != nil || !access.Revoked {
			t.Errorf("the access: %+v, %v", access, err)
		}
		if key, known := k.find(7); !known || !key.Revoked || !k.current() {
			t.Errorf("the key: %+v, %v, current %v", key, known, k.current())
		}
	})
}

// TestUnreadOpensNothing: what could not be read for a minute opens nothing, and
// opens again once it can be read.
func TestUnreadOpensNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &secrets{}
		a, k := watched(t, s)
		s.hangs.Store(true)
		synctest.Wait()
		time.Sleep(trustTime - time.Second)
		if _, err := a.find("a"); err != nil || !k.current() {
			t.Errorf("after less than %s: %v, current %v", trustTime, err, k.current())
		}
		time.Sleep(time.Second + keeperPause)
		for _, id := range []string{"a", "unknown"} {
			if access, err := a.find(id); !errors.Is(err, observatory.ErrUnavailable) || access.ID != "" {
				t.Errorf("the access %s after %s: %+v, %v", id, trustTime, access, err)
			}
		}
		if k.current() {
			t.Error("the keys are current")
		}
		s.hangs.Store(false)
		time.Sleep(keeperPatience + keeperPause)
		if _, err := a.find("unknown"); !errors.Is(err, observatory.ErrNoAccess) {
			t.Errorf("an unknown access: %v", err)
		}
		if _, err := a.find("a"); err != nil || !k.current() {
			t.Errorf("when they can be read again: %v, current %v", err, k.current())
		}
	})
}

// TestReadingAgesByItself: no refresh has to return for it.
func TestReadingAgesByItself(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var r reading[int]
		if _, current := r.get(); current {
			t.Error("what was never read is current")
		}
		asked := time.Now()
		time.Sleep(time.Second) // the answer took that long
		r.set(1, asked)
		time.Sleep(trustTime - time.Second - time.Nanosecond)
		if value, current := r.get(); value != 1 || !current {
			t.Errorf("before its time: %d, %v", value, current)
		}
		time.Sleep(time.Nanosecond)
		if value, current := r.get(); value != 1 || current {
			t.Errorf("after its time: %d, %v", value, current)
		}
	})
}
