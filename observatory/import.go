package observatory

import (
	"fmt"
	"time"
)

// ImportState says how far an import came. Its rows count only when committed.
type ImportState string

// The states of an import, in order.
const (
	ImportStarted   ImportState = "started"
	ImportCommitted ImportState = "committed"
	ImportUndone    ImportState = "undone"
	ImportPurged    ImportState = "purged" // undone, and its rows are deleted
)

// The kinds of import.
const (
	ImportCatalogue = "catalogue"
	ImportRatings   = "ratings"
	ImportVolumes   = "volumes"
	ImportButtons   = "buttons"
	ImportProbes    = "probes"
	ImportPublished = "published"
)

// Import is one file that was read into the database.
type Import struct {
	// Number is unique, and carried by every row that the import brought.
	Number uint32
	Kind   string
	// File is the base name of the file, Checksum its SHA-256 in hexadecimal.
	File     string
	Checksum string
	// Synthetic marks demonstration data.
	Synthetic bool
	State     ImportState

	Read, Created, Updated, Unchanged uint64

	// First and Last are the days that the figures follow from: ratings
	// imports touch the windows that overlap them, catalogues all windows.
	First, Last Day
	At          time.Time
}

// Unknown is the error of an import of a kind that is not known here, as one that
// a later release brought: what it wrote and where is not known either.
func (i Import) Unknown() error {
	return fmt.Errorf("import %d is of the kind %q, which this release does not know: use the release that imported it", i.Number, i.Kind)
}

// Undoing is what would happen if an import were taken back.
type Undoing struct {
	// Rows counts what the import brought, and would go: ratings, procedures as
	// they were described, volumes and so on, of so many Procedures.
	Rows, Procedures uint64
	// Alone are the ids of procedures that no other import describes: they would
	// go from the catalogue.
	Alone []string
	// Left is what there is of these procedures beside, and would belong to
	// none: by id, and in order of the kinds.
	Left map[string][]Left
}

// Left counts what there is of a procedure beside its description: N of a Kind,
// which is "rating", "volume", "probe", "button", "key", "access", "objection",
// "edition" or "event", a merge, an alias or a closing.
type Left struct {
	Kind string
	N    uint64
}
