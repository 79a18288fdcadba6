package collector

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"sync"
	"time"

	"servicequality/observatory"
	"servicequality/observatory/rating"
)

// The limits of one network on one procedure: a burst at once, then one record
// in each time. A town hall or a company has one address for many people: above
// the soft limit their ratings are taken and marked doubtful, and only above the
// hard one they are refused.
const (
	softBurst = 10
	softEvery = 10 * time.Second
	hardBurst = 60
	hardEvery = time.Second
)

const (
	// saltLife is how long a network can be told from others at most.
	saltLife = 24 * time.Hour
	// limiterSets × limiterWays networks are told apart, 24 bytes each.
	limiterSets = 1 << 16
	limiterWays = 4
)

// bucket counts what one network sent to one procedure. Its two instants, in
// nanoseconds since the salt was made, are when what was sent so far will have
// been paid for at each limit's pace; in the past it is as good as none.
type bucket struct {
	tag        uint64
	soft, hard int64
}

// limiter tells networks apart without knowing them: what it keeps is an HMAC
// of network and procedure under a salt that exists in memory alone, and is
// renewed every day. Its table has a fixed size; when a set is full, whoever is
// nearest to a clean record gives way.
type limiter struct {
	now func() time.Time

	mu   sync.Mutex
	salt [32]byte
	born time.Time
	sets [][limiterWays]bucket
}

func newLimiter(now func() time.Time) *limiter {
	return &limiter{now: now, sets: make([][limiterWays]bucket, limiterSets)}
}

// admit counts one record of the client, and one more rating when it is the
// first step of one. It returns whether the rating is doubtful, or an
// *observatory.TooManyError.
func (l *limiter) admit(client rating.Client, procedure string, first bool) (doubtful bool, err error) {
	salt := l.currentSalt()
	tag := fingerprint(salt, client, procedure)

	l.mu.Lock()
	defer l.mu.Unlock()
	now := int64(l.now().Sub(l.born))
	b := l.bucket(tag, now)
	if wait := b.hard - now - (hardBurst-1)*int64(hardEvery); wait > 0 {
		seconds := (time.Duration(wait) + time.Second - 1).Truncate(time.Second)
		return false, &observatory.TooManyError{RetryAfter: seconds}
	}
	b.hard = max(b.hard, now) + int64(hardEvery)
	if !first {
		return false, nil
	}
	if b.soft-now > (softBurst-1)*int64(softEvery) {
		return true, nil
	}
	b.soft = max(b.soft, now) + int64(softEvery)
	return false, nil
}

// currentSalt renews the salt when it is a day old, and forgets everybody.
func (l *limiter) currentSalt() [32]byte {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.now()
	if age := now.Sub(l.born); age >= saltLife || age < 0 || l.born.IsZero() {
		rand.Read(l.salt[:]) // never fails
		l.born = now
		clear(l.sets)
	}
	return l.salt
}

func fingerprint(salt [32]byte, client rating.Client, procedure string) uint64 {
	h := hmac.New(sha256.New, salt[:])
	var network [16]byte
	h.Write(client.Network(network[:0]))
	h.Write([]byte{0})
	h.Write([]byte(procedure))
	var sum [sha256.Size]byte
	return binary.BigEndian.Uint64(h.Sum(sum[:0]))
}

// bucket finds the bucket of the tag, or a place for it.
func (l *limiter) bucket(tag uint64, now int64) *bucket {
	set := &l.sets[tag%limiterSets]
	place := &set[0]
	for i := range set {
		if set[i].tag == tag {
			return &set[i]
		}
		if set[i].hard < place.hard || set[i].hard == place.hard && set[i].soft < place.soft {
			place = &set[i]
		}
	}
	*place = bucket{tag: tag, soft: now, hard: now}
	return place
}
