package imports

import (
	"fmt"
	"strconv"
	"strings"

	"servicequality/collector/imports/sheet"
)

// Report is what an import tells whoever started it.
type Report struct {
	File string
	// Kind is what the file holds: "catalogue", "ratings".
	Kind string
	// Read counts the rows of the file, which are procedures or, expanded,
	// ratings once they are Created, Updated or Unchanged. A file with a row
	// that is wrong is refused whole, and has no report.
	Read, Created, Updated, Unchanged uint64
	// Ignored names the columns that were not read.
	Ignored []string
	// Notes are sentences about the file as a whole.
	Notes []string
}

// String writes the report for a terminal, without a final line end.
func (r Report) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s of %s: %s read: %d created, %d updated, %d unchanged",
		r.Kind, r.File, sheet.Plural(r.Read, "row"), r.Created, r.Updated, r.Unchanged)
	if len(r.Ignored) > 0 {
		fmt.Fprintf(&b, "\n  columns ignored: %s", strings.Join(r.Ignored, ", "))
	}
	for _, note := range r.Notes {
		fmt.Fprintf(&b, "\n  %s", note)
	}
	return b.String()
}

// Report tells what the file changes.
func (f *CatalogueFile) Report(c Changes) Report {
	r := Report{
		File: f.name, Kind: "catalogue", Read: uint64(f.read), Ignored: f.ignored,
		Created: uint64(len(c.Created)), Updated: uint64(len(c.Updated)), Unchanged: uint64(len(c.Unchanged)),
		Notes: append([]string{"read in " + f.layout.name}, f.notes...),
	}
	if repeated := f.read - len(f.rows); repeated > 0 {
		r.Notes = append(r.Notes, sheet.Plural(uint64(repeated), "row")+" said again what another says")
	}
	if c.WithoutTotal > 0 {
		r.Notes = append(r.Notes, "shares of online transactions left out, for want of a total volume: "+strconv.Itoa(c.WithoutTotal))
	}
	return r
}
