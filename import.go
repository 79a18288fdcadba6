package observatory

import "time"

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
