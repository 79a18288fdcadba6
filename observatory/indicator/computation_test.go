package indicator_test

import (
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"

	"servicequality/observatory"
	"servicequality/observatory/indicator"
	"servicequality/observatory/observatorytest"
	"servicequality/observatory/rating"
)

func incomeTax() indicator.Evidence {
	return observatorytest.Evidence(observatorytest.Answers(rating.QuestionSatisfaction, "jdma-2", 24892, 64774, 181799))
}

func TestPublishedMark(t *testing.T) {
	t.Parallel()
	got := observatorytest.Computed(observatory.Procedure{}, incomeTax(), indicator.KindSatisfaction)
	got.Variants = nil
	want := indicator.Indicator{
		Kind: indicator.KindSatisfaction, State: indicator.StatePublished,
		Value: observatorytest.Ptr(observatory.Micro(7_890_004)), Low: observatorytest.Ptr(observatory.Micro(7_877_664)), High: observatorytest.Ptr(observatory.Micro(7_902_291)),
		Level: indicator.LevelYellow, LevelCertain: true, GoalReached: observatorytest.Ptr(false), N: 271465, Deff: 1,
		Numerator: 428372, Denominator: 542930,
		Counts: map[string]uint64{"bad": 24892, "medium": 64774, "good": 181799},
		Window: observatorytest.Year, Series: "satisfaction/3", Instruments: []string{"jdma-2"}, Rules: indicator.Rules, ComputedAt: observatorytest.ComputedAt,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestStatesOfRatings(t *testing.T) {
	t.Parallel()
	enough := observatorytest.Answers(rating.QuestionSatisfaction, rating.Avis1, 8, 12, 80)
	few := observatorytest.Answers(rating.QuestionSatisfaction, rating.Avis1, 8, 12, 79)
	exempt := []string{"satisfaction:measured by telephone"}
	never := indicator.Evidence{}
	quiet := observatorytest.Evidence(enough)
	quiet.Last = observatorytest.Year.AsOf() - 91
	lately := observatorytest.Evidence(enough)
	lately.Last = observatorytest.Year.AsOf() - 90
	young := observatorytest.Evidence(enough)
	young.First = observatorytest.Year.End - 100
	punctual := observatorytest.Evidence(enough)
	punctual.First = observatorytest.Year.Start
	youngAndQuiet := young
	youngAndQuiet.Last = observatorytest.Year.AsOf() - 95
	for _, c := range []struct {
		name      string
		procedure observatory.Procedure
		evidence  indicator.Evidence
		want      indicator.State
		n         uint64
	}{
		{"enough", observatory.Procedure{Online: observatory.OnlineYes}, observatorytest.Evidence(enough), indicator.StatePublished, 100},
		{"enough, whatever the catalogue says", observatory.Procedure{Online: observatory.OnlineNo, Button: observatory.No, Exempt: exempt},
			observatorytest.Evidence(enough), indicator.StatePublished, 100},
		{"last rating 91 days before the end", observatory.Procedure{}, quiet, indicator.StateStale, 100},
		{"last rating 90 days before the end", observatory.Procedure{}, lately, indicator.StatePublished, 100},
		{"first rating inside the window", observatory.Procedure{}, young, indicator.StatePartialWindow, 100},
		{"first rating on the first day", observatory.Procedure{}, punctual, indicator.StatePublished, 100},
		{"stale before partial", observatory.Procedure{}, youngAndQuiet, indicator.StateStale, 100},
		{"99 are too few", observatory.Procedure{Online: observatory.OnlineYes}, observatorytest.Evidence(few), indicator.StateBelowMinimum, 99},
		{"too few, exempt before all", observatory.Procedure{Online: observatory.OnlineNo, Exempt: exempt}, observatorytest.Evidence(few), indicator.StateNotApplicable, 99},
		{"too few, not online before no button", observatory.Procedure{Online: observatory.OnlineNo, Button: observatory.No}, observatorytest.Evidence(few), indicator.StateNotOnline, 99},
		{"too few, no button", observatory.Procedure{Button: observatory.No}, observatorytest.Evidence(few), indicator.StateNoButton, 99},
		{"never rated", observatory.Procedure{Button: observatory.Yes}, never, indicator.StatePending, 0},
		{"rated once, not in this window", observatory.Procedure{}, indicator.Evidence{First: 1}, indicator.StateBelowMinimum, 0},
		{"exempt of another kind", observatory.Procedure{Exempt: []string{"clarity:no text"}}, never, indicator.StatePending, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := observatorytest.Computed(c.procedure, c.evidence, indicator.KindSatisfaction)
			if got.State != c.want || got.N != c.n {
				t.Fatalf("state %s, n %d, want %s, %d", got.State, got.N, c.want, c.n)
			}
			shown := c.want == indicator.StatePublished || c.want == indicator.StatePartialWindow
			if (got.Value != nil) != shown || (got.Counts != nil) != shown || (got.Low != nil) != shown || (got.Denominator != 0) != shown {
				t.Errorf("%s goes with value %v, low %v, counts %v", c.want, got.Value, got.Low, got.Counts)
			}
			if partial := c.want == indicator.StatePartialWindow; partial && got.DaysCollected != 100 || !partial && got.DaysCollected != 0 {
				t.Errorf("%s after %d days", c.want, got.DaysCollected)
			}
		})
	}
}

func TestSeriesAreNeverMixed(t *testing.T) {
	t.Parallel()
	e := observatorytest.Evidence(
		observatorytest.Answers(rating.QuestionClarity, "jdma-2", 0, 0, 150),
		observatorytest.Answers(rating.QuestionClarity, "jdma-3", 100, 0, 0, 0, 0),
		observatorytest.Answers(rating.QuestionClarity, rating.Avis1, 60, 0, 0, 0, 0),
		observatorytest.Answers(rating.QuestionClarity, "survey-of-1998", 0, 0, 0, 0, 5000),
	)
	got := observatorytest.Computed(observatory.Procedure{}, e, indicator.KindClarity)
	if got.Series != "clarity/5" || got.N != 160 || got.Value.String() != "0.000000" {
		t.Errorf("series %s, n %d, value %s: want the 160 answers of clarity/5 alone", got.Series, got.N, got.Value)
	}
	if diff := cmp.Diff([]string{"avis-1", "jdma-3"}, got.Instruments); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(map[string]uint64{"1": 160, "2": 0, "3": 0, "4": 0, "5": 0}, got.Counts); diff != "" {
		t.Error(diff)
	}
	tie := observatorytest.Evidence(
		observatorytest.Answers(rating.QuestionClarity, "jdma-2", 0, 0, 150),
		observatorytest.Answers(rating.QuestionClarity, "jdma-3", 150, 0, 0, 0, 0),
	)
	if got := observatorytest.Computed(observatory.Procedure{}, tie, indicator.KindClarity); got.Series != "clarity/5" {
		t.Errorf("of two equal series %s is published, want the newer scale", got.Series)
	}
	none := observatorytest.Computed(observatory.Procedure{}, observatorytest.Evidence(observatorytest.Answers(rating.QuestionClarity, "survey-of-1998", 0, 0, 0, 0, 5000)), indicator.KindClarity)
	if none.N != 0 || none.Value != nil {
		t.Errorf("answers to an unknown instrument make a figure of n %d", none.N)
	}
}

func TestVariants(t *testing.T) {
	t.Parallel()
	main := observatorytest.Answers(rating.QuestionSatisfaction, rating.Avis1, 0, 0, 150)
	signed := observatorytest.Answers(rating.QuestionSatisfaction, rating.Avis1, 0, 100, 0)
	signed.Signed = true
	gaveUp := observatorytest.Answers(rating.QuestionSatisfaction, rating.Avis1, 50, 0, 0)
	gaveUp.Outcome = rating.OutcomeGaveUp
	doubtful := observatorytest.Answers(rating.QuestionSatisfaction, rating.Avis1, 30, 0, 0)
	doubtful.Standing = rating.Doubtful
	quarantined := observatorytest.Answers(rating.QuestionSatisfaction, rating.Avis1, 1000, 0, 0)
	quarantined.Standing = rating.Quarantined
	counter := observatorytest.Answers(rating.QuestionSatisfaction, rating.Avis1, 7777, 0, 0)
	counter.Channel = observatory.ChannelCounter
	breakdown := observatorytest.Answers(rating.QuestionSatisfaction, rating.Avis1, 8888, 0, 0)
	breakdown.Dimension, breakdown.Value = "lang", "fr"

	got := observatorytest.Computed(observatory.Procedure{}, observatorytest.Evidence(main, signed, gaveUp, doubtful, quarantined, counter, breakdown), indicator.KindSatisfaction)
	if got.N != 300 || got.Value.String() != "6.666667" {
		t.Errorf("headline n %d, value %s, want 300, 6.666667", got.N, got.Value)
	}
	for name, want := range map[string]struct {
		n     uint64
		value string
	}{
		indicator.VariantWentToTheEnd: {250, "8.000000"}, indicator.VariantWithDoubtful: {330, "6.060606"},
		indicator.VariantWithQuarantined: {1300, "1.538462"}, indicator.VariantSignedOnly: {100, "5.000000"},
	} {
		v, ok := got.Variants[name]
		if !ok || v.N != want.n || v.Value.String() != want.value || v.Variants != nil {
			t.Errorf("%s: n %d, value %s, want %d, %s", name, v.N, v.Value, want.n, want.value)
		}
	}
	fewSigned := observatorytest.Computed(observatory.Procedure{}, observatorytest.Evidence(main), indicator.KindSatisfaction).Variants[indicator.VariantSignedOnly]
	if fewSigned.State != indicator.StateBelowMinimum || fewSigned.Counts != nil {
		t.Errorf("no signed answers are %s with counts %v", fewSigned.State, fewSigned.Counts)
	}
}

func TestResponseRate(t *testing.T) {
	t.Parallel()
	p := observatory.Procedure{VolumeOnline: observatorytest.Ptr[uint64](24_200_000), VolumeStart: observatorytest.Year.Start, VolumeEnd: observatorytest.Year.AsOf()}
	observatorytest.NearMicro(t, "response rate", observatorytest.Computed(p, incomeTax(), indicator.KindSatisfaction).ResponseRate, 1.121756)
	p.VolumeOnline = observatorytest.Ptr[uint64](1000)
	if r := observatorytest.Computed(p, incomeTax(), indicator.KindSatisfaction).ResponseRate; r != nil {
		t.Errorf("more ratings than transactions are a rate of %s", r)
	}
	p.VolumeOnline, p.VolumeEnd = observatorytest.Ptr[uint64](24_200_000), observatorytest.Year.AsOf()-1
	if r := observatorytest.Computed(p, incomeTax(), indicator.KindSatisfaction).ResponseRate; r != nil {
		t.Errorf("transactions of another period give a rate of %s", r)
	}
}

// TestTalliesMayBeSplitAndShuffled: figures depend on what was answered in
// which week, not on how the rows were cut or ordered.
func TestTalliesMayBeSplitAndShuffled(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(12, 250))
	whole, parts := observatorytest.Evidence(), observatorytest.Evidence()
	whole.Tallies, parts.Tallies = nil, nil
	for week := observatorytest.Year.Start.Monday() + 7; week < observatorytest.Year.End-7; week += 7 {
		var sum []rating.Slice
		for _, instrument := range []string{rating.Avis1, "jdma-3"} {
			a := observatorytest.Answers(rating.QuestionSatisfaction, instrument, random.Uint64N(9), random.Uint64N(9), random.Uint64N(90))
			b := observatorytest.Answers(rating.QuestionSatisfaction, instrument, random.Uint64N(9), random.Uint64N(9), random.Uint64N(90))
			parts.Tallies = append(parts.Tallies,
				rating.Tally{Day: week, Slices: []rating.Slice{a}},
				rating.Tally{Day: week + observatory.Day(random.IntN(7)), Slices: []rating.Slice{b}})
			sum = append(sum, observatorytest.Answers(rating.QuestionSatisfaction, instrument, a.Counts[0]+b.Counts[0], a.Counts[1]+b.Counts[1], a.Counts[2]+b.Counts[2]))
		}
		whole.Tallies = append(whole.Tallies, rating.Tally{Day: week, Slices: sum})
	}
	random.Shuffle(len(parts.Tallies), func(i, j int) { parts.Tallies[i], parts.Tallies[j] = parts.Tallies[j], parts.Tallies[i] })
	p := observatory.Procedure{}
	if diff := cmp.Diff(indicator.Compute(&p, whole, observatorytest.Year, observatorytest.ComputedAt), indicator.Compute(&p, parts, observatorytest.Year, observatorytest.ComputedAt)); diff != "" {
		t.Error(diff)
	}
}
