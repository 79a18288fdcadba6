package observatory_test

import (
	"testing"

	"observatory"
)

func TestCatalogueIndicators(t *testing.T) {
	t.Parallel()
	type procedure = observatory.Procedure
	const (
		published = observatory.StatePublished
		unknown   = observatory.StateUnknown
		green     = observatory.LevelGreen
		yellow    = observatory.LevelYellow
		red       = observatory.LevelRed
	)
	n := ptr[uint64]
	rate := ptr[float64]
	recent := year.AsOf() - 30
	threeYears := observatory.NewDay(2020, 10, 1) // to the day when the window ends
	shares := func(end observatory.Day) procedure {
		return procedure{VolumeTotal: n(200), VolumeOnline: n(150), VolumeEnd: end}
	}
	for _, c := range []struct {
		name      string
		kind      observatory.Kind
		procedure procedure
		state     observatory.State
		shown     string
		level     observatory.Level
		goal      bool
	}{
		{"yes", observatory.KindOnline, procedure{Online: "yes"}, published, "yes", green, true},
		{"local rollout is green, not at goal", observatory.KindOnline, procedure{Online: "local_rollout"}, published, "local_rollout", green, false},
		{"partial", observatory.KindOnline, procedure{Online: "partial"}, published, "partial", yellow, false},
		{"beta", observatory.KindOnline, procedure{Online: "beta"}, published, "beta", yellow, false},
		{"no", observatory.KindOnline, procedure{Online: "no"}, published, "no", red, false},
		{"proactive", observatory.KindOnline, procedure{Online: "proactive"}, published, "proactive", observatory.LevelBlue, true},
		{"unknown", observatory.KindOnline, procedure{Online: "unknown"}, unknown, "", "", false},
		{"not said", observatory.KindOnline, procedure{}, unknown, "", "", false},
		{"exempt", observatory.KindOnline, procedure{Online: "yes", Exempt: []string{"online: by law"}}, observatory.StateNotApplicable, "", "", false},

		{"full", observatory.KindAccessibility, procedure{AccessibilityRate: rate(100), AccessibilityDeclaredOn: recent}, published, "100.0", green, true},
		{"nearly full", observatory.KindAccessibility, procedure{AccessibilityRate: rate(99.99), AccessibilityDeclaredOn: recent}, published, "99.99", yellow, false},
		{"a quarter", observatory.KindAccessibility, procedure{AccessibilityRate: rate(25), AccessibilityDeclaredOn: recent}, published, "25.0", red, false},
		{"a day less than three years old", observatory.KindAccessibility, procedure{AccessibilityRate: rate(75), AccessibilityDeclaredOn: threeYears}, published, "75.0", yellow, false},
		{"three years old", observatory.KindAccessibility, procedure{AccessibilityRate: rate(75), AccessibilityDeclaredOn: threeYears - 1}, published, "no", red, false},
		{"a rate without a date", observatory.KindAccessibility, procedure{AccessibilityRate: rate(75)}, published, "no", red, false},
		{"nothing known", observatory.KindAccessibility, procedure{Online: "yes"}, unknown, "", "", false},
		{"nothing online", observatory.KindAccessibility, procedure{Online: "no"}, observatory.StateNotOnline, "", "", false},

		{"asked once", observatory.KindTellUsOnce, procedure{TellUsOnce: ptr[uint32](1)}, published, "1", green, true},
		{"asked five times", observatory.KindTellUsOnce, procedure{TellUsOnce: ptr[uint32](5)}, published, "5", red, false},
		{"never asked", observatory.KindTellUsOnce, procedure{TellUsOnce: ptr[uint32](0)}, published, "0", green, true},
		{"not said", observatory.KindTellUsOnce, procedure{}, unknown, "", "", false},

		{"share", observatory.KindDigitalUse, shares(recent), published, "75.0", "", false},
		{"share of an unknown period", observatory.KindDigitalUse, shares(0), published, "75.0", "", false},
		{"24 months old", observatory.KindDigitalUse, shares(observatory.NewDay(2021, 9, 30)), published, "75.0", "", false},
		{"older", observatory.KindDigitalUse, shares(observatory.NewDay(2021, 9, 29)), observatory.StateStale, "", "", false},
		{"declared share", observatory.KindDigitalUse, procedure{VolumeShare: rate(59)}, published, "59.0", "", false},
		{"no volumes", observatory.KindDigitalUse, procedure{}, unknown, "", "", false},
		{"no volumes, not online", observatory.KindDigitalUse, procedure{Online: "no"}, observatory.StateNotOnline, "", "", false},

		{"franceconnect", observatory.KindAuthentication, procedure{Authentication: "franceconnect"}, published, "franceconnect", green, true},
		{"no sign-in", observatory.KindAuthentication, procedure{Authentication: "none"}, published, "none", red, false},
		{"no sign-in needed", observatory.KindAuthentication, procedure{Authentication: "not_applicable"}, observatory.StateNotApplicable, "", "", false},
		{"unknown", observatory.KindAuthentication, procedure{Authentication: "unknown"}, unknown, "", "", false},
		{"unknown, not online", observatory.KindAuthentication, procedure{Online: "no"}, observatory.StateNotOnline, "", "", false},
		{"mobile", observatory.KindMobile, procedure{Mobile: "partial"}, published, "partial", yellow, false},

		{"two ways", observatory.KindHumanHelp, procedure{HumanChannels: []string{"phone", "counter", "phone"}}, published, "2+", green, true},
		{"a premium phone is not counted", observatory.KindHumanHelp,
			procedure{HumanChannels: []string{"phone", "counter"}, PremiumPhone: observatory.Yes}, published, "1", yellow, false},
		{"none", observatory.KindHumanHelp, procedure{HumanChannels: []string{"none"}}, published, "0", red, false},
		{"not said", observatory.KindHumanHelp, procedure{}, unknown, "", "", false},
		{"alternative", observatory.KindAlternative, procedure{Alternative: observatory.Yes}, published, "yes", green, true},
		{"no alternative", observatory.KindAlternative, procedure{Alternative: observatory.No}, published, "no", red, false},
		{"not said", observatory.KindAlternative, procedure{}, unknown, "", "", false},
	} {
		t.Run(string(c.kind)+"/"+c.name, func(t *testing.T) {
			got := judged(c.procedure, observatory.Evidence{}, c.kind)
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
