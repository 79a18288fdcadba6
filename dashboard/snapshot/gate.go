package snapshot

import (
	"context"
	"fmt"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"golang.org/x/sync/singleflight"

	"servicequality/observatory"
)

const (
	// computedAtOnce is how many things one gate computes at the same time: what
	// an address may ask for is without end, memory is not.
	computedAtOnce = 2
	// computeWithin bounds one computation. On a busy machine it may last longer
	// than those who asked for it wait: who asks again finds it done.
	computeWithin = 5 * time.Minute
)

// ErrBusy says that a gate already runs as many computations as it may.
var ErrBusy = fmt.Errorf("%w: as much is being computed as may be at once", observatory.ErrUnavailable)

// Gate limits costly computations. One computation serves all who ask for the same
// thing at the same time, few run at once, and none waits for a turn: whoever asks for
// another one meanwhile gets ErrBusy at once.
type Gate struct {
	flight singleflight.Group
	slots  chan struct{}
	busy   prometheus.Counter
}

func newGate(busy prometheus.Counter) *Gate {
	return &Gate{slots: make(chan struct{}, computedAtOnce), busy: busy}
}

// Through returns what compute makes of the key, together with all who ask for
// it now. The error is ErrBusy when there is no room, else the computation's,
// or ctx's when the asker stops waiting; the computation goes on then.
func Through[T any](ctx context.Context, g *Gate, key string, compute func(context.Context) (T, error)) (T, error) {
	var none T
	done := g.flight.DoChan(key, func() (made any, err error) {
		select {
		case g.slots <- struct{}{}:
		default:
			g.busy.Inc()
			return none, ErrBusy
		}
		defer func() {
			<-g.slots
			if broken := recover(); broken != nil { // it would end the process: nobody's goroutine runs this
				made, err = none, fmt.Errorf("cannot compute %s: %v", key, broken)
			}
		}()
		ctx, cancel := context.WithTimeout(context.Background(), computeWithin)
		defer cancel()
		return compute(ctx)
	})
	select {
	case result := <-done:
		if result.Err != nil {
			return none, result.Err
		}
		return result.Val.(T), nil
	case <-ctx.Done():
		return none, ctx.Err()
	}
}
