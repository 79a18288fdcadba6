package operator

import (
	"testing"
	"time"
)

func TestParseLife(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]time.Duration{
		"90d": 90 * 24 * time.Hour, "1d": 24 * time.Hour, "12h": 12 * time.Hour, "0d": 0, "36h30m": 36*time.Hour + 30*time.Minute,
	} {
		if got, err := parseLife(text); err != nil || got != want {
			t.Errorf("%q is %s, %v", text, got, err)
		}
	}
	for _, text := range []string{"", "d", "90", "-1d", "1.5d", "99999999999d", "for ever"} {
		if got, err := parseLife(text); err == nil {
			t.Errorf("%q passes for %s", text, got)
		}
	}
}
