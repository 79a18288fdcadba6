package guard

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"sync"
	"time"

	"servicequality/observatory/rating"
)

// A network may fail to sign in ten times at once, then once in half a minute.
const (
	failBurst = 10
	failEvery = 30 * time.Second
	// throttleLife is how long a network can be told from others at most,
	// throttleSize how many are told apart.
	throttleLife = 24 * time.Hour
	throttleSize = 4096
)

// throttle slows those down who try tokens. It tells networks apart without
// knowing them: what it keeps is an HMAC under a salt that exists in memory
// alone and is renewed every day.
type throttle struct {
	now func() time.Time

	mu   sync.Mutex
	salt [32]byte
	born time.Time
	// paid is when the failures so far will have been paid for.
	paid map[uint64]time.Time
}

func newThrottle(now func() time.Time) *throttle { return &throttle{now: now} }

// wait is how long the client must wait before it may try again, 0 for not at
// all.
func (t *throttle) wait(client rating.Client) time.Duration {
	t.mu.Lock()
	defer t.mu.Unlock()
	key := t.key(client) // first: it may renew the table
	paid, known := t.paid[key]
	if !known {
		return 0
	}
	return max(0, paid.Sub(t.now())-(failBurst-1)*failEvery)
}

// failed counts one failure of the client.
func (t *throttle) failed(client rating.Client) {
	t.mu.Lock()
	defer t.mu.Unlock()
	key, now := t.key(client), t.now()
	paid, known := t.paid[key]
	if !known && len(t.paid) >= throttleSize {
		t.giveWay()
	}
	if paid.Before(now) {
		paid = now
	}
	t.paid[key] = paid.Add(failEvery)
}

// giveWay forgets whoever is nearest to a clean record.
func (t *throttle) giveWay() {
	var nearest uint64
	var least time.Time
	for key, paid := range t.paid {
		if least.IsZero() || paid.Before(least) {
			nearest, least = key, paid
		}
	}
	delete(t.paid, nearest)
}

// key names the client's network, under a new salt every day.
func (t *throttle) key(client rating.Client) uint64 {
	if age := t.now().Sub(t.born); t.paid == nil || age < 0 || age >= throttleLife {
		rand.Read(t.salt[:]) // never fails
		t.born, t.paid = t.now(), map[uint64]time.Time{}
	}
	h := hmac.New(sha256.New, t.salt[:])
	var network [16]byte
	h.Write(client.Network(network[:0]))
	var sum [sha256.Size]byte
	return binary.BigEndian.Uint64(h.Sum(sum[:0]))
}
