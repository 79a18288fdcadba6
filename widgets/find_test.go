package widgets

import (
	"log/slog"
	"testing"

	"github.com/google/go-cmp/cmp"

	"servicequality/observatory"
)

// TestSearch: what is found is of the catalogue that counts now, and what is not found
// may have been meant otherwise.
func TestSearch(t *testing.T) {
	t.Parallel()
	catalogue := observatory.NewCatalogue([]observatory.Procedure{
		{ID: "carte", Title: "Carte d’identité", Administration: "Bureau des passeports", Aliases: []string{"jdma:42"}},
		{ID: "visa", Title: "Visa", Ministry: "Affaires étrangères"},
		{ID: "passeport", Title: "Passeport"},
	})
	w := &Widgets{catalogue: func() *observatory.Catalogue { return catalogue }, log: slog.New(slog.DiscardHandler)}
	type answer struct{ Found, Near []string }
	ids := func(procedures []*observatory.Procedure) (all []string) {
		for _, p := range procedures {
			all = append(all, p.ID)
		}
		return all
	}
	for text, want := range map[string]answer{
		"PASSEPORT": {Found: []string{"passeport", "carte"}}, "etrangeres": {Found: []string{"visa"}}, "jdma:42": {Found: []string{"carte"}},
		"!": {}, "identite carte": {Found: []string{"carte"}}, "passeprot": {Near: []string{"passeport"}},
	} {
		found, near := w.search(text)
		if diff := cmp.Diff(want, answer{ids(found), ids(near)}); diff != "" {
			t.Errorf("%q (-want +got):\n%s", text, diff)
		}
	}
	catalogue = observatory.NewCatalogue(nil)
	if found, near := w.search("visa"); len(found)+len(near) > 0 {
		t.Errorf("%v and %v are of a catalogue that counts no more", ids(found), ids(near))
	}
}
