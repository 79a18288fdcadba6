package sql_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"servicequality/observatory"
	"servicequality/observatory/rating"
	"servicequality/sql/sqltest"
)

// Of a button the newest committed import counts; one that was undone leaves
// what was there before it.
func TestButtonsRoundTrip(t *testing.T) {
	t.Parallel()
	store := sqltest.Open(t)
	bring := func(state observatory.ImportState, buttons ...rating.Button) observatory.Import {
		t.Helper()
		imp := observatory.Import{Kind: observatory.ImportButtons, State: state}
		if err := store.SaveImport(t.Context(), &imp); err != nil {
			t.Fatal(err)
		}
		for i := range buttons {
			buttons[i].Import = imp.Number
		}
		if err := store.InsertButtons(t.Context(), buttons); err != nil {
			t.Fatal(err)
		}
		return imp
	}
	page := rating.Button{Procedure: "passeport", ID: "page", Name: "Page de fin", Source: "button"}
	letter := rating.Button{Procedure: "passeport", ID: "letter", Source: "letter", Channel: "post", ClosedOn: observatory.NewDay(2026, 1, 1), Message: "Merci."}
	first := bring(observatory.ImportCommitted, page, letter)
	bring(observatory.ImportStarted, rating.Button{Procedure: "passeport", ID: "page", Name: "Jamais"})
	renamed := page
	renamed.Name = "Autre page"
	second := bring(observatory.ImportCommitted, renamed)
	read := func() []rating.Button {
		t.Helper()
		all, err := store.Buttons(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return all
	}
	page.Import, letter.Import, renamed.Import = first.Number, first.Number, second.Number
	if diff := cmp.Diff([]rating.Button{letter, renamed}, read()); diff != "" {
		t.Errorf("the buttons (-want +got):\n%s", diff)
	}
	second.State = observatory.ImportUndone
	if err := store.SaveImport(t.Context(), &second); err != nil {
		t.Fatal(err)
	}
	if err := store.PurgeImport(t.Context(), second); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]rating.Button{letter, page}, read()); diff != "" {
		t.Errorf("after the second import was undone (-want +got):\n%s", diff)
	}
}
