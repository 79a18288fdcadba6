package alarm_test

import (
	"testing"

	"servicequality/observatory"
	"servicequality/observatory/alarm"
	"servicequality/observatory/indicator"
	"servicequality/observatory/observatorytest"
	"servicequality/observatory/rating"
)

// TestStaleSources: an alarm is there on exactly the days on which a figure
// whose window ended the day before would be stale.
func TestStaleSources(t *testing.T) {
	t.Parallel()
	n := observatorytest.Ptr[uint64](10)
	// A window that ends the day before today is a year's, on any day.
	end := observatorytest.Year.End
	for offset := observatory.Day(-3); offset <= 3; offset++ {
		today := end
		volumes := observatory.Volume{Channel: observatory.ChannelOnline, Start: observatory.NewDay(2021, 1, 1),
			End: observatory.NewDay(2021, 9, 30) + offset, Started: n, Completed: n}
		probed := indicator.Probes{All: 1, Up: 1, Milliseconds: 9, Last: today - 1 - 7 + offset}
		rated := observatorytest.Evidence(observatorytest.Answers(rating.QuestionSatisfaction, "avis-1", 0, 0, 100))
		rated.First, rated.Last = observatorytest.Year.Start, today-1-90+offset
		rated.Volumes, rated.Probes = []observatory.Volume{volumes}, probed
		p := observatory.Procedure{ID: "p"}
		found := map[string]bool{}
		for _, f := range alarm.FindStale(&p, alarm.Freshness{Ratings: rated.Last, Volumes: volumes.End, Probes: probed.Last}, today) {
			found[f.Subject] = true
			if f.Kind != alarm.KindStale || f.Procedure != "p" || f.Day > f.LastTrue || f.LastTrue != today-1 || f.Details.Last == 0 {
				t.Errorf("%+v", f)
			}
		}
		for source, kind := range map[string]indicator.Kind{
			alarm.SourceRatings: indicator.KindSatisfaction, alarm.SourceVolumes: indicator.KindCompletion,
			alarm.SourceProbes: indicator.KindAvailability,
		} {
			state := observatorytest.Computed(p, rated, kind).State
			if want := state == indicator.StateStale; found[source] != want || want != (offset < 0) {
				t.Errorf("%s, %d days: alarm %v, figure %s", source, offset, found[source], state)
			}
		}
	}
}

func TestWhatIsNeverStale(t *testing.T) {
	t.Parallel()
	today := observatory.NewDay(2026, 11, 20)
	old := alarm.Freshness{Ratings: 1000, Volumes: 1000, Probes: 1000}
	for name, c := range map[string]struct {
		p    observatory.Procedure
		f    alarm.Freshness
		want int
	}{
		"all":                           {observatory.Procedure{}, old, 3},
		"nothing was ever told":         {observatory.Procedure{}, alarm.Freshness{}, 0},
		"the catalogue's volumes alone": {observatory.Procedure{VolumeEnd: 1000}, alarm.Freshness{}, 1},
		"newer in the catalogue":        {observatory.Procedure{VolumeEnd: today - 9}, old, 2},
		"without a button":              {observatory.Procedure{Button: observatory.No}, old, 2},
		"closed":                        {observatory.Procedure{ClosedOn: today}, old, 0},
		"closed tomorrow":               {observatory.Procedure{ClosedOn: today + 1}, old, 3},
	} {
		if got := alarm.FindStale(&c.p, c.f, today); len(got) != c.want {
			t.Errorf("%s: %+v", name, got)
		}
	}
	for imported, want := range map[observatory.Day]bool{0: false, observatory.NewDay(2025, 11, 19): false, observatory.NewDay(2025, 11, 18): true} {
		if f, ok := alarm.FindOldCatalogue(imported, today); ok != want || ok && f.Day != today-1 {
			t.Errorf("a catalogue of %s: %v, %+v", imported, ok, f)
		}
	}
}
