package collector

import (
	"errors"
	"io/fs"
	"testing"
	"testing/synctest"
	"time"

	"observatory"
)

// TestAudit compares the journal with a database that got everything, then
// with one that lost half of it.
func TestAudit(t *testing.T) {
	t.Parallel()
	if _, err := NewAudit(t.Context(), t.TempDir(), nil); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("without a journal the error is %v", err)
	}
	synctest.Test(t, func(t *testing.T) {
		dir, store := t.TempDir(), &fakeStore{}
		b := newTestbed(t, dir, store, Config{})
		b.Start(t.Context())
		b.accept(t, 10)
		time.Sleep(2 * time.Second)
		synctest.Wait()
		b.accept(t, 1)
		if _, err := b.journal.Append(t.Context(), 99, []byte("of a later release")); err != nil {
			t.Fatal(err)
		}
		a, err := NewAudit(t.Context(), dir, store)
		if err != nil {
			t.Fatal(err)
		}
		if a.Ratings != 11 || a.Records != 12 || a.Unreadable != 1 || a.Pending != 2 || a.Missing != 0 {
			t.Errorf("a sound journal: %+v", a)
		}
		if want := observatory.DayOf(present()); a.Since != want {
			t.Errorf("the earliest day is %s, want %s", a.Since, want)
		}
		store.mu.Lock()
		store.rows = store.rows[:5]
		store.mu.Unlock()
		if a, err = NewAudit(t.Context(), dir, store); err != nil || a.Missing != 5 {
			t.Errorf("after the loss of five: %+v %v", a, err)
		}
		store.fail(func(call) fault { return before })
		if _, err = NewAudit(t.Context(), dir, store); err == nil {
			t.Error("a database that does not answer was not told")
		}
		store.fail(nil)
		b.kill(t)
	})
}
