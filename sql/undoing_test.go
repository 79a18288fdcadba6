package sql_test

import (
	"crypto/rand"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"servicequality/observatory"
	"servicequality/observatory/access"
	"servicequality/observatory/edition"
	"servicequality/observatory/rating"
	"servicequality/sql/sqltest"
)

// What would belong to no procedure if a catalogue were taken back is counted,
// of procedures that no other catalogue describes; what was revoked, erased or
// taken back itself is not.
func TestUndoing(t *testing.T) {
	t.Parallel()
	store := sqltest.Open(t)
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	catalogue := func(ids ...string) uint32 {
		var all []observatory.Procedure
		for _, id := range ids {
			all = append(all, observatory.Procedure{ID: id, Title: id})
		}
		return commit(t, store, observatory.Import{Kind: observatory.ImportCatalogue}, func(n uint32) error {
			return store.InsertProcedures(t.Context(), n, all)
		})
	}
	first := catalogue("a", "b", "both", "bare")
	catalogue("both")
	today := day(t, "2026-03-02")
	erased := newRating("a", today, 2, 3)
	must(store.InsertRatings(t.Context(), []rating.Rating{newRating("a", today, 1, 3), erased, newRating("both", today, 3, 1)}, "door"))
	must(store.Judge(t.Context(), rating.Verdict{Procedure: "a", Rating: erased.ID, Kind: rating.VerdictErase, Reason: "asked", By: "operator"}))
	brought := func(state observatory.ImportState, n uint64) observatory.Import {
		imp := observatory.Import{Kind: observatory.ImportRatings, State: observatory.ImportStarted}
		must(store.SaveImport(t.Context(), &imp))
		r := newRating("b", today, n, 2)
		r.Delivery = rating.Delivery{Epoch: imp.Number, Seq: 1}
		must(store.InsertRatings(t.Context(), []rating.Rating{r}, fmt.Sprint("import ", imp.Number)))
		imp.State = state
		must(store.SaveImport(t.Context(), &imp))
		return imp
	}
	counted := brought(observatory.ImportCommitted, 4)
	brought(observatory.ImportUndone, 5)
	commit(t, store, observatory.Import{Kind: observatory.ImportButtons}, func(n uint32) error {
		return store.InsertButtons(t.Context(), []rating.Button{{Procedure: "b", ID: "page", Import: n}})
	})
	commit(t, store, observatory.Import{Kind: observatory.ImportProbes}, func(n uint32) error {
		return store.InsertProbes(t.Context(), n, []observatory.Probe{{Procedure: "b", At: today.Start(), Up: true}})
	})
	must(store.InsertVolumes(t.Context(), []observatory.Volume{{Procedure: "b", ID: "v", Start: today, End: today, Channel: "online", Method: "counted"}}))
	must(store.SaveKey(t.Context(), rating.TokenKey{ID: 1, Procedure: "b", Secret: []byte("s")}))
	must(store.SaveKey(t.Context(), rating.TokenKey{ID: 2, Procedure: "b", Secret: []byte("s"), Revoked: true}))
	access := access.Access{Role: access.RoleReader, Procedures: []string{"b", "both"}, CreatedAt: time.Now(), ExpiresAt: time.Now().Add(time.Hour)}
	_, err := access.Issue(rand.Reader)
	must(err)
	must(store.InsertAccess(t.Context(), access))
	must(store.FileObjection(t.Context(), edition.Objection{ID: "o", Edition: "2026-03", Procedure: "b", Text: "No.", FiledOn: today}, "x"))
	must(store.SaveProcedureEvent(t.Context(), observatory.ProcedureEvent{Procedure: "both", Kind: observatory.ProcedureMerge, Target: "b", Day: today}))

	undoing := func(number uint32, kind string) observatory.Undoing {
		t.Helper()
		u, err := store.Undoing(t.Context(), observatory.Import{Number: number, Kind: kind, State: observatory.ImportCommitted})
		must(err)
		return u
	}
	want := observatory.Undoing{Rows: 4, Procedures: 4, Alone: []string{"a", "b", "bare"}, Left: map[string][]observatory.Left{
		"a": {{Kind: "rating", N: 1}},
		"b": {{Kind: "access", N: 1}, {Kind: "button", N: 1}, {Kind: "event", N: 1}, {Kind: "key", N: 1}, {Kind: "objection", N: 1},
			{Kind: "probe", N: 1}, {Kind: "rating", N: 1}, {Kind: "volume", N: 1}},
	}}
	if diff := cmp.Diff(want, undoing(first, observatory.ImportCatalogue)); diff != "" {
		t.Errorf("the first catalogue (-want +got):\n%s", diff)
	}
	want = observatory.Undoing{Rows: 1, Procedures: 1, Left: map[string][]observatory.Left{}}
	if diff := cmp.Diff(want, undoing(counted.Number, observatory.ImportRatings)); diff != "" {
		t.Errorf("the ratings (-want +got):\n%s", diff)
	}

	copied := edition.Edition{ID: "2026-03", State: edition.Draft, Copy: 1}
	must(store.SaveCopies(t.Context(), copied, []observatory.Procedure{{ID: "bare", Title: "bare"}}))
	for _, state := range []edition.State{edition.Draft, edition.Frozen} {
		want := ""
		if copied.State = state; state != edition.Draft {
			want = "edition"
		}
		must(store.SaveEdition(t.Context(), copied))
		got := ""
		for _, left := range undoing(first, observatory.ImportCatalogue).Left["bare"] {
			got += left.Kind
		}
		if got != want {
			t.Errorf("a procedure of an edition in the state %s has %q, want %q", state, got, want)
		}
	}
}

// Every kind of import is taken back from its own table alone; of a kind that is
// not known nothing is counted, deleted or recorded.
func TestUndoneRows(t *testing.T) {
	t.Parallel()
	store := sqltest.Open(t)
	today := day(t, "2026-03-02")
	one := uint64(1)
	insert := map[string]func(n uint32) error{
		observatory.ImportCatalogue: func(n uint32) error {
			return store.InsertProcedures(t.Context(), n, []observatory.Procedure{{ID: "a", Title: "a"}})
		},
		observatory.ImportRatings: func(n uint32) error {
			r := newRating("a", today, 1, 2)
			r.Delivery = rating.Delivery{Epoch: n, Seq: 1}
			return store.InsertRatings(t.Context(), []rating.Rating{r}, fmt.Sprint("import ", n))
		},
		observatory.ImportVolumes: func(n uint32) error {
			return store.InsertVolumes(t.Context(), []observatory.Volume{
				{Procedure: "a", ID: "v", Start: today, End: today, Channel: "online", Completed: &one, Method: "counted", Import: n}})
		},
		observatory.ImportButtons: func(n uint32) error {
			return store.InsertButtons(t.Context(), []rating.Button{{Procedure: "a", ID: "page", Import: n}})
		},
		observatory.ImportProbes: func(n uint32) error {
			return store.InsertProbes(t.Context(), n, []observatory.Probe{{Procedure: "a", At: today.Start(), Up: true}})
		},
		observatory.ImportPublished: func(n uint32) error {
			return store.InsertPrinted(t.Context(), n, []edition.PrintedFigure{{Edition: "2019-06", Date: "2019-06", Metric: "m", Value: "1"}})
		},
	}
	var all []observatory.Import
	for _, kind := range slices.Sorted(maps.Keys(insert)) {
		imp := observatory.Import{Kind: kind, State: observatory.ImportCommitted}
		imp.Number = commit(t, store, imp, insert[kind])
		all = append(all, imp)
	}
	rows := func(imp observatory.Import) uint64 {
		t.Helper()
		u, err := store.Undoing(t.Context(), imp)
		if err != nil {
			t.Fatal(err)
		}
		return u.Rows
	}

	for _, kind := range []string{"", "forecasts", "Ratings"} {
		for _, imp := range all {
			imp.Kind = kind
			_, counted := store.Undoing(t.Context(), imp)
			for what, err := range map[string]error{
				"count": counted, "purge": store.PurgeImport(t.Context(), imp), "record": store.SaveImport(t.Context(), &imp),
			} {
				if err == nil || !strings.Contains(err.Error(), "does not know") {
					t.Errorf("to %s an import of the kind %q gave %v", what, kind, err)
				}
			}
		}
	}
	for i, imp := range all {
		if n := rows(imp); n != 1 {
			t.Fatalf("the import of %s has %d rows, want 1", imp.Kind, n)
		}
		if err := store.PurgeImport(t.Context(), imp); err != nil {
			t.Fatal(err)
		}
		for j, other := range all {
			if n := rows(other); (n == 0) != (j <= i) {
				t.Errorf("once %s is gone, %s has %d rows", imp.Kind, other.Kind, n)
			}
		}
	}
}

// With an invented catalogue goes what imports brought of its procedures.
func TestUndoneDemonstration(t *testing.T) {
	t.Parallel()
	store := sqltest.Open(t)
	today := day(t, "2026-03-02")
	one := uint64(1)
	invented := observatory.Import{Kind: observatory.ImportCatalogue, Synthetic: true, State: observatory.ImportCommitted}
	invented.Number = commit(t, store, invented, func(n uint32) error {
		return store.InsertProcedures(t.Context(), n, []observatory.Procedure{{ID: "a", Title: "a", Synthetic: true}})
	})
	brought := map[string]uint32{
		observatory.ImportVolumes: commit(t, store, observatory.Import{Kind: observatory.ImportVolumes}, func(n uint32) error {
			return store.InsertVolumes(t.Context(), []observatory.Volume{
				{Procedure: "a", ID: "v", Start: today, End: today, Channel: "online", Completed: &one, Method: "counted", Import: n}})
		}),
		observatory.ImportButtons: commit(t, store, observatory.Import{Kind: observatory.ImportButtons}, func(n uint32) error {
			return store.InsertButtons(t.Context(), []rating.Button{{Procedure: "a", ID: "page", Import: n}})
		}),
		observatory.ImportProbes: commit(t, store, observatory.Import{Kind: observatory.ImportProbes}, func(n uint32) error {
			return store.InsertProbes(t.Context(), n, []observatory.Probe{{Procedure: "a", At: today.Start(), Up: true}})
		}),
	}
	if err := store.PurgeImport(t.Context(), invented); err != nil {
		t.Fatal(err)
	}
	for kind, number := range brought {
		u, err := store.Undoing(t.Context(), observatory.Import{Number: number, Kind: kind, State: observatory.ImportCommitted})
		if err != nil || u.Rows != 0 {
			t.Errorf("%d rows of the import of %s are left, error %v", u.Rows, kind, err)
		}
	}
}

// TestNothingOfInventedProceduresIsLeft: every table with rows of single procedures
// either loses those of an invented procedure, or is known to keep them.
func TestNothingOfInventedProceduresIsLeft(t *testing.T) {
	t.Parallel()
	store := sqltest.Open(t)
	invented := observatory.Import{Kind: observatory.ImportCatalogue, Synthetic: true, State: observatory.ImportCommitted}
	invented.Number = commit(t, store, invented, func(n uint32) error {
		return store.InsertProcedures(t.Context(), n, []observatory.Procedure{{ID: "invented", Title: "a", Synthetic: true}})
	})
	database := databaseOf(t)
	tables := strings.Fields(string(sqltest.Query(t, "SELECT DISTINCT table FROM system.columns WHERE database = '"+database+"' AND name = 'procedure'"+
		" AND table IN (SELECT name FROM system.tables WHERE database = '"+database+"' AND engine LIKE '%MergeTree')")))
	if len(tables) < 15 {
		t.Fatalf("there are %d tables with a procedure: %v", len(tables), tables)
	}
	for _, table := range tables {
		columns, values := "procedure", ""
		switch table { // rows of another day would be too old to stay
		case "hosts":
			columns, values = "procedure, day", ", today()"
		case "list_proposals":
			columns, values = "procedure, at", ", now64(3)"
		}
		sqltest.Query(t, "INSERT INTO "+database+"."+table+" ("+columns+") SELECT arrayJoin(['invented', 'real'])"+values)
	}
	if err := store.PurgeImport(t.Context(), invented); err != nil {
		t.Fatal(err)
	}
	keep := []string{"verdicts", "audit", "objections", "edition_procedures", "edition_tallies", "edition_figures"}
	for _, table := range tables {
		if slices.Contains(keep, table) {
			continue
		}
		left := strings.TrimSpace(string(sqltest.Query(t, "SELECT groupUniqArray(toString(procedure)) FROM "+database+"."+table)))
		if left != "['real']" {
			t.Errorf("%s holds rows of %s, want those of real alone", table, left)
		}
	}
}
