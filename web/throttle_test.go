package web

import (
	"testing"
	"time"
)

func TestPace(t *testing.T) {
	t.Parallel()
	p := Pace{Burst: 3, Every: 10 * time.Second}
	var paid time.Duration
	for i, want := range []time.Duration{0, 0, 0, 10 * time.Second, 20 * time.Second} {
		if got := p.Wait(paid, 0); got != want {
			t.Errorf("after %d: waits %s, want %s", i, got, want)
		}
		paid = p.Pay(paid, 0)
	}
	for at, want := range map[time.Duration]time.Duration{5 * time.Second: 25 * time.Second, 30 * time.Second: 0, time.Hour: 0} {
		if got := p.Wait(paid, at); got != want {
			t.Errorf("at %s: waits %s, want %s", at, got, want)
		}
	}
	if got := p.Pay(paid, time.Hour); got != time.Hour+10*time.Second {
		t.Errorf("a quiet hour is carried over: %s", got)
	}
}
