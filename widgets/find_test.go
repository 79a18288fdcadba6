package widgets

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"servicequality/observatory"
)

// TestSearch: a procedure is found by all that the list of the pages searches, and one
// whose title is meant comes first.
func TestSearch(t *testing.T) {
	t.Parallel()
	procedures := []observatory.Procedure{
		{ID: "carte", Title: "Carte d’identité", Administration: "Bureau des passeports", Aliases: []string{"jdma:42"}},
		{ID: "visa", Title: "Visa", Ministry: "Affaires étrangères"},
		{ID: "passeport", Title: "Passeport"},
	}
	for text, want := range map[string][]string{
		"PASSEPORT": {"passeport", "carte"}, "etrangeres": {"visa"}, "jdma:42": {"carte"}, "visa passeport": nil, "!": nil, "identite carte": {"carte"},
	} {
		var got []string
		for _, p := range search(procedures, text) {
			got = append(got, p.ID)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%q (-want +got):\n%s", text, diff)
		}
	}
}
