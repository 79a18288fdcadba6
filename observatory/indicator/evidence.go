package indicator

import (
	"servicequality/observatory"
	"servicequality/observatory/rating"
)

// Evidence is all that the indicators of one procedure follow from in one
// window, the catalogue apart.
type Evidence struct {
	// Tallies lie inside the window; a tally may cover several days of one
	// ISO week, but not of two months.
	Tallies []rating.Tally
	// First is the first day ever with an accepted headline rating, Last the
	// last one inside the window; zero when there is none.
	First, Last observatory.Day
	// Volumes are the transactions that its administration states.
	Volumes []observatory.Volume
	// Probes tell how the procedure answered in the last three months of the
	// window.
	Probes Probes
}
