package indicator_test

import (
	"math/rand/v2"
	"strconv"
	"testing"

	"servicequality/observatory"
	"servicequality/observatory/indicator"
	"servicequality/observatory/observatorytest"
)

func TestDisplay(t *testing.T) {
	t.Parallel()
	rule := func(kind indicator.Kind) indicator.Rule {
		r, ok := indicator.FindRule(kind)
		if !ok {
			t.Fatalf("no rule for %s", kind)
		}
		return r
	}
	for _, c := range []struct {
		rule     indicator.Rule
		num, den uint64
		want     string
	}{
		{rule(indicator.KindSatisfaction), 7949, 10_000, "7.9"},
		{rule(indicator.KindSatisfaction), 795, 1000, "7.95"},
		{rule(indicator.KindSatisfaction), 79936, 100_000, "7.99"},
		{rule(indicator.KindSatisfaction), 799996, 1_000_000, "7.99"},
		{rule(indicator.KindSatisfaction), 804, 1000, "8.0"},
		{rule(indicator.KindSatisfaction), 997, 1000, "9.97"},
		{rule(indicator.KindSatisfaction), 1, 1, "10.0"},
		{rule(indicator.KindSatisfaction), 0, 7, "0.0"},
		{rule(indicator.KindHelpReachable), 8496, 10_000, "84.96"},
		{rule(indicator.KindHelpReachable), 9997, 10_000, "99.97"},
		{rule(indicator.KindDigitalUse), 9997, 10_000, "99.97"},
		{rule(indicator.KindTellUsOnce), 3, 1, "3"},
		{rule(indicator.KindAvailability), 9986, 10_000, "99.86"},
		{rule(indicator.KindResponseTime), 3997, 10, "399"},
		{rule(indicator.KindResponseTime), 4003, 10, "400"},
	} {
		if got := c.rule.Display(observatory.Ratio{Num: c.num, Den: c.den}); got != c.want {
			t.Errorf("%s %d/%d is shown %q, want %q", c.rule.Kind, c.num, c.den, got, c.want)
		}
	}
	if got := indicator.Display(indicator.KindSatisfaction, 0, 0); got != "" {
		t.Errorf("no value is shown %q", got)
	}
}

// TestDisplayKeepsTheLevel reads back what is shown: it has the level of the
// exact value, and is within one unit of the digits shown.
func TestDisplayKeepsTheLevel(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(7, 9936))
	for _, rule := range indicator.Registry() {
		if rule.Unit == indicator.UnitWord || rule.Unit == indicator.UnitCount || rule.Unit == indicator.UnitMilliseconds {
			continue
		}
		scale := float64(rule.Unit.Scale())
		for range 20_000 {
			den := 1 + random.Uint64N(200_000)
			num := random.Uint64N(den + 1)
			if bounds := rule.Bounds; random.IntN(2) == 0 && len(bounds) > 0 { // just below a bound
				from := bounds[random.IntN(len(bounds))].From
				num = max(from.Num*den/from.Den, 1) - 1
			}
			exact := observatory.Ratio{Num: num, Den: den}
			text := rule.Display(exact)
			x, err := strconv.ParseFloat(text, 64)
			if err != nil {
				t.Fatal(err)
			}
			shown := observatory.Ratio{Num: uint64(x*1000 + 0.5), Den: 1000 * uint64(scale)}
			if got, want := rule.Level(shown), rule.Level(exact); got != want {
				t.Fatalf("%s: %d/%d is %s but shown %s, which is %s", rule.Kind, num, den, want, text, got)
			}
			if diff := x - scale*float64(num)/float64(den); diff > 0.05+1e-9 || diff < -0.1 {
				t.Fatalf("%s: %d/%d is shown %s", rule.Kind, num, den, text)
			}
		}
	}
}

func TestDisplayLimitsRoundOutwards(t *testing.T) {
	t.Parallel()
	figure := indicator.Indicator{
		Kind: indicator.KindSatisfaction, Value: observatorytest.Ptr(observatory.Micro(8_600_000)), Numerator: 172, Denominator: 200,
		Low: observatorytest.Ptr(observatory.Micro(7_847_758)), High: observatorytest.Ptr(observatory.Micro(9_131_259)),
	}
	if got := figure.DisplayLow() + " " + figure.Display() + " " + figure.DisplayHigh(); got != "7.8 8.6 9.2" {
		t.Errorf("shown %s, want 7.8 8.6 9.2", got)
	}
	figure.Low, figure.High = observatorytest.Ptr(observatory.Micro(7_800_000)), observatorytest.Ptr(observatory.Micro(10_000_000))
	if got := figure.DisplayLow() + " " + figure.DisplayHigh(); got != "7.8 10.0" {
		t.Errorf("limits on a tenth are shown %s, want 7.8 10.0", got)
	}
	word := indicator.Indicator{Kind: indicator.KindOnline, Word: "yes"}
	if got := word.Display() + word.DisplayLow() + word.DisplayHigh(); got != "yes" {
		t.Errorf("a word is shown %q", got)
	}
}
