package guard

import (
	"net/netip"
	"testing"
	"time"

	"servicequality/observatory/rating"
	"servicequality/web"
)

// TestThrottleForgets: its table has a bound, where the nearest to a clean
// record gives way, and a day ends every memory.
func TestThrottleForgets(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 21, 14, 0, 0, 0, time.UTC)
	th := newThrottle(func() time.Time { return now })
	network := func(i int) rating.Client {
		return rating.NewClient(netip.AddrFrom4([4]byte{10, byte(i >> 16), byte(i >> 8), byte(i)}))
	}
	stubborn := network(0)
	for range failPace.Burst + 3 {
		th.failed(stubborn)
	}
	if got := th.wait(stubborn); got != 4*failPace.Every {
		t.Errorf("waits %s", got)
	}
	for i := range throttleSize + 500 {
		th.failed(network(1 + i))
	}
	if len(th.paid) != throttleSize {
		t.Errorf("%d networks are remembered", len(th.paid))
	}
	if th.wait(stubborn) == 0 || th.wait(network(999_999)) != 0 {
		t.Error("who failed most was forgotten, or a stranger waits")
	}
	salt := th.salt
	now = now.Add(web.SaltLife)
	if th.wait(stubborn) != 0 || len(th.paid) != 0 || th.salt == salt {
		t.Error("after a day something is remembered")
	}
}
