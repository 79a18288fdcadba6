package indicator_test

import (
	"testing"

	"servicequality/observatory"
	"servicequality/observatory/indicator"
	"servicequality/observatory/observatorytest"
	"servicequality/observatory/summary"
)

func TestProbedKinds(t *testing.T) {
	t.Parallel()
	last := observatorytest.Year.AsOf()
	for _, c := range []struct {
		name      string
		procedure observatory.Procedure
		probes    indicator.Probes
		kind      indicator.Kind
		state     indicator.State
		value     string
		level     indicator.Level
		goal      bool
	}{
		{"999 of 1000", observatory.Procedure{}, indicator.Probes{All: 1000, Up: 999, Last: last}, indicator.KindAvailability,
			indicator.StatePublished, "99.900000", indicator.LevelGreen, true},
		{"just under", observatory.Procedure{}, indicator.Probes{All: 10_000, Up: 9989, Last: last}, indicator.KindAvailability,
			indicator.StatePublished, "99.890000", indicator.LevelYellow, false},
		{"never up", observatory.Procedure{}, indicator.Probes{All: 10, Last: last}, indicator.KindAvailability,
			indicator.StatePublished, "0.000000", indicator.LevelRed, false},
		{"never up takes no time", observatory.Procedure{}, indicator.Probes{All: 10, Last: last}, indicator.KindResponseTime,
			indicator.StateUnknown, "", "", false},
		{"399.7 ms", observatory.Procedure{}, indicator.Probes{All: 12, Up: 10, Milliseconds: 3997, Last: last - 7}, indicator.KindResponseTime,
			indicator.StatePublished, "399.700000", indicator.LevelGreen, true},
		{"exactly 400 ms", observatory.Procedure{}, indicator.Probes{All: 1, Up: 1, Milliseconds: 400, Last: last}, indicator.KindResponseTime,
			indicator.StatePublished, "400.000000", indicator.LevelYellow, false},
		{"800 ms", observatory.Procedure{}, indicator.Probes{All: 1, Up: 1, Milliseconds: 800, Last: last}, indicator.KindResponseTime,
			indicator.StatePublished, "800.000000", indicator.LevelRed, false},
		{"eight days old", observatory.Procedure{}, indicator.Probes{All: 1, Up: 1, Milliseconds: 1, Last: last - 8}, indicator.KindResponseTime,
			indicator.StateStale, "", "", false},
		{"no probe", observatory.Procedure{Online: observatory.OnlineYes}, indicator.Probes{}, indicator.KindAvailability,
			indicator.StatePending, "", "", false},
		{"not online", observatory.Procedure{Online: observatory.OnlineNo}, indicator.Probes{}, indicator.KindAvailability,
			indicator.StateNotOnline, "", "", false},
		{"exempt", observatory.Procedure{Exempt: []string{"availability:batch"}}, indicator.Probes{All: 1, Last: last}, indicator.KindAvailability,
			indicator.StateNotApplicable, "", "", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := observatorytest.Computed(c.procedure, indicator.Evidence{Probes: c.probes}, c.kind)
			if got.State != c.state || got.Level != c.level || (got.Value != nil) != (c.value != "") {
				t.Fatalf("%+v", got)
			}
			if got.Value == nil {
				return
			}
			if got.Value.String() != c.value || *got.GoalReached != c.goal || got.Low != nil {
				t.Errorf("value %s, goal %v, low %v", got.Value, *got.GoalReached, got.Low)
			}
			if want := (observatory.Window{Start: observatory.NewDay(2023, 7, 1), End: observatorytest.Year.End}); got.Window != want {
				t.Errorf("window %+v, want %+v", got.Window, want)
			}
		})
	}
}

func TestCompletion(t *testing.T) {
	t.Parallel()
	n := observatorytest.Ptr[uint64]
	day := observatory.NewDay
	of := func(start, end observatory.Day, started, completed *uint64) observatory.Volume {
		return observatory.Volume{Channel: observatory.ChannelOnline, Start: start, End: end, Started: started, Completed: completed}
	}
	counter := of(day(2023, 1, 1), day(2023, 9, 30), n(10), n(1))
	counter.Channel = observatory.ChannelCounter
	for _, c := range []struct {
		name    string
		volumes []observatory.Volume
		state   indicator.State
		value   string
	}{
		{"the newest, of equal ends the longest", []observatory.Volume{
			of(day(2023, 1, 1), day(2023, 3, 31), n(100), n(10)), of(day(2023, 7, 1), day(2023, 9, 30), n(100), n(20)),
			of(day(2023, 1, 1), day(2023, 9, 30), n(300), n(200)), of(day(2023, 10, 1), day(2023, 10, 31), n(1), n(1)), counter,
		}, indicator.StatePublished, "66.666667"},
		{"one is not known", []observatory.Volume{of(day(2023, 1, 1), day(2023, 3, 31), nil, n(10)), counter}, indicator.StateUnknown, ""},
		{"nothing was started", []observatory.Volume{of(day(2023, 1, 1), day(2023, 3, 31), n(0), n(0))}, indicator.StateUnknown, ""},
		{"24 months old", []observatory.Volume{of(day(2021, 1, 1), day(2021, 9, 30), n(2), n(1))}, indicator.StatePublished, "50.000000"},
		{"more than 24 months old", []observatory.Volume{of(day(2021, 1, 1), day(2021, 9, 29), n(2), n(1))}, indicator.StateStale, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := observatorytest.Computed(observatory.Procedure{}, indicator.Evidence{Volumes: c.volumes}, indicator.KindCompletion)
			if got.State != c.state || got.Value != nil && got.Value.String() != c.value || (got.Value == nil) != (c.value == "") {
				t.Errorf("%+v, want %s %s", got, c.state, c.value)
			}
		})
	}
}

func TestCompletedOnline(t *testing.T) {
	t.Parallel()
	quarter := func(start observatory.Day, months int, completed uint64) observatory.Volume {
		return observatory.Volume{Channel: observatory.ChannelOnline, Start: start, End: start.AddMonths(months) - 1, Completed: &completed}
	}
	whole := []observatory.Volume{
		quarter(observatorytest.Year.Start.AddMonths(9), 3, 4), quarter(observatorytest.Year.Start, 3, 1), quarter(observatorytest.Year.Start.AddMonths(3), 3, 2), quarter(observatorytest.Year.Start.AddMonths(6), 3, 3),
		quarter(observatorytest.Year.Start, 7, 1000), // no other period follows it
	}
	if n, ok := indicator.CompletedOnline(whole, observatorytest.Year); !ok || n != 10 {
		t.Errorf("four quarters are %d, %v", n, ok)
	}
	if n, ok := indicator.CompletedOnline(whole[1:], observatorytest.Year); ok {
		t.Errorf("three quarters are a year of %d", n)
	}
	s := incomeTax()
	s.Volumes = []observatory.Volume{quarter(observatorytest.Year.Start, 12, 24_200_000)}
	observatorytest.NearMicro(t, "response rate", observatorytest.Computed(observatory.Procedure{}, s, indicator.KindSatisfaction).ResponseRate, 1.121756)
	s.Volumes[0].Completed = observatorytest.Ptr[uint64](271_464)
	if got := observatorytest.Computed(observatory.Procedure{}, s, indicator.KindSatisfaction); got.ResponseRate != nil || got.ResponseRateState != indicator.StateInconsistent {
		t.Errorf("more ratings than transactions: %v, %s", got.ResponseRate, got.ResponseRateState)
	}
}

// TestCompletedOnlineOfOverlappingPeriods: an administration may state every day,
// and every two days, and leave the last day out. The ways through them are more
// than could be tried one after the other.
func TestCompletedOnlineOfOverlappingPeriods(t *testing.T) {
	t.Parallel()
	one, two := uint64(1), uint64(2)
	var volumes []observatory.Volume
	for d := observatorytest.Year.Start; d < observatorytest.Year.AsOf(); d++ {
		volumes = append(volumes, observatory.Volume{Channel: observatory.ChannelOnline, Start: d, End: d, Completed: &one})
		if d+1 < observatorytest.Year.AsOf() {
			volumes = append(volumes, observatory.Volume{Channel: observatory.ChannelOnline, Start: d, End: d + 1, Completed: &two})
		}
	}
	if n, ok := indicator.CompletedOnline(volumes, observatorytest.Year); ok {
		t.Errorf("without the last day: %d", n)
	}
	volumes = append(volumes, observatory.Volume{Channel: observatory.ChannelOnline, Start: observatorytest.Year.AsOf(), End: observatorytest.Year.AsOf(), Completed: &one})
	if n, ok := indicator.CompletedOnline(volumes, observatorytest.Year); !ok || n != uint64(observatorytest.Year.Days()) {
		t.Errorf("with it: %d, %v, want %d", n, ok, observatorytest.Year.Days())
	}
}

func TestCoverage(t *testing.T) {
	t.Parallel()
	procedures := []observatory.Procedure{
		{ID: "a", Online: observatory.OnlineYes, Button: observatory.Yes}, {ID: "b", Online: observatory.OnlinePartial},
		{ID: "c", Online: observatory.OnlineBeta, Button: observatory.No}, {ID: "d", Online: observatory.OnlineNo, Button: observatory.Yes},
		{ID: "e", Online: observatory.OnlineProactive}, {ID: "f", Online: observatory.OnlineUnknown},
	}
	published := indicator.Indicator{Kind: indicator.KindSatisfaction, Value: observatorytest.Ptr(observatory.Micro(1))}
	c := summary.MeasureCoverage(procedures, map[string][]indicator.Indicator{
		"b": {published}, "d": {published}, "a": {{Kind: indicator.KindSatisfaction}, {Kind: indicator.KindClarity, Value: observatorytest.Ptr(observatory.Micro(1))}}})
	if c.Online != 4 || c.Button != 2 || c.Published != 1 || c.ButtonRate.String() != "50.000000" || c.PublishedRate.String() != "25.000000" {
		t.Errorf("%+v", c)
	}
	if none := summary.MeasureCoverage(nil, nil); none.ButtonRate != nil || none.PublishedRate != nil {
		t.Errorf("nothing is online, and yet %+v", none)
	}
}
