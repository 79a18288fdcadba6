package observatorytest

import (
	"math"
	"testing"

	"servicequality/observatory"
)

// Tolerance is what statistics allows between a golden value and ours.
const Tolerance = 1e-6

// Near fails the test where got is not want, to Tolerance.
func Near(t *testing.T, what string, got, want float64) {
	t.Helper()
	if math.IsNaN(got) || math.Abs(got-want) > Tolerance {
		t.Errorf("%s = %.7f, want %.6f", what, got, want)
	}
}

// NearMicro fails the test where got has no value, or one that is not near want.
func NearMicro(t *testing.T, what string, got *observatory.Micro, want float64) {
	t.Helper()
	if got == nil {
		t.Errorf("%s has no value, want %.6f", what, want)
		return
	}
	Near(t, what, got.Float(), want)
}

// Ptr is a pointer to v.
func Ptr[T any](v T) *T { return &v }
