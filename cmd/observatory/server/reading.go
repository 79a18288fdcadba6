package server

import (
	"sync/atomic"
	"time"
)

// trustTime is how long what was read last is believed where it may hide a
// revocation. It is some fifty attempts to read it anew.
const trustTime = time.Minute

// reading is what was last read of something that may be revoked. Its zero value
// was never read. It looks at the age itself, so that no refresh that hangs, for
// whatever reason, keeps it current.
type reading[T any] struct{ last atomic.Pointer[dated[T]] }

type dated[T any] struct {
	value T
	asked time.Time // when it was asked for: what was revoked later is not in it
}

// set keeps what was asked for at that instant, by time.Now: its monotonic part
// goes on when somebody sets the machine's clock.
func (r *reading[T]) set(value T, asked time.Time) { r.last.Store(&dated[T]{value, asked}) }

// get returns what was read last, and whether that is current.
func (r *reading[T]) get() (value T, current bool) {
	d := r.last.Load()
	if d == nil {
		return value, false
	}
	return d.value, time.Since(d.asked) < trustTime
}
