package observatory_test

import (
	"math"
	"testing"

	"observatory"
)

// tolerance is what statistics allows between a golden value and ours.
const tolerance = 1e-6

func near(t *testing.T, what string, got, want float64) {
	t.Helper()
	if math.IsNaN(got) || math.Abs(got-want) > tolerance {
		t.Errorf("%s = %.7f, want %.6f", what, got, want)
	}
}

func nearMicro(t *testing.T, what string, got *observatory.Micro, want float64) {
	t.Helper()
	if got == nil {
		t.Errorf("%s has no value, want %.6f", what, want)
		return
	}
	near(t, what, got.Float(), want)
}

func ptr[T any](v T) *T { return &v }
