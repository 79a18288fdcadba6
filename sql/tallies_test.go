package sql_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"servicequality/observatory"
	"servicequality/observatory/indicator"
	"servicequality/observatory/rating"
	"servicequality/sql"
	"servicequality/sql/sqltest"
)

// recount runs the job "tally" as the aggregator does, and returns its rows.
func recount(t *testing.T, store *sql.Store) uint64 {
	t.Helper()
	rows, began, err := store.Recount(t.Context(), false)
	if err != nil {
		t.Fatal(err)
	}
	err = store.RecordRun(t.Context(), observatory.JobRun{Name: "tally", StartedAt: began, FinishedAt: time.Now(), Rows: rows})
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

// TestRecountEqualsNaiveCount compares the SQL with a count in Go of the same
// ratings, help channels and all.
func TestRecountEqualsNaiveCount(t *testing.T) {
	t.Parallel()
	store := sqltest.Open(t)
	r := rand.New(rand.NewPCG(1, 2))
	monday := day(t, "2026-03-02")
	var ratings []rating.Rating
	for n := range uint64(400) {
		one := newRating([]string{"a", "b"}[n%2], monday+observatory.Day(n%21), n+1, uint8(r.IntN(3))+1)
		one.Clarity = uint8(r.IntN(6))
		one.Outcome = []string{"done", "unknown", "gave_up"}[r.IntN(3)]
		one.Signed = r.IntN(5) == 0
		one.Lang = []string{"", "fr", "en"}[r.IntN(3)]
		one.Source, one.Button = []string{"button", "email"}[r.IntN(2)], []string{"", "main"}[r.IntN(2)]
		if r.IntN(6) == 0 {
			one.Doubt = "burst"
		}
		switch r.IntN(3) {
		case 0:
			one.Help = []rating.HelpAnswer{{Channel: rating.HelpNone}}
		case 1:
			one.Help = []rating.HelpAnswer{
				{Channel: "phone", Reached: uint8(r.IntN(3)), Quality: uint8(r.IntN(6))},
				{Channel: "counter", Reached: uint8(r.IntN(3)), Quality: uint8(r.IntN(6))},
				{Channel: "relative"},
			}
		}
		ratings = append(ratings, one)
	}
	if err := store.InsertRatings(t.Context(), ratings, "one"); err != nil {
		t.Fatal(err)
	}
	if rows := recount(t, store); rows != 42 {
		t.Errorf("the count wrote %d rows, want one per procedure and day, 42", rows)
	}
	w := observatory.Window{Start: monday, End: monday + 21}
	got, err := store.Evidence(t.Context(), "", w)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(naive(ratings), flatten(got)); diff != "" {
		t.Errorf("the engine's count differs from the naive one (-naive +engine):\n%s", diff)
	}
	for id, e := range got {
		if e.First != monday || e.Last < monday+18 {
			t.Errorf("%s: first %s, last %s", id, e.First, e.Last)
		}
	}
}

type cell struct {
	procedure string
	week      observatory.Day
	slice     rating.Slice // keys only
}

type sums struct {
	Citizens   uint64
	Counts     [5]uint64
	MM, MY, YY uint64
}

func flatten(evidence map[string]indicator.Evidence) map[cell]sums {
	all := map[cell]sums{}
	for id, e := range evidence {
		for _, tally := range e.Tallies {
			for _, s := range tally.Slices {
				value := sums{s.Citizens, s.Counts, s.MM, s.MY, s.YY}
				s.Citizens, s.Counts, s.MM, s.MY, s.YY = 0, [5]uint64{}, 0, 0, 0
				all[cell{id, tally.Day, s}] = value
			}
		}
	}
	return all
}

func naive(ratings []rating.Rating) map[cell]sums {
	all := map[cell]sums{}
	add := func(r rating.Rating, dimension, value string) {
		for question, counts := range answers(r) {
			if dimension != "" && question != rating.QuestionSatisfaction {
				continue
			}
			key := cell{r.Procedure, max(r.Day().Monday(), r.Day().FirstOfMonth()), rating.Slice{
				Question: question, Instrument: r.Instrument, Channel: r.Channel, Outcome: r.Outcome,
				Standing: rating.Accepted, Signed: r.Signed, Dimension: dimension, Value: value}}
			if r.Doubt != "" {
				key.slice.Standing = rating.Doubtful
			}
			var m, y uint64
			value := all[key]
			for level, n := range counts {
				m, y = m+n, y+n*uint64(level)
				value.Counts[level] += n
			}
			if m == 0 {
				continue
			}
			value.Citizens++
			value.MM, value.MY, value.YY = value.MM+m*m, value.MY+m*y, value.YY+y*y
			all[key] = value
		}
	}
	for _, r := range ratings {
		add(r, "", "")
		if r.Doubt != "" {
			continue // breakdowns are of the headline's population
		}
		helped := "unknown"
		if len(r.Help) > 0 {
			helped = "helped"
		}
		if len(r.Help) == 1 && r.Help[0].Channel == rating.HelpNone {
			helped = "alone"
		}
		add(r, "autonomy", helped)
		add(r, "path", r.Source+"/"+r.Button)
		if r.Lang == "" {
			r.Lang = "unknown"
		}
		add(r, "lang", r.Lang)
	}
	return all
}

func answers(r rating.Rating) map[rating.Question][5]uint64 {
	all := map[rating.Question][5]uint64{rating.QuestionRating: {1}}
	add := func(q rating.Question, level uint8) {
		if level > 0 {
			counts := all[q]
			counts[level-1]++
			all[q] = counts
		}
	}
	add(rating.QuestionSatisfaction, r.Satisfaction)
	add(rating.QuestionClarity, r.Clarity)
	for _, h := range r.Help {
		add(rating.QuestionHelpReached, h.Reached)
		add(rating.QuestionHelpQuality, h.Quality)
	}
	if len(r.Help) == 1 && r.Help[0].Channel == rating.HelpNone {
		add(rating.QuestionAutonomy, 2)
	} else if len(r.Help) > 0 {
		add(rating.QuestionAutonomy, 1)
	}
	return all
}

// TestRecountFollowsWhatCounts feeds the same ratings shuffled,
// repeated, with later steps and earlier votes, and undone imports.
func TestRecountFollowsWhatCounts(t *testing.T) {
	t.Parallel()
	store := sqltest.Open(t)
	d := day(t, "2026-03-31")
	received := func() rating.Receipts {
		recount(t, store)
		n, err := store.Receipts(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return n["a"]
	}
	marks := func() [5]uint64 {
		months, err := store.Months(t.Context(), observatory.Window{Start: d.FirstOfMonth(), End: d + 1})
		if err != nil {
			t.Fatal(err)
		}
		var counts [5]uint64
		for _, tally := range months["a"] {
			for _, s := range tally.Slices {
				if s.Question == rating.QuestionSatisfaction {
					for i, n := range s.Counts {
						counts[i] += n
					}
				}
			}
		}
		return counts
	}
	insert := func(token string, ratings ...rating.Rating) {
		t.Helper()
		if err := store.InsertRatings(t.Context(), ratings, token); err != nil {
			t.Fatal(err)
		}
	}

	first := newRating("a", d, 1, 3)
	insert("t1", first)
	insert("t1", first) // the same batch again
	insert("t2", first) // the same row under another token
	if n := received(); n.Accepted != 1 {
		t.Errorf("one rating sent three times counts as %d", n.Accepted)
	}
	earlier := first
	earlier.ReceivedAt, earlier.Satisfaction = first.ReceivedAt.Add(-time.Hour), 1
	insert("t3", earlier)
	if received(); marks() != [5]uint64{1} {
		t.Errorf("the vote that was received first must win whatever the order of arrival: %v", marks())
	}
	later := first
	later.Version, later.Satisfaction = 2, 2
	insert("t4", later)
	if received(); marks() != [5]uint64{0, 1} {
		t.Errorf("the later step must replace the earlier one: %v", marks())
	}

	number := observatory.Import{Kind: observatory.ImportRatings, State: observatory.ImportStarted, First: d, Last: d}
	if err := store.SaveImport(t.Context(), &number); err != nil {
		t.Fatal(err)
	}
	imported := newRating("a", d, 2, 3)
	imported.Delivery = rating.Delivery{Node: 0, Epoch: number.Number, Seq: 1}
	insert("t5", imported)
	if n := received(); n.Accepted != 1 {
		t.Errorf("an import that was killed shows: %d ratings", n.Accepted)
	}
	number.State = observatory.ImportCommitted
	if err := store.SaveImport(t.Context(), &number); err != nil {
		t.Fatal(err)
	}
	if n := received(); n.Accepted != 2 {
		t.Errorf("a committed import does not count: %d ratings", n.Accepted)
	}
	number.State = observatory.ImportUndone
	if err := store.SaveImport(t.Context(), &number); err != nil {
		t.Fatal(err)
	}
	if n := received(); n.Accepted != 1 {
		t.Errorf("an undone import still counts: %d ratings", n.Accepted)
	}
	if err := store.PurgeImport(t.Context(), number); err != nil {
		t.Fatal(err)
	}
	if n := received(); n.Accepted != 1 {
		t.Errorf("after the purge %d ratings", n.Accepted)
	}
}

func TestMissing(t *testing.T) {
	t.Parallel()
	store := sqltest.Open(t)
	d := day(t, "2026-03-31")
	delivered, replaced, lost := newRating("a", d, 1, 3), newRating("a", d, 2, 3), newRating("b", d, 3, 3)
	newer := replaced
	newer.Version, newer.Delivery.Seq = 2, 9
	if err := store.InsertRatings(t.Context(), []rating.Rating{delivered, newer}, "t"); err != nil {
		t.Fatal(err)
	}
	node, epoch := delivered.Delivery.Node, delivered.Delivery.Epoch
	sent := []rating.RowKey{delivered.RowKey(), replaced.RowKey(), lost.RowKey(), newer.RowKey()}
	absent, err := store.Undelivered(t.Context(), node, epoch, sent)
	if err != nil {
		t.Fatal(err)
	}
	if want := []uint64{replaced.Delivery.Seq, lost.Delivery.Seq}; !slices.Equal(absent, want) {
		t.Errorf("undelivered: %v, want %v", absent, want)
	}
	missing, err := store.Missing(t.Context(), []rating.Rating{delivered, replaced, lost})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]rating.Rating{lost}, missing); diff != "" {
		t.Errorf("missing (-want +got):\n%s", diff)
	}
	if err := store.Settle(t.Context(), "t"); err != nil {
		t.Error(err)
	}
}

func TestFiguresAreKeptUntilAnImportReachesThem(t *testing.T) {
	t.Parallel()
	store := sqltest.Open(t)
	asOf := day(t, "2026-03-31")
	value := observatory.Micro(7890004)
	figure := indicator.Indicator{Kind: indicator.KindSatisfaction, State: indicator.StatePublished, Value: &value, N: 271465,
		Window: observatory.TwelveMonths(asOf), Rules: indicator.Rules, ComputedAt: time.Now().UTC().Truncate(time.Millisecond)}
	figures := map[string][]indicator.Indicator{"a": {figure}}
	read := func() map[string][]indicator.Indicator {
		t.Helper()
		got, err := store.Indicators(t.Context(), asOf, "")
		if err != nil {
			t.Fatal(err)
		}
		return got
	}
	save := func() {
		t.Helper()
		if err := store.SaveIndicators(t.Context(), asOf, figures); err != nil {
			t.Fatal(err)
		}
	}
	save()
	if len(read()) != 0 {
		t.Error("figures were kept before anything was counted")
	}
	recount(t, store)
	figure.ComputedAt = time.Now().UTC().Truncate(time.Millisecond)
	figures["a"] = []indicator.Indicator{figure}
	save()
	if diff := cmp.Diff(figures, read()); diff != "" {
		t.Errorf("stored figures (-want +got):\n%s", diff)
	}
	commit(t, store, observatory.Import{Kind: observatory.ImportRatings, First: asOf + 1, Last: asOf + 9}, func(uint32) error { return nil })
	if len(read()) != 1 {
		t.Error("an import after the window took the figures away")
	}
	commit(t, store, observatory.Import{Kind: observatory.ImportRatings, First: asOf - 900, Last: asOf - 800}, func(uint32) error { return nil })
	if len(read()) != 0 {
		t.Error("an import before the window, which says since when ratings are collected, left the figures as they were")
	}
}

// TestKeptFigures: a figure that was served for a window is kept when a catalogue
// has it computed anew, and is not when an import brought ratings of its procedure,
// or they were taken back.
func TestKeptFigures(t *testing.T) {
	store := sqltest.Open(t)
	asOf := day(t, "2026-03-31")
	value := observatory.Micro(7890004)
	recount(t, store)
	figure := indicator.Indicator{Kind: indicator.KindSatisfaction, State: indicator.StatePublished, Value: &value,
		Window: observatory.TwelveMonths(asOf), ComputedAt: time.Now().UTC().Truncate(time.Millisecond)}
	word := indicator.Indicator{Kind: indicator.KindOnline, State: indicator.StatePublished, Word: "yes", ComputedAt: figure.ComputedAt}
	err := store.SaveIndicators(t.Context(), asOf, map[string][]indicator.Indicator{"a": {figure, word}, "b": {figure}})
	if err != nil {
		t.Fatal(err)
	}
	check := func(what string, want ...string) {
		t.Helper()
		period, err := store.Period(t.Context(), observatory.TwelveMonths(asOf))
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, id := range slices.Sorted(maps.Keys(period.Kept)) {
			for _, f := range period.Kept[id] {
				got = append(got, id+" "+string(f.Kind))
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", what, diff)
		}
	}
	check("served", "a satisfaction", "b satisfaction")
	commit(t, store, observatory.Import{Kind: observatory.ImportCatalogue}, func(uint32) error { return nil })
	check("after a catalogue", "a satisfaction", "b satisfaction")
	imported := observatory.Import{Kind: observatory.ImportRatings, First: asOf, Last: asOf}
	commit(t, store, imported, func(number uint32) error {
		imported.Number = number
		r := newRating("a", asOf, 1, 1)
		r.Delivery = rating.Delivery{Epoch: number, Seq: 1}
		return store.InsertRatings(t.Context(), []rating.Rating{r}, "one")
	})
	check("after ratings of a", "b satisfaction")
	imported.State = observatory.ImportUndone
	if err := store.SaveImport(t.Context(), &imported); err != nil {
		t.Fatal(err)
	}
	check("after they were taken back", "b satisfaction")
}

// TestPublicMonths: a rating that comes to a month which is public already moves
// nothing public before four more have come and the next month closes, or its one
// answer would be the difference; an import moves the months of its ratings at
// once, as it moves figures, and no others, and so does taking it back.
func TestPublicMonths(t *testing.T) {
	store := sqltest.Open(t)
	last := day(t, "2026-03-31")
	next := func(months int) observatory.Day { return (last + 1).AddMonths(months) - 1 }
	seq := uint64(0)
	give := func(d observatory.Day, times int) {
		t.Helper()
		for range times {
			seq++
			if err := store.InsertRatings(t.Context(), []rating.Rating{newRating("a", d, seq, 3)}, fmt.Sprint(seq)); err != nil {
				t.Fatal(err)
			}
		}
		recount(t, store)
	}
	count := func(tallies []rating.Tally) (n uint64) {
		for _, tally := range tallies {
			for _, s := range tally.Slices {
				if s.Question == rating.QuestionRating {
					n += s.Citizens
				}
			}
		}
		return n
	}
	check := func(what string, asOf observatory.Day, now, first uint64) {
		t.Helper()
		months, err := store.History(t.Context(), asOf)
		if err != nil {
			t.Fatal(err)
		}
		for _, tally := range months["a"].Now {
			if tally.Day != tally.Day.FirstOfMonth() {
				t.Errorf("a month begins on %s", tally.Day)
			}
		}
		period, err := store.Period(t.Context(), observatory.TwelveMonths(asOf))
		if err != nil {
			t.Fatal(err)
		}
		if got := count(months["a"].Now); got != now || count(period.Evidence["a"].Tallies) != now || count(months["a"].First) != first {
			t.Errorf("%s, to %s: %d in months, %d first, %d in the window, want %d, first %d",
				what, asOf, got, count(months["a"].First), count(period.Evidence["a"].Tallies), now, first)
		}
	}
	give(last, 1)
	give(last-40, 1)
	check("counted", last, 2, 2)
	give(last, 1)
	check("one came late", last, 2, 2)
	check("one came late, the month after", next(1), 2, 2)
	give(last, 4)
	check("five came late", next(1), 2, 2)
	check("five came late, the month after", next(2), 7, 2)
	check("and in the window before", last, 2, 2)
	check("a window that nobody asked for", day(t, "2026-02-28"), 1, 1)
	commit(t, store, observatory.Import{Kind: observatory.ImportRatings, First: last + 1, Last: last + 9}, func(uint32) error { return nil })
	recount(t, store)
	check("an import after the window", last, 2, 2)
	commit(t, store, observatory.Import{Kind: observatory.ImportCatalogue}, func(uint32) error { return nil })
	recount(t, store)
	check("a catalogue", last, 2, 2)
	bring := func(procedure string, d observatory.Day) (imported observatory.Import) {
		t.Helper()
		imported = observatory.Import{Kind: observatory.ImportRatings, First: d, Last: d}
		commit(t, store, imported, func(number uint32) error {
			seq++
			imported.Number = number
			r := newRating(procedure, d, seq, 1)
			r.Delivery = rating.Delivery{Epoch: number, Seq: 1}
			return store.InsertRatings(t.Context(), []rating.Rating{r}, fmt.Sprint(seq))
		})
		return imported
	}
	bring("b", last-9)
	recount(t, store)
	check("an import for another procedure", last, 2, 2)
	bring("a", last-9)
	check("an import that is not counted yet", last, 2, 2)
	recount(t, store)
	check("an import into the window", last, 8, 2)
	give(last, 1)
	check("one more", last, 8, 2)
	undone := bring("a", last-40)
	recount(t, store)
	check("an import into another month", last, 9, 2)
	undone.State = observatory.ImportUndone
	if err := store.SaveImport(t.Context(), &undone); err != nil {
		t.Fatal(err)
	}
	if err := store.PurgeImport(t.Context(), undone); err != nil {
		t.Fatal(err)
	}
	recount(t, store)
	check("it was taken back", last, 8, 2)
}

// TestRecountAfterTheClockWasSetBack: what was counted, and what came, while the
// clock was ahead does not hide what comes afterwards.
func TestRecountAfterTheClockWasSetBack(t *testing.T) {
	t.Parallel()
	store := sqltest.Open(t)
	monday := day(t, "2026-03-02")
	give := func(seq uint64, procedure string) {
		t.Helper()
		if err := store.InsertRatings(t.Context(), []rating.Rating{newRating(procedure, monday, seq, 3)}, fmt.Sprint(seq)); err != nil {
			t.Fatal(err)
		}
	}
	give(1, "a")
	recount(t, store)
	give(2, "b")
	recount(t, store)
	for _, statement := range []string{ // as if all of it had happened two days later
		"INSERT INTO tallies SELECT * REPLACE (counted_at + INTERVAL 2 DAY AS counted_at) FROM tallies",
		"INSERT INTO job_runs SELECT * REPLACE (started_at + INTERVAL 2 DAY AS started_at, finished_at + INTERVAL 2 DAY AS finished_at) FROM job_runs",
		"ALTER TABLE ratings UPDATE inserted_at = inserted_at + INTERVAL 2 DAY WHERE 1 SETTINGS mutations_sync = 2",
	} {
		if err := store.Exec(t.Context(), statement); err != nil {
			t.Fatal(err)
		}
	}
	give(3, "a")
	recount(t, store)
	receipts, err := store.Receipts(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if receipts["a"].Accepted != 2 || receipts["b"].Accepted != 1 {
		t.Errorf("received %+v, want 2 of a and 1 of b", receipts)
	}
	if rows := recount(t, store); rows > 2 {
		t.Errorf("the next count wrote %d rows: it counted everything again", rows)
	}
}
