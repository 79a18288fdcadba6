package web

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"time"

	"servicequality/observatory/rating"
)

// SaltLife is how long a network can be told from others at most.
const SaltLife = 24 * time.Hour

// Salt tells networks apart without knowing them: a network is an HMAC under random
// bytes that exist in memory alone, and are renewed every day. Its owner's lock guards
// it; a copy gives the same fingerprints.
type Salt struct {
	secret [32]byte
	born   time.Time
}

// Renew makes the salt anew when it is a day old, from the future or was never made,
// and says whether it did: then all that is known by its fingerprints is to be forgotten.
func (s *Salt) Renew(now time.Time) bool {
	if age := now.Sub(s.born); age >= 0 && age < SaltLife && !s.born.IsZero() {
		return false
	}
	rand.Read(s.secret[:]) // never fails
	s.born = now
	return true
}

// Age is how old the salt is at a moment: the clock that paces count by.
func (s *Salt) Age(now time.Time) time.Duration { return now.Sub(s.born) }

// Fingerprint stands for the client's network in what it does about a subject.
func (s Salt) Fingerprint(client rating.Client, subject string) uint64 {
	h := hmac.New(sha256.New, s.secret[:])
	var network [16]byte
	h.Write(client.Network(network[:0]))
	h.Write([]byte{0})
	h.Write([]byte(subject))
	var sum [sha256.Size]byte
	return binary.BigEndian.Uint64(h.Sum(sum[:0]))
}

// Pace lets a burst through at once, then one in each time. What it knows of a client is
// the moment at which all it did will have been paid for, one after the other; a moment
// in the past is as good as none.
type Pace struct {
	Burst int
	Every time.Duration
}

// Wait is how long a client must wait that will have paid at that moment, 0 for not at
// all.
func (p Pace) Wait(paid, now time.Duration) time.Duration {
	return max(0, paid-now-time.Duration(p.Burst-1)*p.Every)
}

// Pay is when a client will have paid that does one more now.
func (p Pace) Pay(paid, now time.Duration) time.Duration { return max(paid, now) + p.Every }
