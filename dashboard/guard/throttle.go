package guard

import (
	"sync"
	"time"

	"servicequality/observatory/rating"
	"servicequality/web"
)

// failPace is how often a network may fail to sign in.
var failPace = web.Pace{Burst: 10, Every: 30 * time.Second}

// throttleSize is how many networks are told apart.
const throttleSize = 4096

// throttle slows those down who try tokens. It tells networks apart without knowing
// them.
type throttle struct {
	now func() time.Time

	mu   sync.Mutex
	salt web.Salt
	// paid is when the failures so far will have been paid for, as an age of the salt.
	paid map[uint64]time.Duration
}

func newThrottle(now func() time.Time) *throttle { return &throttle{now: now} }

// wait is how long the client must wait before it may try again, 0 for not at
// all.
func (t *throttle) wait(client rating.Client) time.Duration {
	t.mu.Lock()
	defer t.mu.Unlock()
	key, now := t.key(client)
	paid, known := t.paid[key]
	if !known {
		return 0
	}
	return failPace.Wait(paid, now)
}

// failed counts one failure of the client.
func (t *throttle) failed(client rating.Client) {
	t.mu.Lock()
	defer t.mu.Unlock()
	key, now := t.key(client)
	paid, known := t.paid[key]
	if !known && len(t.paid) >= throttleSize {
		t.giveWay()
	}
	t.paid[key] = failPace.Pay(paid, now)
}

// giveWay forgets whoever is nearest to a clean record.
func (t *throttle) giveWay() {
	var nearest uint64
	least := time.Duration(-1)
	for key, paid := range t.paid {
		if least < 0 || paid < least {
			nearest, least = key, paid
		}
	}
	delete(t.paid, nearest)
}

// key names the client's network, under a new salt every day, and now the salt's age.
func (t *throttle) key(client rating.Client) (key uint64, now time.Duration) {
	at := t.now()
	if t.salt.Renew(at) {
		t.paid = map[uint64]time.Duration{}
	}
	return t.salt.Fingerprint(client, ""), t.salt.Age(at)
}
