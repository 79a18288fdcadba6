package collector

import (
	"context"
	"encoding/binary"
	"hash/maphash"
	"sync"
	"time"

	"github.com/google/uuid"

	"servicequality/observatory"
	"servicequality/observatory/rating"
)

// key names a rating whatever its day: the end of its id, with the 74 bits that
// were made from the procedure and the client's key (rating.ID).
type key [10]byte

func keyOf(id uuid.UUID) key { return key(id[6:]) }

// step is one version of one key that was made durable, in 40 bytes. It holds no
// pointer, so that a million of them cost the garbage collector nothing.
type step struct {
	digest  uint64 // of what the citizen said
	seq     uint64 // of the journal's record
	key     key
	day     uint16 // observatory.Day
	first   uint32 // when the key was first received, in seconds since 1970
	next    uint32 // the step that follows in the chain, from 1; 0 ends it
	version uint8
	doubt   bool
	strange bool
	typed   bool // it holds a text
}

const knownShards = 64

// knownSteps remembers the last steps that were made durable, so that one sent
// again is answered without another record, and a key keeps the day on which it
// was first seen. It also lets only one request at a time work on a key.
type knownSteps struct {
	seed   maphash.Seed
	shards [knownShards]shard
}

// shard is a ring of steps, the oldest overwritten first, with hash chains
// through it.
type shard struct {
	mu       sync.Mutex
	capacity int
	steps    []step
	oldest   int      // where the ring goes on once it is full
	heads    []uint32 // the first step of each chain, from 1; 0 is an empty chain
	busy     map[key]chan struct{}
}

// newKnownSteps makes a table of about capacity steps, which it grows into.
func newKnownSteps(capacity int) *knownSteps {
	k := &knownSteps{seed: maphash.MakeSeed()}
	for i := range k.shards {
		k.shards[i].capacity = max(1, capacity/knownShards)
		k.shards[i].busy = make(map[key]chan struct{})
	}
	return k
}

func (k *knownSteps) shard(id key) *shard { return &k.shards[id[9]%knownShards] }

// lock waits until no other request works on the key, and takes it.
func (k *knownSteps) lock(ctx context.Context, id key) error {
	s := k.shard(id)
	for {
		s.mu.Lock()
		done, taken := s.busy[id]
		if !taken {
			s.busy[id] = nil // a channel is made by the first who has to wait
			s.mu.Unlock()
			return nil
		}
		if done == nil {
			done = make(chan struct{})
			s.busy[id] = done
		}
		s.mu.Unlock()
		select {
		case <-done:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// unlock lets the next request work on the key.
func (k *knownSteps) unlock(id key) {
	s := k.shard(id)
	s.mu.Lock()
	defer s.mu.Unlock()
	if done := s.busy[id]; done != nil {
		close(done)
	}
	delete(s.busy, id)
}

// history is what is known of a key.
type history struct {
	first time.Time
	day   observatory.Day
	// received says whether the version asked for is among the known ones, and
	// digest what it said.
	received bool
	digest   uint64
	// doubtful says whether any of the key's steps was; strange, whether any came
	// from a host that the procedure does not know.
	doubtful, strange bool
	// last is the highest of the key's versions.
	last lastStep
}

// lastStep is the step of a key that holds.
type lastStep struct {
	version uint8
	digest  uint64
	// seq is the number of its record in the journal; typed says whether that
	// holds what the citizen typed, which no page of the form carries on.
	seq   uint64
	typed bool
}

// find tells what is known of the key and one of its versions; false when the
// key is not known.
func (k *knownSteps) find(id key, version uint8) (history, bool) {
	s := k.shard(id)
	s.mu.Lock()
	defer s.mu.Unlock()
	var h history
	found := false
	for i := s.head(id); i != 0; i = s.steps[i-1].next {
		known := &s.steps[i-1]
		if known.key != id {
			continue
		}
		first := time.Unix(int64(known.first), 0)
		if !found || first.Before(h.first) {
			h.first, h.day = first, observatory.Day(known.day)
		}
		if known.version == version {
			h.received, h.digest = true, known.digest
		}
		h.doubtful = h.doubtful || known.doubt
		h.strange = h.strange || known.strange
		if known.version >= h.last.version {
			h.last = lastStep{known.version, known.digest, known.seq, known.typed}
		}
		found = true
	}
	return h, found
}

// add remembers a durable rating, whose record in the journal has the number seq;
// first is when its key was first received. A step that is already known is left
// alone.
func (k *knownSteps) add(r rating.Rating, seq uint64, first time.Time) {
	id := keyOf(r.ID)
	if h, ok := k.find(id, r.Version); ok && h.received {
		return
	}
	s := k.shard(id)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.insert(step{
		key: id, digest: k.digest(r), seq: seq, first: uint32(max(0, first.Unix())), day: uint16(max(0, r.Day())), version: r.Version,
		doubt: r.Doubt != "", strange: r.Host == observatory.HostUnknown,
		typed: r.Comment != "" || r.HelpOtherText != "",
	})
}

// digest condenses what the citizen said, after masking, and nothing that the
// server added.
func (k *knownSteps) digest(r rating.Rating) uint64 {
	var h maphash.Hash
	h.SetSeed(k.seed)
	for _, text := range [...]string{
		r.Instrument, r.HelpOtherText, r.Comment, r.Outcome, r.Channel, r.Lang, r.Source, r.Button,
	} {
		h.WriteString(text)
		h.WriteByte(0) // no text contains it
	}
	h.WriteByte(r.Satisfaction)
	h.WriteByte(r.Clarity)
	for _, a := range r.Help {
		h.WriteString(a.Channel)
		h.WriteByte(a.Reached)
		h.WriteByte(a.Quality)
	}
	return h.Sum64()
}

func (s *shard) slot(id key) *uint32 {
	return &s.heads[binary.LittleEndian.Uint32(id[2:])>>8%uint32(len(s.heads))]
}

func (s *shard) head(id key) uint32 {
	if len(s.heads) == 0 {
		return 0
	}
	return *s.slot(id)
}

func (s *shard) insert(st step) {
	place := s.oldest
	if len(s.steps) < s.capacity {
		if len(s.steps) == cap(s.steps) {
			s.grow()
		}
		place = len(s.steps)
		s.steps = append(s.steps, st)
	} else {
		s.unlink(place)
		s.steps[place] = st
		s.oldest = (place + 1) % s.capacity
	}
	s.link(place)
}

// grow doubles the ring, at most to the capacity, and its chains with it.
func (s *shard) grow() {
	size := min(max(16, 2*len(s.steps)), s.capacity)
	s.steps = append(make([]step, 0, size), s.steps...)
	s.heads = make([]uint32, size)
	for i := range s.steps {
		s.link(i)
	}
}

func (s *shard) link(place int) {
	head := s.slot(s.steps[place].key)
	s.steps[place].next = *head
	*head = uint32(place + 1)
}

func (s *shard) unlink(place int) {
	at := s.slot(s.steps[place].key)
	for *at != uint32(place+1) {
		at = &s.steps[*at-1].next
	}
	*at = s.steps[place].next
}
