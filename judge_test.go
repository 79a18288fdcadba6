package observatory_test

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"observatory"
)

var (
	year       = observatory.TwelveMonths(observatory.NewDay(2023, 9, 30))
	computedAt = time.Date(2023, 10, 9, 4, 0, 0, 0, time.UTC)
)

// answers is a slice of the headline population with one answer a citizen.
func answers(q observatory.Question, instrument string, counts ...uint64) observatory.Slice {
	s := observatory.Slice{Question: q, Instrument: instrument, Channel: observatory.ChannelOnline,
		Outcome: observatory.OutcomeUnknown, Standing: observatory.Accepted}
	copy(s.Counts[:], counts)
	for j, n := range counts {
		s.Citizens += n
		s.MM += n
		s.MY += n * uint64(j)
		s.YY += n * uint64(j*j)
	}
	return s
}

// evidence holds the slices on the first day of the last month, of a procedure
// that has been rated since before the window.
func evidence(slices ...observatory.Slice) observatory.Evidence {
	return observatory.Evidence{
		Tallies: []observatory.Tally{{Procedure: "p", Day: observatory.NewDay(2023, 9, 1), Slices: slices}},
		First:   year.Start - 400, Last: year.AsOf(),
	}
}

func judged(p observatory.Procedure, e observatory.Evidence, kind observatory.Kind) observatory.Indicator {
	for _, i := range observatory.Indicators(&p, e, year, computedAt) {
		if i.Kind == kind {
			return i
		}
	}
	panic(fmt.Sprintf("no indicator %s", kind))
}

func incomeTax() observatory.Evidence {
	return evidence(answers(observatory.QuestionSatisfaction, "jdma-2", 24892, 64774, 181799))
}

func TestPublishedMark(t *testing.T) {
	t.Parallel()
	got := judged(observatory.Procedure{}, incomeTax(), observatory.KindSatisfaction)
	got.Variants = nil
	want := observatory.Indicator{
		Kind: observatory.KindSatisfaction, State: observatory.StatePublished,
		Value: ptr(observatory.Micro(7_890_004)), Low: ptr(observatory.Micro(7_877_664)), High: ptr(observatory.Micro(7_902_291)),
		Level: observatory.LevelYellow, LevelCertain: true, GoalReached: ptr(false), N: 271465, Deff: 1,
		Numerator: 428372, Denominator: 542930,
		Counts: map[string]uint64{"bad": 24892, "medium": 64774, "good": 181799},
		Window: year, Series: "satisfaction/3", Instruments: []string{"jdma-2"}, Rules: observatory.Rules, ComputedAt: computedAt,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestStatesOfRatings(t *testing.T) {
	t.Parallel()
	enough := answers(observatory.QuestionSatisfaction, observatory.Avis1, 8, 12, 80)
	few := answers(observatory.QuestionSatisfaction, observatory.Avis1, 8, 12, 79)
	exempt := []string{"satisfaction:measured by telephone"}
	never := observatory.Evidence{}
	quiet := evidence(enough)
	quiet.Last = year.AsOf() - 91
	lately := evidence(enough)
	lately.Last = year.AsOf() - 90
	young := evidence(enough)
	young.First = year.End - 100
	punctual := evidence(enough)
	punctual.First = year.Start
	youngAndQuiet := young
	youngAndQuiet.Last = year.AsOf() - 95
	for _, c := range []struct {
		name      string
		procedure observatory.Procedure
		evidence  observatory.Evidence
		want      observatory.State
		n         uint64
	}{
		{"enough", observatory.Procedure{Online: observatory.OnlineYes}, evidence(enough), observatory.StatePublished, 100},
		{"enough, whatever the catalogue says", observatory.Procedure{Online: observatory.OnlineNo, Button: observatory.No, Exempt: exempt},
			evidence(enough), observatory.StatePublished, 100},
		{"last rating 91 days before the end", observatory.Procedure{}, quiet, observatory.StateStale, 100},
		{"last rating 90 days before the end", observatory.Procedure{}, lately, observatory.StatePublished, 100},
		{"first rating inside the window", observatory.Procedure{}, young, observatory.StatePartialWindow, 100},
		{"first rating on the first day", observatory.Procedure{}, punctual, observatory.StatePublished, 100},
		{"stale before partial", observatory.Procedure{}, youngAndQuiet, observatory.StateStale, 100},
		{"99 are too few", observatory.Procedure{Online: observatory.OnlineYes}, evidence(few), observatory.StateBelowMinimum, 99},
		{"too few, exempt before all", observatory.Procedure{Online: observatory.OnlineNo, Exempt: exempt}, evidence(few), observatory.StateNotApplicable, 99},
		{"too few, not online before no button", observatory.Procedure{Online: observatory.OnlineNo, Button: observatory.No}, evidence(few), observatory.StateNotOnline, 99},
		{"too few, no button", observatory.Procedure{Button: observatory.No}, evidence(few), observatory.StateNoButton, 99},
		{"never rated", observatory.Procedure{Button: observatory.Yes}, never, observatory.StatePending, 0},
		{"rated once, not in this window", observatory.Procedure{}, observatory.Evidence{First: 1}, observatory.StateBelowMinimum, 0},
		{"exempt of another kind", observatory.Procedure{Exempt: []string{"clarity:no text"}}, never, observatory.StatePending, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := judged(c.procedure, c.evidence, observatory.KindSatisfaction)
			if got.State != c.want || got.N != c.n {
				t.Fatalf("state %s, n %d, want %s, %d", got.State, got.N, c.want, c.n)
			}
			shown := c.want == observatory.StatePublished || c.want == observatory.StatePartialWindow
			if (got.Value != nil) != shown || (got.Counts != nil) != shown || (got.Low != nil) != shown || (got.Denominator != 0) != shown {
				t.Errorf("%s goes with value %v, low %v, counts %v", c.want, got.Value, got.Low, got.Counts)
			}
			if partial := c.want == observatory.StatePartialWindow; partial && got.DaysCollected != 100 || !partial && got.DaysCollected != 0 {
				t.Errorf("%s after %d days", c.want, got.DaysCollected)
			}
		})
	}
}

func TestSeriesAreNeverMixed(t *testing.T) {
	t.Parallel()
	e := evidence(
		answers(observatory.QuestionClarity, "jdma-2", 0, 0, 150),
		answers(observatory.QuestionClarity, "jdma-3", 100, 0, 0, 0, 0),
		answers(observatory.QuestionClarity, observatory.Avis1, 60, 0, 0, 0, 0),
		answers(observatory.QuestionClarity, "survey-of-1998", 0, 0, 0, 0, 5000),
	)
	got := judged(observatory.Procedure{}, e, observatory.KindClarity)
	if got.Series != "clarity/5" || got.N != 160 || got.Value.String() != "0.000000" {
		t.Errorf("series %s, n %d, value %s: want the 160 answers of clarity/5 alone", got.Series, got.N, got.Value)
	}
	if diff := cmp.Diff([]string{"avis-1", "jdma-3"}, got.Instruments); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(map[string]uint64{"1": 160, "2": 0, "3": 0, "4": 0, "5": 0}, got.Counts); diff != "" {
		t.Error(diff)
	}
	tie := evidence(
		answers(observatory.QuestionClarity, "jdma-2", 0, 0, 150),
		answers(observatory.QuestionClarity, "jdma-3", 150, 0, 0, 0, 0),
	)
	if got := judged(observatory.Procedure{}, tie, observatory.KindClarity); got.Series != "clarity/5" {
		t.Errorf("of two equal series %s is published, want the newer scale", got.Series)
	}
	none := judged(observatory.Procedure{}, evidence(answers(observatory.QuestionClarity, "survey-of-1998", 0, 0, 0, 0, 5000)), observatory.KindClarity)
	if none.N != 0 || none.Value != nil {
		t.Errorf("answers to an unknown instrument make a figure of n %d", none.N)
	}
}

func TestVariants(t *testing.T) {
	t.Parallel()
	main := answers(observatory.QuestionSatisfaction, observatory.Avis1, 0, 0, 150)
	signed := answers(observatory.QuestionSatisfaction, observatory.Avis1, 0, 100, 0)
	signed.Signed = true
	gaveUp := answers(observatory.QuestionSatisfaction, observatory.Avis1, 50, 0, 0)
	gaveUp.Outcome = observatory.OutcomeGaveUp
	doubtful := answers(observatory.QuestionSatisfaction, observatory.Avis1, 30, 0, 0)
	doubtful.Standing = observatory.Doubtful
	quarantined := answers(observatory.QuestionSatisfaction, observatory.Avis1, 1000, 0, 0)
	quarantined.Standing = observatory.Quarantined
	counter := answers(observatory.QuestionSatisfaction, observatory.Avis1, 7777, 0, 0)
	counter.Channel = observatory.ChannelCounter
	breakdown := answers(observatory.QuestionSatisfaction, observatory.Avis1, 8888, 0, 0)
	breakdown.Dimension, breakdown.Value = "lang", "fr"

	got := judged(observatory.Procedure{}, evidence(main, signed, gaveUp, doubtful, quarantined, counter, breakdown), observatory.KindSatisfaction)
	if got.N != 300 || got.Value.String() != "6.666667" {
		t.Errorf("headline n %d, value %s, want 300, 6.666667", got.N, got.Value)
	}
	for name, want := range map[string]struct {
		n     uint64
		value string
	}{
		observatory.VariantWentToTheEnd: {250, "8.000000"}, observatory.VariantWithDoubtful: {330, "6.060606"},
		observatory.VariantWithQuarantined: {1300, "1.538462"}, observatory.VariantSignedOnly: {100, "5.000000"},
	} {
		v, ok := got.Variants[name]
		if !ok || v.N != want.n || v.Value.String() != want.value || v.Variants != nil {
			t.Errorf("%s: n %d, value %s, want %d, %s", name, v.N, v.Value, want.n, want.value)
		}
	}
	fewSigned := judged(observatory.Procedure{}, evidence(main), observatory.KindSatisfaction).Variants[observatory.VariantSignedOnly]
	if fewSigned.State != observatory.StateBelowMinimum || fewSigned.Counts != nil {
		t.Errorf("no signed answers are %s with counts %v", fewSigned.State, fewSigned.Counts)
	}
}

func TestResponseRate(t *testing.T) {
	t.Parallel()
	p := observatory.Procedure{VolumeOnline: ptr[uint64](24_200_000), VolumeStart: year.Start, VolumeEnd: year.AsOf()}
	nearMicro(t, "response rate", judged(p, incomeTax(), observatory.KindSatisfaction).ResponseRate, 1.121756)
	p.VolumeOnline = ptr[uint64](1000)
	if r := judged(p, incomeTax(), observatory.KindSatisfaction).ResponseRate; r != nil {
		t.Errorf("more ratings than transactions are a rate of %s", r)
	}
	p.VolumeOnline, p.VolumeEnd = ptr[uint64](24_200_000), year.AsOf()-1
	if r := judged(p, incomeTax(), observatory.KindSatisfaction).ResponseRate; r != nil {
		t.Errorf("transactions of another period give a rate of %s", r)
	}
}

// TestTalliesMayBeSplitAndShuffled: figures depend on what was answered in
// which week, not on how the rows were cut or ordered.
func TestTalliesMayBeSplitAndShuffled(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(12, 250))
	whole, parts := evidence(), evidence()
	whole.Tallies, parts.Tallies = nil, nil
	for week := year.Start.Monday() + 7; week < year.End-7; week += 7 {
		var sum []observatory.Slice
		for _, instrument := range []string{observatory.Avis1, "jdma-3"} {
			a := answers(observatory.QuestionSatisfaction, instrument, random.Uint64N(9), random.Uint64N(9), random.Uint64N(90))
			b := answers(observatory.QuestionSatisfaction, instrument, random.Uint64N(9), random.Uint64N(9), random.Uint64N(90))
			parts.Tallies = append(parts.Tallies,
				observatory.Tally{Day: week, Slices: []observatory.Slice{a}},
				observatory.Tally{Day: week + observatory.Day(random.IntN(7)), Slices: []observatory.Slice{b}})
			sum = append(sum, answers(observatory.QuestionSatisfaction, instrument, a.Counts[0]+b.Counts[0], a.Counts[1]+b.Counts[1], a.Counts[2]+b.Counts[2]))
		}
		whole.Tallies = append(whole.Tallies, observatory.Tally{Day: week, Slices: sum})
	}
	random.Shuffle(len(parts.Tallies), func(i, j int) { parts.Tallies[i], parts.Tallies[j] = parts.Tallies[j], parts.Tallies[i] })
	p := observatory.Procedure{}
	if diff := cmp.Diff(observatory.Indicators(&p, whole, year, computedAt), observatory.Indicators(&p, parts, year, computedAt)); diff != "" {
		t.Error(diff)
	}
}
