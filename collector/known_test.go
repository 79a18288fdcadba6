package collector

import (
	"context"
	"encoding/binary"
	"testing"
	"time"

	"servicequality/collector/shipping/shippingtest"
	"servicequality/observatory/rating"
)

// numbered is a rating whose key is made from a number.
func numbered(n int, version uint8) rating.Rating {
	r := rating.Rating{Version: version, Satisfaction: 1}
	r.ID[6], r.ID[8] = 0x70, 0x80
	binary.BigEndian.PutUint32(r.ID[12:], uint32(n)*2654435761)
	binary.BigEndian.PutUint16(r.ID[9:], uint16(n*40503))
	return r
}

func TestKnownStepsForgetsTheOldest(t *testing.T) {
	t.Parallel()
	const capacity, all = 64 * 16, 64 * 100
	k := newKnownSteps(capacity)
	at := time.Unix(1_800_000_000, 0)
	for n := range all {
		k.add(numbered(n, 1), 1, at)
	}
	if got := k.len(); got > capacity {
		t.Errorf("%d steps, want at most %d", got, capacity)
	}
	found := 0
	for n := range all {
		h, ok := k.find(keyOf(numbered(n, 1).ID), 1)
		if ok {
			found++
		}
		if ok && (!h.received || !h.first.Equal(at) || h.digest != k.digest(numbered(n, 1))) {
			t.Fatalf("step %d is %+v", n, h)
		}
		if recent := n >= all-capacity/4; recent && !ok {
			t.Errorf("step %d of %d is forgotten", n, all)
		}
	}
	if found != k.len() {
		t.Errorf("%d of %d steps are found", found, k.len())
	}
}

func TestKnownStepsOfOneKey(t *testing.T) {
	t.Parallel()
	k := newKnownSteps(1000)
	id := keyOf(numbered(1, 1).ID)
	early, late := time.Unix(1_800_000_000, 0), time.Unix(1_800_000_100, 0)
	if _, ok := k.find(id, 1); ok {
		t.Fatal("known before it is added")
	}
	k.add(numbered(1, 2), 8, late)
	k.add(numbered(1, 1), 7, early)
	changed := numbered(1, 1)
	changed.Satisfaction = 3
	k.add(changed, 9, late) // a step that is known stays what it was
	for version, received := range map[uint8]bool{1: true, 2: true, 3: false} {
		h, ok := k.find(id, version)
		if !ok || h.received != received || !h.first.Equal(early) {
			t.Errorf("version %d: %+v, %v", version, h, ok)
		}
	}
	if h, _ := k.find(id, 1); h.digest != k.digest(numbered(1, 1)) {
		t.Error("the first content was overwritten")
	}
}

func TestKnownStepsLock(t *testing.T) {
	t.Parallel()
	k := newKnownSteps(10)
	id := keyOf(numbered(1, 1).ID)
	if err := k.lock(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	if err := k.lock(gone, id); err == nil {
		t.Error("locked twice")
	}
	second := make(chan error)
	go func() { second <- k.lock(t.Context(), id) }()
	k.unlock(id)
	if err := <-second; err != nil {
		t.Error(err)
	}
	k.unlock(id)
	if n := len(k.shard(id).busy); n != 0 {
		t.Errorf("%d keys stay locked", n)
	}
}

func TestDigest(t *testing.T) {
	t.Parallel()
	k := newKnownSteps(10)
	base := shippingtest.Rating()
	for name, c := range map[string]struct {
		change func(*rating.Rating)
		same   bool
	}{
		"nothing":      {func(*rating.Rating) {}, true},
		"id":           {func(r *rating.Rating) { r.ID[0]++ }, true},
		"received":     {func(r *rating.Rating) { r.ReceivedAt = r.ReceivedAt.Add(time.Hour) }, true},
		"doubt":        {func(r *rating.Rating) { r.Doubt = "" }, true},
		"satisfaction": {func(r *rating.Rating) { r.Satisfaction-- }, false},
		"clarity":      {func(r *rating.Rating) { r.Clarity-- }, false},
		"help":         {func(r *rating.Rating) { r.Help = r.Help[:1] }, false},
		"help answer": {func(r *rating.Rating) {
			r.Help = []rating.HelpAnswer{{Channel: "phone", Reached: 1}, r.Help[1]}
		}, false},
		"help text":  {func(r *rating.Rating) { r.HelpOtherText = "" }, false},
		"comment":    {func(r *rating.Rating) { r.Comment += "!" }, false},
		"outcome":    {func(r *rating.Rating) { r.Outcome = "error" }, false},
		"channel":    {func(r *rating.Rating) { r.Channel = "post" }, false},
		"lang":       {func(r *rating.Rating) { r.Lang = "en" }, false},
		"source":     {func(r *rating.Rating) { r.Source = "link" }, false},
		"button":     {func(r *rating.Rating) { r.Button = "b2" }, false},
		"instrument": {func(r *rating.Rating) { r.Instrument = "jdma-3" }, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := base
			c.change(&r)
			if same := k.digest(r) == k.digest(base); same != c.same {
				t.Errorf("same digest: %v, want %v", same, c.same)
			}
		})
	}
}

// len counts the steps that are known.
func (k *knownSteps) len() int {
	n := 0
	for i := range k.shards {
		s := &k.shards[i]
		s.mu.Lock()
		n += len(s.steps)
		s.mu.Unlock()
	}
	return n
}
