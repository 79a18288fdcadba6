package indicator_test

import (
	"testing"

	"servicequality/observatory"
	"servicequality/observatory/indicator"
	"servicequality/observatory/observatorytest"
)

func TestCatalogueIndicators(t *testing.T) {
	t.Parallel()
	type procedure = observatory.Procedure
	const (
		published = indicator.StatePublished
		unknown   = indicator.StateUnknown
		green     = indicator.LevelGreen
		yellow    = indicator.LevelYellow
		red       = indicator.LevelRed
	)
	n := observatorytest.Ptr[uint64]
	rate := observatorytest.Ptr[float64]
	recent := observatorytest.Year.AsOf() - 30
	threeYears := observatory.NewDay(2020, 10, 1) // to the day when the window ends
	shares := func(end observatory.Day) procedure {
		return procedure{VolumeTotal: n(200), VolumeOnline: n(150), VolumeEnd: end}
	}
	for _, c := range []struct {
		name      string
		kind      indicator.Kind
		procedure procedure
		state     indicator.State
		shown     string
		level     indicator.Level
		goal      bool
	}{
		{"yes", indicator.KindOnline, procedure{Online: "yes"}, published, "yes", green, true},
		{"local rollout is green, not at goal", indicator.KindOnline, procedure{Online: "local_rollout"}, published, "local_rollout", green, false},
		{"partial", indicator.KindOnline, procedure{Online: "partial"}, published, "partial", yellow, false},
		{"beta", indicator.KindOnline, procedure{Online: "beta"}, published, "beta", yellow, false},
		{"no", indicator.KindOnline, procedure{Online: "no"}, published, "no", red, false},
		{"proactive", indicator.KindOnline, procedure{Online: "proactive"}, published, "proactive", indicator.LevelBlue, true},
		{"unknown", indicator.KindOnline, procedure{Online: "unknown"}, unknown, "", "", false},
		{"not said", indicator.KindOnline, procedure{}, unknown, "", "", false},
		{"exempt", indicator.KindOnline, procedure{Online: "yes", Exempt: []string{"online: by law"}}, indicator.StateNotApplicable, "", "", false},

		{"full", indicator.KindAccessibility, procedure{AccessibilityRate: rate(100), AccessibilityDeclaredOn: recent}, published, "100.0", green, true},
		{"nearly full", indicator.KindAccessibility, procedure{AccessibilityRate: rate(99.99), AccessibilityDeclaredOn: recent}, published, "99.99", yellow, false},
		{"a quarter", indicator.KindAccessibility, procedure{AccessibilityRate: rate(25), AccessibilityDeclaredOn: recent}, published, "25.0", red, false},
		{"a day less than three years old", indicator.KindAccessibility, procedure{AccessibilityRate: rate(75), AccessibilityDeclaredOn: threeYears}, published, "75.0", yellow, false},
		{"three years old", indicator.KindAccessibility, procedure{AccessibilityRate: rate(75), AccessibilityDeclaredOn: threeYears - 1}, published, "no", red, false},
		{"a rate without a date", indicator.KindAccessibility, procedure{AccessibilityRate: rate(75)}, published, "no", red, false},
		{"nothing known", indicator.KindAccessibility, procedure{Online: "yes"}, unknown, "", "", false},
		{"nothing online", indicator.KindAccessibility, procedure{Online: "no"}, indicator.StateNotOnline, "", "", false},

		{"asked once", indicator.KindTellUsOnce, procedure{TellUsOnce: observatorytest.Ptr[uint32](1)}, published, "1", green, true},
		{"asked five times", indicator.KindTellUsOnce, procedure{TellUsOnce: observatorytest.Ptr[uint32](5)}, published, "5", red, false},
		{"never asked", indicator.KindTellUsOnce, procedure{TellUsOnce: observatorytest.Ptr[uint32](0)}, published, "0", green, true},
		{"not said", indicator.KindTellUsOnce, procedure{}, unknown, "", "", false},

		{"share", indicator.KindDigitalUse, shares(recent), published, "75.0", "", false},
		{"share of an unknown period", indicator.KindDigitalUse, shares(0), published, "75.0", "", false},
		{"24 months old", indicator.KindDigitalUse, shares(observatory.NewDay(2021, 9, 30)), published, "75.0", "", false},
		{"older", indicator.KindDigitalUse, shares(observatory.NewDay(2021, 9, 29)), indicator.StateStale, "", "", false},
		{"declared share", indicator.KindDigitalUse, procedure{VolumeShare: rate(59)}, published, "59.0", "", false},
		{"no volumes", indicator.KindDigitalUse, procedure{}, unknown, "", "", false},
		{"no volumes, not online", indicator.KindDigitalUse, procedure{Online: "no"}, indicator.StateNotOnline, "", "", false},

		{"franceconnect", indicator.KindAuthentication, procedure{Authentication: "franceconnect"}, published, "franceconnect", green, true},
		{"no sign-in", indicator.KindAuthentication, procedure{Authentication: "none"}, published, "none", red, false},
		{"no sign-in needed", indicator.KindAuthentication, procedure{Authentication: "not_applicable"}, indicator.StateNotApplicable, "", "", false},
		{"unknown", indicator.KindAuthentication, procedure{Authentication: "unknown"}, unknown, "", "", false},
		{"unknown, not online", indicator.KindAuthentication, procedure{Online: "no"}, indicator.StateNotOnline, "", "", false},
		{"mobile", indicator.KindMobile, procedure{Mobile: "partial"}, published, "partial", yellow, false},

		{"two ways", indicator.KindHumanHelp, procedure{HumanChannels: []string{"phone", "counter", "phone"}}, published, "2+", green, true},
		{"a premium phone is not counted", indicator.KindHumanHelp,
			procedure{HumanChannels: []string{"phone", "counter"}, PremiumPhone: observatory.Yes}, published, "1", yellow, false},
		{"none", indicator.KindHumanHelp, procedure{HumanChannels: []string{"none"}}, published, "0", red, false},
		{"not said", indicator.KindHumanHelp, procedure{}, unknown, "", "", false},
		{"alternative", indicator.KindAlternative, procedure{Alternative: observatory.Yes}, published, "yes", green, true},
		{"no alternative", indicator.KindAlternative, procedure{Alternative: observatory.No}, published, "no", red, false},
		{"not said", indicator.KindAlternative, procedure{}, unknown, "", "", false},
	} {
		t.Run(string(c.kind)+"/"+c.name, func(t *testing.T) {
			got := observatorytest.Computed(c.procedure, indicator.Evidence{}, c.kind)
			if got.State != c.state || got.Display() != c.shown || got.Level != c.level {
				t.Errorf("%s %q %s, want %s %q %s", got.State, got.Display(), got.Level, c.state, c.shown, c.level)
			}
			if goal := got.GoalReached != nil && *got.GoalReached; goal != c.goal {
				t.Errorf("goal reached: %v", goal)
			}
			if got.LevelCertain != (c.level != "") {
				t.Error("a complete count has a certain level")
			}
			if got.Low != nil || got.High != nil || got.N != 0 || got.Fragile {
				t.Error("a complete count has an interval")
			}
		})
	}
}
