package observatory_test

import (
	"testing"
	"time"

	"servicequality/observatory"
)

func TestCredibleClock(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"1970-01-01T00:00:30Z": false,
		"2025-12-31T23:59:59Z": false,
		"2026-01-01T00:00:00Z": true,
		"2099-12-31T23:59:59Z": true,
		"2100-01-01T00:00:00Z": false,
	} {
		at, err := time.Parse(time.RFC3339, text)
		if err != nil {
			t.Fatal(err)
		}
		if got := observatory.CredibleClock(at); got != want {
			t.Errorf("CredibleClock(%s) = %t, want %t", text, got, want)
		}
	}
}
