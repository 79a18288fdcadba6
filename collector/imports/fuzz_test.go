package imports_test

import (
	"bytes"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"servicequality/collector/imports"
	"servicequality/observatory"
)

// Whatever is taken can be written and is read back unchanged.
func FuzzReadCatalogue(f *testing.F) {
	f.Fuzz(func(t *testing.T, data []byte) {
		file, err := imports.ReadCatalogue(bytes.NewReader(data), "fuzz.csv")
		if err != nil {
			return
		}
		changes, err := file.Apply(nil)
		if err != nil {
			return
		}
		for _, p := range changes.Created {
			if !observatory.ValidID(p.ID) || p.Title == "" {
				t.Errorf("procedure %q with title %q", p.ID, p.Title)
			}
		}
		catalogue := observatory.NewCatalogue(changes.Created)
		if again, err := file.Apply(catalogue); err != nil || len(again.Unchanged) != len(changes.Created) {
			t.Errorf("the second import: %d of %d unchanged, error %v", len(again.Unchanged), len(changes.Created), err)
		}
		for _, public := range []bool{false, true} {
			var out bytes.Buffer
			if err := imports.WriteCatalogue(&out, changes.Created, public); err != nil {
				t.Fatal(err)
			}
			written, err := imports.ReadCatalogue(bytes.NewReader(out.Bytes()), "written.csv")
			if err != nil {
				t.Fatalf("%v\n%q", err, out.Bytes())
			}
			again, err := written.Apply(catalogue)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(changes.Created, again.Unchanged); diff != "" {
				t.Errorf("written and read (-want +got):\n%s", diff)
			}
		}
	})
}

// Whatever is taken gives ratings with ids of their own, on the days counted.
func FuzzReadCounts(f *testing.F) {
	f.Fuzz(func(t *testing.T, data []byte) {
		file, err := imports.ReadCounts(bytes.NewReader(data), "fuzz.csv")
		if err != nil {
			return
		}
		first, last := file.Days()
		seen := map[uuid.UUID]bool{}
		for r := range file.Ratings {
			if r.Day() < first || r.Day() > last || r.Satisfaction > 3 || r.Clarity > 5 || r.Satisfaction+r.Clarity == 0 {
				t.Fatalf("rating %+v between %s and %s", r, first, last)
			}
			if seen[r.ID] {
				t.Fatalf("id %s is given twice", r.ID)
			}
			if seen[r.ID] = true; len(seen) == 1000 {
				break
			}
		}
	})
}
