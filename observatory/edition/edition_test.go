package edition_test

import (
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"servicequality/observatory"
	"servicequality/observatory/edition"
	"servicequality/observatory/indicator"
	"servicequality/observatory/rating"
	"servicequality/observatory/statistics"
)

func TestParseEditionID(t *testing.T) {
	t.Parallel()
	for id, want := range map[string]string{
		"2026-10": "2026-10-01 1", "2026-10-r2": "2026-10-01 2", "2019-06-r12": "2019-06-01 12",
		"2026-13": "", "2026-1": "", "2026-10-r1": "", "2026-10-r0": "", "2026-10-31": "", "../2026-10": "", "2026-10\n": "", "": "",
	} {
		month, revision, err := edition.ParseID(id)
		got := month.String() + " " + string(rune('0'+revision))
		if revision > 9 {
			got = month.String() + " 12"
		}
		if err != nil {
			got = ""
		}
		if got != want {
			t.Errorf("%q is %q, want %q (%v)", id, got, want, err)
		}
	}
}

// TestLifeOfAnEdition walks through the states, and against the arrows.
func TestLifeOfAnEdition(t *testing.T) {
	t.Parallel()
	november := time.Date(2026, time.November, 10, 12, 0, 0, 0, time.UTC) // a Tuesday
	refused := func(err error, words string) {
		t.Helper()
		if err == nil || !strings.Contains(err.Error(), words) {
			t.Errorf("the error is %v, want one about %q", err, words)
		}
	}
	_, err := edition.New("2026-12", november)
	refused(err, "the edition 2026-12 is about the twelve months to 2026-11-30, which are not closed: a month closes on the 9th of the next, the last closed one ended on 2026-10-31")
	_, err = edition.New("2026-11", november.AddDate(0, 0, -2))
	refused(err, "not closed")
	_, err = edition.New("2026-11-r2", november)
	refused(err, "revise")
	draft, err := edition.New("2026-11", november)
	if err != nil || draft.AsOf.String() != "2026-10-31" || draft.State != edition.Draft {
		t.Fatalf("the draft is %+v, %v", draft, err)
	}
	_, err = draft.Publish(november, nil, true)
	refused(err, "freeze it first")
	_, err = draft.Revise("a mistake")
	refused(err, "only a published one")
	frozen, err := draft.Freeze(november)
	if err != nil || frozen.ReplyUntil.String() != "2026-11-25" { // the 11th is a holiday
		t.Fatalf("the frozen edition is %+v, %v", frozen, err)
	}
	_, err = frozen.Freeze(november)
	refused(err, "only a draft")
	_, err = frozen.Publish(november.AddDate(0, 0, 15), nil, false)
	refused(err, "until 2026-11-25")
	if _, err = frozen.Publish(november.AddDate(0, 0, 16), nil, false); err != nil {
		t.Errorf("after the right of reply: %v", err)
	}
	published, err := frozen.Publish(november, nil, true)
	if err != nil || published.State != edition.Published {
		t.Fatalf("the published edition is %+v, %v", published, err)
	}
	_, err = published.Publish(november, nil, true)
	refused(err, "published already")
	_, err = published.Revise("")
	refused(err, "needs a reason")
	second, err := published.Revise("a mistake")
	if err != nil || second.ID != "2026-11-r2" || second.Replaces != "2026-11" || second.AsOf != published.AsOf || !second.FrozenAt.IsZero() {
		t.Errorf("the revision is %+v, %v", second, err)
	}
	second.State = edition.Published
	if third, err := second.Revise("another"); err != nil || third.ID != "2026-11-r3" {
		t.Errorf("the revision of the revision is %+v, %v", third, err)
	}
}

func TestAddWorkingDays(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		from string
		n    int
		want string
	}{
		{"2026-11-20", 1, "2026-11-23"},  // over a weekend
		{"2026-04-03", 1, "2026-04-07"},  // Easter Monday is 6 April 2026
		{"2026-05-13", 1, "2026-05-15"},  // Ascension is 14 May 2026
		{"2024-05-17", 1, "2024-05-21"},  // Whit Monday is 20 May 2024
		{"2026-12-24", 10, "2027-01-11"}, // Christmas and New Year
		{"2025-04-30", 3, "2025-05-06"},
		{"2038-04-23", 1, "2038-04-27"}, // the latest Easter there is
	} {
		from, err := observatory.ParseDay(test.from)
		if err != nil {
			t.Fatal(err)
		}
		if got := observatory.AddWorkingDays(from, test.n).String(); got != test.want {
			t.Errorf("%d working days after %s is %s, want %s", test.n, test.from, got, test.want)
		}
	}
}

func TestSortEditions(t *testing.T) {
	t.Parallel()
	list := []edition.Edition{{ID: "2026-10-r10"}, {ID: "2026-11"}, {ID: "2026-10-r2"}, {ID: "2019-06"}, {ID: "2026-10"}}
	edition.Sort(list)
	var got []string
	for _, e := range list {
		got = append(got, e.ID)
	}
	if want := "2019-06 2026-10 2026-10-r2 2026-10-r10 2026-11"; strings.Join(got, " ") != want {
		t.Errorf("the order is %v, want %s", got, want)
	}
}

// TestPublicBasisGivesTheSameFigures publishes sums in the place of tallies:
// every figure stays, and no answer behind a withheld figure is left.
func TestPublicBasisGivesTheSameFigures(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(11, 26))
	w := observatory.TwelveMonths(observatory.NewDay(2026, time.October, 31))
	for range 400 {
		p := &observatory.Procedure{ID: "p", Online: observatory.OnlineYes}
		if random.IntN(5) == 0 {
			p.Online = observatory.OnlineNo
		}
		e := randomEvidence(random, w)
		basis := indicator.Distil("p", e, indicator.Rules)
		public := basis.Public(p, w, indicator.Rules)
		want := indicator.Compute(p, e, w, w.End.Date())
		if diff := cmp.Diff(want, indicator.ComputeFrom(p, public, w, indicator.Rules, w.End.Date())); diff != "" {
			t.Fatalf("the published sums give other figures (-evidence +sums):\n%s", diff)
		}
		for _, s := range public.Samples {
			if s.Citizens.C < indicator.MinimumCitizens && (s.Counts.N() > 0 || s.Weeks != statistics.Weeks{} || s.Citizens.YY > 0) {
				t.Fatalf("the answers of %d citizens are published: %+v", s.Citizens.C, s)
			}
			if s.Weeks.K > 0 && s.Weeks.K < 8 {
				t.Fatalf("the sums of %d weeks tell each one's", s.Weeks.K)
			}
		}
		if diff := cmp.Diff(public, public.Public(p, w, indicator.Rules)); diff != "" {
			t.Fatalf("publishing twice differs: %s", diff)
		}
	}
}

// randomEvidence answers on few or many weeks of the window, in several
// standings and questionnaires.
func randomEvidence(random *rand.Rand, w observatory.Window) indicator.Evidence {
	e := indicator.Evidence{}
	weeks, most := 1+random.IntN(20), 1+random.Uint64N(40)
	for range weeks {
		day := w.Start + observatory.Day(random.IntN(w.Days()))
		tally := rating.Tally{Procedure: "p", Day: day}
		for _, standing := range []rating.Standing{rating.Accepted, rating.Doubtful} {
			for _, in := range []string{rating.Avis1, "jdma-2"} {
				for _, q := range []rating.Question{rating.QuestionSatisfaction, rating.QuestionClarity, rating.QuestionHelpQuality} {
					if random.IntN(3) == 0 || q == rating.QuestionHelpQuality && in != rating.Avis1 {
						continue
					}
					s := rating.Slice{Question: q, Instrument: in, Channel: observatory.ChannelOnline,
						Outcome: rating.OutcomeDone, Standing: standing, Signed: random.IntN(2) == 0}
					for level := range rating.Levels(q, rating.Series(q, in)) {
						s.Counts[level] = random.Uint64N(most)
						s.Citizens += s.Counts[level]
						s.MM, s.YY = s.Citizens, s.YY+uint64(level*level)*s.Counts[level]
						s.MY += uint64(level) * s.Counts[level]
					}
					tally.Slices = append(tally.Slices, s)
				}
			}
		}
		e.Tallies = append(e.Tallies, tally)
		if e.First == 0 || day < e.First {
			e.First = day
		}
		e.Last = max(e.Last, day)
	}
	if random.IntN(2) == 0 {
		e.First = w.Start - 100
	}
	return e
}
