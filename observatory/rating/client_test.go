package rating_test

import (
	"fmt"
	"log/slog"
	"net/netip"
	"strings"
	"testing"

	"servicequality/observatory/rating"
)

func TestClientNetwork(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]string{
		"192.0.2.7":            "192.0.2.7",
		"::ffff:192.0.2.7":     "192.0.2.7",
		"2001:db8:1:2:3:4:5:6": "2001:db8:1:2::",
		"fe80::1%eth0":         "fe80::",
	} {
		got, _ := netip.AddrFromSlice(rating.NewClient(netip.MustParseAddr(address)).Network(nil))
		if got.String() != want {
			t.Errorf("%s is told apart as %s, want %s", address, got, want)
		}
	}
	if rating.NewClient(netip.Addr{}).Known() || rating.ClientOf(t.Context()).Known() {
		t.Error("no address is a client")
	}
	c := rating.NewClient(netip.MustParseAddr("192.0.2.7"))
	if rating.ClientOf(rating.WithClient(t.Context(), c)) != c {
		t.Error("the context lost its client")
	}
}

func TestClientPrintsAsNothing(t *testing.T) {
	t.Parallel()
	c := rating.NewClient(netip.MustParseAddr("192.0.2.7"))
	var log strings.Builder
	slog.New(slog.NewTextHandler(&log, nil)).Info("seen", "client", c)
	slog.New(slog.NewJSONHandler(&log, nil)).Info("seen", "client", c)
	for _, format := range []string{"%v", "%+v", "%#v", "%s", "%q"} {
		fmt.Fprintf(&log, format, c)
	}
	fmt.Fprintf(&log, "%+v", rating.WithClient(t.Context(), c))
	if strings.Contains(log.String(), "192") || strings.Contains(log.String(), "0xc0") {
		t.Errorf("an address is printed: %s", log.String())
	}
}
