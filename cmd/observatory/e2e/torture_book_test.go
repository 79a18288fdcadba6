package e2e

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"sync"
)

// fate is what the driver knows of a rating that it sent.
type fate int

const (
	unknown      fate = iota // no answer, or one that promises nothing: stored or not
	refused                  // answered 4xx: must not be stored
	acknowledged             // answered 201 or 200: must be stored, once
)

// book is the outside record of everything that was sent, by the part of the
// rating's id that does not depend on the day.
type book struct {
	mu    sync.Mutex
	next  int
	sent  int
	fates map[string]fate
	total [acknowledged + 1]int // how many have each fate
}

func newBook() *book { return &book{fates: map[string]fate{}} }

// draw returns a key that was never used.
func (b *book) draw() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.next++
	return key(b.next)
}

// enter notes what became of one sending of the rating with this part of the
// id. A promise once made stays.
func (b *book) enter(id string, f fate) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.sent++
	// Sent twice, refused once and unknown once is unknown.
	before, known := b.fates[id]
	if !known || f == acknowledged || before == refused {
		if known {
			b.total[before]--
		}
		b.total[f]++
		b.fates[id] = f
	}
}

func (b *book) count(f fate) int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.total[f]
}

// compare returns how many promised ratings are absent from the stored ids,
// how many ids are there more than once, and how many nobody sent.
func (b *book) compare(stored []string) (lost, doubled, phantom int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	there := map[string]bool{}
	for _, id := range stored {
		bits := withoutDay(id)
		if there[bits] {
			doubled++
			continue
		}
		there[bits] = true
		if f, sent := b.fates[bits]; !sent || f == refused {
			phantom++
		}
	}
	for bits, f := range b.fates {
		if f == acknowledged && !there[bits] {
			lost++
		}
	}
	return lost, doubled, phantom
}

// withoutDay is what a rating's id has in common on all days.
func withoutDay(id string) string { return id[len("00000000-0000-"):] }

// anonymousID computes that part from what was sent, independently of the
// program: SHA-256 of the procedure and the key, with the version and the
// variant of a UUIDv7 in their places.
func anonymousID(procedure, key string) string {
	raw, err := hex.DecodeString(strings.ReplaceAll(key, "-", ""))
	if err != nil {
		panic(err)
	}
	sum := sha256.Sum256(append([]byte(procedure), raw...))
	id := sum[:10]
	id[0] = id[0]&0x0f | 0x70
	id[2] = id[2]&0x3f | 0x80
	text := hex.EncodeToString(id)
	return text[:4] + "-" + text[4:8] + "-" + text[8:]
}
