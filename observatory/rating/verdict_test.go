package rating_test

import (
	"errors"
	"slices"
	"testing"

	"github.com/google/uuid"

	"servicequality/observatory"
	"servicequality/observatory/rating"
)

func TestVerdictValidate(t *testing.T) {
	t.Parallel()
	right := func() rating.Verdict {
		return rating.Verdict{Procedure: "passeport", Rating: goldenParts().RatingID(), Kind: rating.VerdictQuarantine, Reason: "pasted-button"}
	}
	for name, c := range map[string]struct {
		change func(*rating.Verdict)
		wrong  []string
	}{
		"right":                  {func(*rating.Verdict) {}, nil},
		"no procedure":           {func(v *rating.Verdict) { v.Procedure = "" }, []string{"procedure"}},
		"no rating":              {func(v *rating.Verdict) { v.Rating = uuid.Nil }, []string{"id"}},
		"a client's own key":     {func(v *rating.Verdict) { v.Rating = uuid.New() }, []string{"id"}},
		"unknown kind":           {func(v *rating.Verdict) { v.Kind = "hide" }, []string{"kind"}},
		"no reason":              {func(v *rating.Verdict) { v.Reason = "" }, []string{"reason"}},
		"a reason with a person": {func(v *rating.Verdict) { v.Reason = "asked by M. Durand" }, []string{"reason"}},
	} {
		v := right()
		c.change(&v)
		var invalid *observatory.InvalidError
		var wrong []string
		if errors.As(v.Validate(), &invalid) {
			for _, f := range invalid.Fields {
				wrong = append(wrong, f.Field)
			}
		}
		if !slices.Equal(wrong, c.wrong) {
			t.Errorf("%s: wrong are %q, want %q", name, wrong, c.wrong)
		}
	}
}
