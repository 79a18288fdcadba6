package imports

import (
	"encoding/csv"
	"fmt"
	"io"

	"servicequality/collector/imports/sheet"
	"servicequality/observatory"
)

// WriteCatalogue writes the procedures as CSV in the observatory's own
// columns, which ReadCatalogue reads back to the same procedures. With public
// set, the owner's name and address are left out and an apostrophe stands
// before every cell that a spreadsheet would run as a formula.
func WriteCatalogue(w io.Writer, procedures []observatory.Procedure, public bool) error {
	var written []column
	var header []string
	for _, c := range columns() {
		if !c.private || !public {
			written = append(written, c)
			header = append(header, c.name)
		}
	}
	out := csv.NewWriter(w)
	_ = out.Write(header) // the first error comes back from Error
	cells := make([]string, len(written))
	for i := range procedures {
		for j, c := range written {
			cells[j] = sheet.Armour(c.get(&procedures[i]), public)
		}
		_ = out.Write(cells)
	}
	out.Flush()
	if err := out.Error(); err != nil {
		return fmt.Errorf("cannot write the catalogue: %w", err)
	}
	return nil
}
