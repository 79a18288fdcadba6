package aggregator_test

import (
	"context"
	"flag"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"servicequality/aggregator"
	"servicequality/observatory"
	"servicequality/observatory/edition"
	"servicequality/observatory/indicator"
	"servicequality/observatory/rating"
	"servicequality/sql"
	"servicequality/sql/sqltest"
)

var update = flag.Bool("update", false, "write the golden files anew")

// TestGoldenEdition counts 250 procedures over twelve months with the real
// engine, freezes the edition, and compares it with the golden file and with a
// naive recount of the single ratings.
func TestGoldenEdition(t *testing.T) {
	t.Parallel()
	store := sqltest.Open(t)
	catalogue, ratings := goldenCatalogue(), map[string][]rating.Rating{}
	imp := observatory.Import{Kind: observatory.ImportCatalogue, State: observatory.ImportCommitted, Last: 65535}
	if err := store.SaveImport(t.Context(), &imp); err != nil {
		t.Fatal(err)
	}
	if err := store.InsertProcedures(t.Context(), imp.Number, catalogue); err != nil {
		t.Fatal(err)
	}
	seq := uint64(1)
	var all []rating.Rating
	for i, p := range catalogue {
		ratings[p.ID] = goldenRatings(i, seq)
		seq += uint64(len(ratings[p.ID]))
		all = append(all, ratings[p.ID]...)
	}
	if err := store.InsertRatings(t.Context(), all, "golden"); err != nil {
		t.Fatal(err)
	}
	decided := decide(t, store, all)
	count(t, store)
	instant := func() time.Time { return time.Date(2026, time.November, 12, 9, 0, 0, 0, time.UTC) }
	figures, err := aggregator.NewEditor(store, instant, func(string) {}).Freeze(t.Context(), goldenEdition())
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d ratings, %d figures", len(all), figures.Edition.Figures)
	compareWithNaive(t, figures, ratings, decided)
	compareWithGolden(t, figures)
	files := goldenFiles(t, store, figures)
	compareFiles(t, files)
	comparePages(t, publishGolden(t, store, figures, files), figures, files)
}

// decide quarantines and erases some ratings.
func decide(t *testing.T, store *sql.Store, all []rating.Rating) judged {
	t.Helper()
	decided := judged{erased: map[uuid.UUID]bool{}, quarantined: map[uuid.UUID]bool{}}
	judge := func(ctx context.Context, r rating.Rating, kind rating.VerdictKind) {
		if err := store.Judge(ctx, rating.Verdict{Procedure: r.Procedure, Rating: r.ID, Kind: kind, Reason: "test"}); err != nil {
			t.Fatal(err)
		}
	}
	for i := 100; i < len(all); i += len(all) / 12 {
		judge(t.Context(), all[i], rating.VerdictQuarantine)
		judge(t.Context(), all[i+1], rating.VerdictErase)
		decided.quarantined[all[i].ID], decided.erased[all[i+1].ID] = true, true
	}
	return decided
}

func ratedKinds() []indicator.Kind {
	return []indicator.Kind{indicator.KindSatisfaction, indicator.KindClarity, indicator.KindHelpReachable, indicator.KindHelpQuality, indicator.KindAutonomy}
}

func compareWithNaive(t *testing.T, figures edition.Figures, ratings map[string][]rating.Rating, decided judged) {
	t.Helper()
	states := map[string]int{}
	for _, p := range figures.Catalogue.Procedures() {
		for _, kind := range ratedKinds() {
			i := slices.IndexFunc(figures.Figures[p.ID], func(i indicator.Indicator) bool { return i.Kind == kind })
			got, want := figures.Figures[p.ID][i], naively(p, kind, ratings[p.ID], decided)
			states[want.state]++
			if string(got.State) != want.state || int(got.N) != want.n || string(got.Level) != want.level {
				t.Errorf("%s of %s is %s %s n=%d, naively %s %s n=%d", kind, p.ID, got.State, got.Level, got.N, want.state, want.level, want.n)
				continue
			}
			if want.value == "" {
				if got.Value != nil || got.Counts != nil {
					t.Errorf("%s of %s, which is %s, has a value", kind, p.ID, got.State)
				}
				continue
			}
			const sixth = 1.01e-6
			if got.Value.String() != want.value || math.Abs(got.Low.Float()-want.low) > sixth || math.Abs(got.High.Float()-want.high) > sixth ||
				math.Abs(got.Deff-want.deff) > sixth {
				t.Errorf("%s of %s is %s [%s, %s] deff %f, naively %s [%f, %f] deff %f", kind, p.ID, got.Value, got.Low, got.High, got.Deff,
					want.value, want.low, want.high, want.deff)
			}
		}
	}
	for _, state := range []string{"published", "partial_window", "stale", "below_minimum", "pending", "no_button", "not_online", "not_applicable", "cell_too_small"} {
		if states[state] == 0 {
			t.Errorf("no figure of the golden edition is %s: it proves less than it could", state)
		}
	}
}

func compareWithGolden(t *testing.T, figures edition.Figures) {
	t.Helper()
	var b strings.Builder
	fmt.Fprintf(&b, "checksum,%s\n", figures.Edition.Checksum)
	for _, p := range figures.Catalogue.Procedures() {
		for _, f := range figures.Figures[p.ID] {
			if !slices.Contains(ratedKinds(), f.Kind) {
				continue
			}
			fmt.Fprintf(&b, "%s,%s,%s,%d", p.ID, f.Kind, f.State, f.N)
			if f.Value != nil {
				fmt.Fprintf(&b, ",%s,%s,%s,%s,%s", f.Value, f.Low, f.High, f.Level, observatory.MicroOf(f.Deff))
			}
			b.WriteByte('\n')
		}
	}
	path := filepath.Join("testdata", "golden-edition.csv")
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	golden, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(strings.Split(string(golden), "\n"), strings.Split(b.String(), "\n")); diff != "" {
		t.Errorf("the golden edition moved; when the rules did, run the test with -update:\n%s", diff)
	}
}
