package snapshot

import (
	"errors"
	"net/url"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"servicequality/observatory"
	"servicequality/web"
	"servicequality/web/search"
)

// Whatever an address asks of the list is refused with the fields named, or read
// alike once it is written again; nothing is shown that the filters keep out.
func FuzzParseListing(f *testing.F) {
	f.Add("")
	f.Add("q=passeport&ministry=interieur&online=yes&sort=satisfaction&order=desc&page=2&per_page=10")
	f.Add("columns=online,satisfaction&satisfaction=red&sort=title&order=asc")
	f.Add("page=0&per_page=501&sort=colour&columns=&q=%ff")
	f.Add("page=99999999999999999999&order=sideways&online=perhaps")
	snap := &Snapshot{search: &search.Engine{}, Catalogue: observatory.NewCatalogue([]observatory.Procedure{
		{ID: "passport", Title: "Demander un passeport", Ministry: "Intérieur", Online: observatory.OnlineYes},
		{ID: "tax", Title: "Déclarer ses revenus", Ministry: "Économie"},
	})}
	snap.Entries = entries(snap)
	list := snap.Entries
	columns := []string{"ministry", "online", "satisfaction", "trend", "n", "volume"}
	f.Fuzz(func(t *testing.T, text string) {
		query, err := url.ParseQuery(text)
		if err != nil {
			return
		}
		l, err := ParseListing(query, list, columns)
		if err != nil {
			var bad *web.Refusal
			if !errors.As(err, &bad) || slices.ContainsFunc(bad.Faults, func(f web.Fault) bool { return f.Field == "" || f.Reason == "" }) {
				t.Errorf("refused without a reason: %v", err)
			}
			return
		}
		again, err := ParseListing(l.Query(), list, columns)
		if err != nil {
			t.Fatalf("%q was written as %q: %v", text, l.Query().Encode(), err)
		}
		if diff := cmp.Diff(l.Query(), again.Query()); diff != "" {
			t.Errorf("written and read again (-want +got):\n%s", diff)
		}
		kept, err := l.Apply(snap)
		if err != nil {
			t.Fatal(err)
		}
		if len(kept) > len(list) || !l.Filtered() && len(kept) != len(list) {
			t.Errorf("%d of %d are kept", len(kept), len(list))
		}
		shown, pages := l.Slice(kept)
		if len(shown) > l.PerPage || len(shown) > len(kept) || pages < 1 {
			t.Errorf("%d of %d are on the page %d of %d", len(shown), len(kept), l.Page, pages)
		}
	})
}
