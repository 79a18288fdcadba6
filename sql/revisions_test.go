package sql_test

import (
	"fmt"
	"testing"

	"servicequality/observatory"
	"servicequality/observatory/rating"
	"servicequality/sql/sqltest"
)

// TestRevise: what an operator sets aside leaves the public month with the job, and
// comes back with it; the windows that hold the month follow, and the log tells it.
func TestRevise(t *testing.T) {
	t.Parallel()
	store := sqltest.Open(t)
	last := day(t, "2026-03-31")
	var all []rating.Rating
	for n := range uint64(20) {
		r := newRating("a", last-9, n+1, uint8(1+n/10*2)) // ten bad ones, then good ones
		if n == 0 {
			r.Clarity = 1
		}
		all = append(all, r)
	}
	if err := store.InsertRatings(t.Context(), all, "all"); err != nil {
		t.Fatal(err)
	}
	recount(t, store)
	public := func(asOf observatory.Day, q rating.Question) (n uint64) {
		t.Helper()
		period, err := store.Period(t.Context(), observatory.TwelveMonths(asOf))
		if err != nil {
			t.Fatal(err)
		}
		for _, tally := range period.Evidence["a"].Tallies {
			for _, s := range tally.Slices {
				if s.Question == q && s.Headline() {
					n += s.Citizens
				}
			}
		}
		return n
	}
	check := func(what string, satisfaction, clarity uint64, lines int) {
		t.Helper()
		recount(t, store)
		if err := store.Revise(t.Context(), last); err != nil {
			t.Fatal(err)
		}
		for _, asOf := range []observatory.Day{last, day(t, "2026-04-30")} {
			if s, c := public(asOf, rating.QuestionSatisfaction), public(asOf, rating.QuestionClarity); s != satisfaction || c != clarity {
				t.Errorf("%s, to %s: %d and %d on clarity, want %d and %d", what, asOf, s, c, satisfaction, clarity)
			}
		}
		log, err := store.Revisions(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if len(log["a"]) != lines {
			t.Errorf("%s: the log is %+v, want %d lines", what, log, lines)
		}
	}
	judge := func(kind rating.VerdictKind, some []rating.Rating) {
		t.Helper()
		for _, r := range some {
			v := rating.Verdict{Procedure: "a", Rating: r.ID, Kind: kind, Reason: string(kind) + "-reason", By: "test"}
			if err := store.Judge(t.Context(), v); err != nil {
				t.Fatal(err)
			}
		}
	}
	check("nothing happened", 20, 1, 0)
	judge(rating.VerdictQuarantine, all[:4])
	check("four are set aside", 20, 1, 0)
	judge(rating.VerdictQuarantine, all[4:10])
	check("ten are, the one on clarity waits", 10, 1, 1)
	check("looked at again", 10, 1, 1)
	judge(rating.VerdictRelease, all[:9])
	check("nine are put back", 19, 1, 2)
	log, err := store.Revisions(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	want := "[2026-03-01] 10 0 [quarantine-reason], [2026-03-01] 0 9 [release-reason]"
	if got := fmt.Sprintf("%v %d %d %v, %v %d %d %v", log["a"][0].Months, log["a"][0].SetAside, log["a"][0].PutBack, log["a"][0].Reasons,
		log["a"][1].Months, log["a"][1].SetAside, log["a"][1].PutBack, log["a"][1].Reasons); got != want {
		t.Errorf("the log is %s, want %s", got, want)
	}
}

// TestImportsAndVersions: an import is taken over by each month once, whichever
// window is closed first. An older window that is asked for later does not bring
// what came late since, and a few imported ratings wait for nobody when the month is
// closed for the first time after them.
func TestImportsAndVersions(t *testing.T) {
	t.Parallel()
	store := sqltest.Open(t)
	march, april := day(t, "2026-03-31"), day(t, "2026-04-30")
	seq := uint64(0)
	give := func(d observatory.Day, times int, imported uint32) {
		t.Helper()
		for range times {
			seq++
			r := newRating("a", d, seq, 3)
			if imported > 0 {
				r.Delivery = rating.Delivery{Epoch: imported, Seq: seq}
			}
			if err := store.InsertRatings(t.Context(), []rating.Rating{r}, fmt.Sprint(seq)); err != nil {
				t.Fatal(err)
			}
		}
	}
	bring := func(d observatory.Day, times int) {
		t.Helper()
		commit(t, store, observatory.Import{Kind: observatory.ImportRatings, First: d, Last: d}, func(number uint32) error {
			give(d, times, number)
			return nil
		})
		recount(t, store)
	}
	check := func(what string, asOf observatory.Day, want uint64) {
		t.Helper()
		period, err := store.Period(t.Context(), observatory.TwelveMonths(asOf))
		if err != nil {
			t.Fatal(err)
		}
		var n uint64
		for _, tally := range period.Evidence["a"].Tallies {
			for _, s := range tally.Slices {
				if s.Question == rating.QuestionRating {
					n += s.Citizens
				}
			}
		}
		if n != want {
			t.Errorf("%s, to %s: %d, want %d", what, asOf, n, want)
		}
	}
	give(march-9, 20, 0)
	recount(t, store)
	check("closed", march, 20)
	bring(march-9, 2) // between two closings, with none in between
	check("April is closed for the first time", april, 22)
	give(march-9, 3, 0) // late
	recount(t, store)
	check("three came late", april, 22)
	check("an older window that is asked for later", march, 22)
	bring(march-40, 2)
	check("another month", april, 24)
	check("another month, in the older window", march, 24)
}
