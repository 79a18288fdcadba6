package indicator_test

import (
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"

	"servicequality/observatory"
	"servicequality/observatory/indicator"
	"servicequality/observatory/observatorytest"
	"servicequality/observatory/summary"
)

// stated is a volume of the months from first on, the year's first month being 0.
func stated(channel string, first, months int, completed uint64, source string) observatory.Volume {
	start := observatorytest.Year.Start.AddMonths(first)
	return observatory.Volume{Procedure: "p", Channel: channel, Start: start, End: start.AddMonths(months) - 1,
		Completed: &completed, Method: "counted", Source: source}
}

func begun(v observatory.Volume) observatory.Volume {
	v.Started, v.Completed = v.Completed, nil
	return v
}

func estimated(v observatory.Volume) observatory.Volume {
	v.Method = "estimated"
	return v
}

// four states a number for each channel that is not online, none for 0 channels.
func four(first, months int, online, counter, phone, post uint64) []observatory.Volume {
	return []observatory.Volume{stated("online", first, months, online, ""), stated("counter", first, months, counter, ""),
		stated("phone", first, months, phone, ""), stated("post", first, months, post, "")}
}

func TestDigitalUse(t *testing.T) {
	t.Parallel()
	type volumes = []observatory.Volume
	declared := observatory.Procedure{VolumeTotal: observatorytest.Ptr[uint64](200), VolumeOnline: observatorytest.Ptr[uint64](50), VolumeMethod: "comptage", VolumeSource: "SI",
		VolumeStart: observatorytest.Year.Start, VolumeEnd: observatorytest.Year.AsOf()}
	older, dateless := declared, declared
	older.VolumeStart, older.VolumeEnd = observatorytest.Year.Start.AddMonths(-12), observatorytest.Year.Start-1
	dateless.VolumeStart, dateless.VolumeEnd = 0, 0
	whole := volumes{stated("online", 0, 12, 300, "a"), stated("all", 0, 12, 400, "b")}
	const published, unknown = indicator.StatePublished, indicator.StateUnknown
	for _, c := range []struct {
		name      string
		procedure observatory.Procedure
		volumes   volumes
		state     indicator.State
		value     string
		from      *indicator.Provenance
	}{
		{"the catalogue alone", declared, nil, published, "25.000000",
			&indicator.Provenance{Origin: indicator.OriginCatalogue, Method: "comptage", Source: "SI", Start: observatorytest.Year.Start, End: observatorytest.Year.AsOf()}},
		{"stated for the year", declared, whole, published, "75.000000",
			&indicator.Provenance{Origin: indicator.OriginVolumes, Method: "counted", Source: "a; b", Start: observatorytest.Year.Start, End: observatorytest.Year.AsOf()}},
		{"quarters make up the year on one side", older, volumes{
			stated("online", 0, 3, 10, "q"), estimated(stated("online", 3, 3, 20, "q")), stated("online", 6, 6, 30, "q"), stated("all", 0, 12, 100, "q"),
		}, published, "60.000000", &indicator.Provenance{Origin: indicator.OriginVolumes, Method: "estimated", Source: "q", Start: observatorytest.Year.Start, End: observatorytest.Year.AsOf()}},
		{"four channels are all", observatory.Procedure{}, four(0, 12, 30, 10, 0, 0), published, "75.000000",
			&indicator.Provenance{Origin: indicator.OriginVolumes, Method: "counted", Start: observatorytest.Year.Start, End: observatorytest.Year.AsOf()}},
		{"three channels are not all", declared, four(0, 12, 30, 10, 0, 0)[:3], published, "25.000000",
			&indicator.Provenance{Origin: indicator.OriginCatalogue, Method: "comptage", Source: "SI", Start: observatorytest.Year.Start, End: observatorytest.Year.AsOf()}},
		{"started, where nobody counted what was completed", observatory.Procedure{}, volumes{begun(whole[0]), begun(whole[1])}, published, "75.000000",
			&indicator.Provenance{Origin: indicator.OriginVolumes, Method: "counted", Source: "a; b", Start: observatorytest.Year.Start, End: observatorytest.Year.AsOf()}},
		{"started online of completed in all", observatory.Procedure{}, volumes{begun(whole[0]), whole[1]}, unknown, "", nil},
		{"the newest quarter", older, volumes{stated("online", 0, 3, 1, ""), stated("all", 0, 3, 2, ""), stated("online", 3, 3, 1, ""), stated("all", 3, 3, 4, "")},
			published, "25.000000", &indicator.Provenance{Origin: indicator.OriginVolumes, Method: "counted", Start: observatorytest.Year.Start.AddMonths(3), End: observatorytest.Year.Start.AddMonths(6) - 1}},
		{"of equal ends the longest", older, volumes{stated("online", 3, 3, 1, ""), stated("all", 3, 3, 4, ""), stated("online", 0, 6, 1, ""), stated("all", 0, 6, 2, "")},
			published, "50.000000", &indicator.Provenance{Origin: indicator.OriginVolumes, Method: "counted", Start: observatorytest.Year.Start, End: observatorytest.Year.Start.AddMonths(6) - 1}},
		{"a quarter before the catalogue's year ends", declared, volumes{stated("online", 0, 3, 1, ""), stated("all", 0, 3, 2, "")}, published, "25.000000",
			&indicator.Provenance{Origin: indicator.OriginCatalogue, Method: "comptage", Source: "SI", Start: observatorytest.Year.Start, End: observatorytest.Year.AsOf()}},
		{"a quarter, and a catalogue without dates", dateless, volumes{stated("online", 0, 3, 1, ""), stated("all", 0, 3, 2, "")}, published, "50.000000",
			&indicator.Provenance{Origin: indicator.OriginVolumes, Method: "counted", Start: observatorytest.Year.Start, End: observatorytest.Year.Start.AddMonths(3) - 1}},
		{"after the window", observatory.Procedure{}, volumes{stated("online", 12, 1, 1, ""), stated("all", 12, 1, 2, "")}, unknown, "", nil},
		{"24 months old", observatory.Procedure{}, volumes{stated("online", -24, 12, 1, ""), stated("all", -24, 12, 2, "")}, published, "50.000000",
			&indicator.Provenance{Origin: indicator.OriginVolumes, Method: "counted", Start: observatorytest.Year.Start.AddMonths(-24), End: observatorytest.Year.Start.AddMonths(-12) - 1}},
		{"older", observatory.Procedure{}, volumes{stated("online", -36, 12, 1, ""), stated("all", -36, 12, 2, "")}, indicator.StateStale, "", nil},
		{"more online than in all", observatory.Procedure{}, volumes{stated("online", 0, 6, 3, ""), stated("online", 6, 6, 3, ""), stated("all", 0, 12, 5, "")}, unknown, "", nil},
		{"nothing at all", observatory.Procedure{}, volumes{stated("online", 0, 12, 0, ""), stated("all", 0, 12, 0, "")}, unknown, "", nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got := observatorytest.Computed(c.procedure, indicator.Evidence{Volumes: c.volumes}, indicator.KindDigitalUse)
			value := ""
			if got.Value != nil {
				value = got.Value.String()
			}
			if got.State != c.state || value != c.value {
				t.Errorf("%s %s, want %s %s", got.State, value, c.state, c.value)
			}
			if diff := cmp.Diff(c.from, got.Provenance); diff != "" {
				t.Errorf("provenance (-want +got)\n%s", diff)
			}
			if from := got.Provenance; from != nil && from.Origin == indicator.OriginVolumes && got.Window != (observatory.Window{Start: from.Start, End: from.End + 1}) {
				t.Errorf("the window is %v", got.Window)
			}
		})
	}
}

// TestStatedUseProperties: how a year is cut into periods, the order of what was
// stated, and what was stated about other times change nothing; the share stays
// within its bounds.
func TestStatedUseProperties(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(4, 8))
	for range 500 {
		monthly := make([][]observatory.Volume, 12)
		var online, all uint64
		for month := range monthly {
			monthly[month] = four(month, 1, r.Uint64N(1000), r.Uint64N(1000), r.Uint64N(10), 1+r.Uint64N(10))
			for _, v := range monthly[month] {
				all += *v.Completed
			}
			online += *monthly[month][0].Completed
		}
		var volumes []observatory.Volume
		for channel := range 4 {
			for month := 0; month < 12; {
				length := 1 + r.IntN(12-month)
				var sum uint64
				for _, m := range monthly[month : month+length] {
					sum += *m[channel].Completed
				}
				volumes = append(volumes, stated(monthly[0][channel].Channel, month, length, sum, ""))
				month += length
			}
		}
		for range r.IntN(4) { // periods that lead nowhere, or lie elsewhere
			volumes = append(volumes, stated("online", 12+r.IntN(3), 2, 7, ""), stated("all", -20, 1+r.IntN(3), 9, ""))
		}
		r.Shuffle(len(volumes), func(i, j int) { volumes[i], volumes[j] = volumes[j], volumes[i] })
		use, ok := indicator.StatedTakeUp(volumes, observatorytest.Year)
		if !ok || use.Online != online || use.All != all || use.Online > use.All || use.From.Start != observatorytest.Year.Start || use.From.End != observatorytest.Year.AsOf() {
			t.Fatalf("%+v of %d and %d, from %v", use, online, all, volumes)
		}
	}
}

// TestManyPeriodsEnd: thousands of periods that nearly make up a year are told
// apart from one that does in no time to speak of.
func TestManyPeriodsEnd(t *testing.T) {
	t.Parallel()
	var volumes []observatory.Volume
	for day := observatorytest.Year.Start; day < observatorytest.Year.AsOf()-2; day++ {
		for length := range observatory.Day(4) {
			volumes = append(volumes, observatory.Volume{Channel: observatory.ChannelOnline, Start: day, End: day + length, Completed: observatorytest.Ptr[uint64](1)})
		}
	}
	if n, ok := indicator.CompletedOnline(volumes, observatorytest.Year); ok && n == 0 {
		t.Error("a year that is not made up is")
	}
}

// TestTakeUpOfStatedVolumes: twelve stated months weigh in the take-up of the
// whole in the place of the catalogue's, a quarter does not.
func TestTakeUpOfStatedVolumes(t *testing.T) {
	t.Parallel()
	procedures := []observatory.Procedure{
		{ID: "a", Online: observatory.OnlineYes, VolumeTotal: observatorytest.Ptr[uint64](100), VolumeOnline: observatorytest.Ptr[uint64](50)},
		{ID: "b", Online: observatory.OnlineYes},
		{ID: "c", Online: observatory.OnlineYes},
	}
	measure := func(volumes map[string][]observatory.Volume) summary.Summary {
		catalogue := observatory.NewCatalogue(procedures)
		figures := map[string][]indicator.Indicator{}
		for _, p := range procedures {
			figures[p.ID] = indicator.Compute(&p, indicator.Evidence{Volumes: volumes[p.ID]}, observatorytest.Year, observatorytest.ComputedAt)
		}
		s := summary.Summarise(catalogue, observatorytest.Year.AsOf(), nil)
		s.Measure(catalogue, figures)
		return s
	}
	if s := measure(nil); s.TakeUp.Declared != 1 || s.TakeUp.Weighted.String() != "50.000000" || s.TakeUp.WithoutTotal != 2 || s.VolumeTotal != 100 {
		t.Errorf("nothing stated: %+v", s.TakeUp)
	}
	s := measure(map[string][]observatory.Volume{
		"a": {stated("online", 0, 12, 90, ""), stated("all", 0, 12, 100, "")},
		"b": {stated("online", 0, 12, 0, ""), stated("all", 0, 12, 200, "")},
		"c": {stated("online", 0, 3, 9, ""), stated("all", 0, 3, 10, "")},
	})
	if s.TakeUp.Declared != 2 || s.TakeUp.Weighted.String() != "30.000000" || s.TakeUp.WithoutTotal != 1 || s.VolumeTotal != 300 {
		t.Errorf("stated: %+v, %d", s.TakeUp, s.VolumeTotal)
	}
	if *procedures[0].VolumeOnline != 50 {
		t.Error("the catalogue was changed")
	}
}
