package collector

import (
	"sync"
	"time"

	"servicequality/observatory"
	"servicequality/observatory/rating"
	"servicequality/web"
)

// The limits of one network on one procedure. A town hall or a company has one address
// for many people: above the soft limit their ratings are taken and marked doubtful, and
// only above the hard one they are refused.
var (
	softPace = web.Pace{Burst: softBurst, Every: 10 * time.Second}
	hardPace = web.Pace{Burst: hardBurst, Every: time.Second}
)

const (
	softBurst = 10
	hardBurst = 60
	// limiterSets × limiterWays networks are told apart, 24 bytes each.
	limiterSets = 1 << 16
	limiterWays = 4
)

// bucket counts what one network sent to one procedure. Its two moments, as ages of the
// salt, are when what was sent so far will have been paid for at each limit's pace.
type bucket struct {
	tag        uint64
	soft, hard time.Duration
}

// limiter tells networks apart without knowing them. Its table has a fixed size; when a
// set is full, whoever is nearest to a clean record gives way.
type limiter struct {
	now func() time.Time

	mu   sync.Mutex
	salt web.Salt
	sets [][limiterWays]bucket
}

func newLimiter(now func() time.Time) *limiter {
	return &limiter{now: now, sets: make([][limiterWays]bucket, limiterSets)}
}

// admit counts one record of the client, and one more rating when it is the
// first step of one. It returns whether the rating is doubtful, or an
// *observatory.TooManyError.
func (l *limiter) admit(client rating.Client, procedure string, first bool) (doubtful bool, err error) {
	tag := l.currentSalt().Fingerprint(client, procedure)

	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.salt.Age(l.now())
	b := l.bucket(tag, now)
	if wait := hardPace.Wait(b.hard, now); wait > 0 {
		seconds := (wait + time.Second - 1).Truncate(time.Second)
		return false, &observatory.TooManyError{RetryAfter: seconds}
	}
	b.hard = hardPace.Pay(b.hard, now)
	if !first {
		return false, nil
	}
	if softPace.Wait(b.soft, now) > 0 {
		return true, nil
	}
	b.soft = softPace.Pay(b.soft, now)
	return false, nil
}

// currentSalt renews the salt when it is a day old, and forgets everybody.
func (l *limiter) currentSalt() web.Salt {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.salt.Renew(l.now()) {
		clear(l.sets)
	}
	return l.salt
}

// bucket finds the bucket of the tag, or a place for it.
func (l *limiter) bucket(tag uint64, now time.Duration) *bucket {
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
