// Package indicator turns tallies, the catalogue, volumes and probes into the
// published figures of one procedure: the registry of indicators with their levels
// and goals, the computing of each, and disclosure control, which keeps single
// citizens out of differences between figures.
//
// It may import observatory, rating, statistics. What concerns several procedures
// together belongs to package summary, what is dated and signed to package edition.
package indicator

import (
	"encoding/json"
	"time"

	"servicequality/observatory"
	"servicequality/observatory/statistics"
)

// Kind names an indicator of the registry.
type Kind string

// The kinds that this release computes; the registry describes each.
const (
	KindOnline         Kind = "online"
	KindSatisfaction   Kind = "satisfaction"
	KindClarity        Kind = "clarity"
	KindHelpReachable  Kind = "help_reachable"
	KindHelpQuality    Kind = "help_quality"
	KindAutonomy       Kind = "autonomy"
	KindAccessibility  Kind = "accessibility"
	KindTellUsOnce     Kind = "tell_us_once"
	KindDigitalUse     Kind = "digital_use"
	KindCompletion     Kind = "completion"
	KindAuthentication Kind = "authentication"
	KindAvailability   Kind = "availability"
	KindResponseTime   Kind = "response_time"
	KindMobile         Kind = "mobile"
	KindHumanHelp      Kind = "human_help"
	KindAlternative    Kind = "alternative"
)

// State says whether a figure may be shown, and if not, why. There is never a
// sentinel number.
type State string

// The states. Published and PartialWindow go with a value, the others without.
const (
	StatePublished     State = "published"
	StatePartialWindow State = "partial_window"
	StateNotOnline     State = "not_online"
	StateNotApplicable State = "not_applicable"
	StatePending       State = "pending"
	StateNoButton      State = "no_button"
	StateBelowMinimum  State = "below_minimum"
	// StateCellTooSmall says that the value would give the answers of fewer than
	// five citizens away, beside what else is public.
	StateCellTooSmall State = "cell_too_small"
	StateStale        State = "stale"
	StateUnknown      State = "unknown"
	// StateInconsistent is that of a response rate alone.
	StateInconsistent State = "inconsistent"
	// StatePrinted goes with Printed: an edition kept as it was printed.
	StatePrinted State = "as_published"
)

// Level is a traffic light, empty where the registry sets no bounds.
type Level string

// The levels. Blue marks rights that are granted without being asked for.
const (
	LevelGreen  Level = "green"
	LevelYellow Level = "yellow"
	LevelRed    Level = "red"
	LevelBlue   Level = "blue"
)

// Indicator is one figure about one procedure with everything that is needed
// to read it: its JSON form is the indicator object of the API.
type Indicator struct {
	Kind  Kind  `json:"kind"`
	State State `json:"state"`
	// Word is the value of an indicator whose unit is a word (online: "yes").
	Word string `json:"word,omitempty"`
	// Printed is the cell of an edition that is kept as it was printed.
	Printed string `json:"printed,omitempty"`
	// Value, Low and High are marks (0–10), percentages (0–100) or counts.
	Value *observatory.Micro `json:"value"`
	Low   *observatory.Micro `json:"low"`
	High  *observatory.Micro `json:"high"`
	Level Level              `json:"level,omitempty"`
	// LevelCertain says that no bound of a level lies inside the interval.
	LevelCertain bool `json:"level_certain"`
	Fragile      bool `json:"fragile"`
	// GoalReached is nil where the registry sets no goal or nothing is measured.
	GoalReached *bool `json:"goal_reached"`
	// N counts citizens (rating-based kinds).
	N    uint64  `json:"n"`
	Deff float64 `json:"deff,omitempty"`
	// Numerator / Denominator is the exact value (×10 for marks, ×100 for
	// percentages). JSON writes both, a numerator of 0 too, or null for both
	// when the denominator is 0: there is no value.
	Numerator   uint64 `json:"numerator"`
	Denominator uint64 `json:"denominator"`
	// Counts holds the answers by the instrument's codes; nil below the
	// minimum of publication.
	Counts map[string]uint64  `json:"counts,omitempty"`
	Window observatory.Window `json:"window"`
	// DaysCollected is set with StatePartialWindow.
	DaysCollected int      `json:"days_collected,omitempty"`
	Series        string   `json:"series,omitempty"`
	Instruments   []string `json:"instruments,omitempty"`
	// ResponseRate is ratings / completed transactions in percent, when known.
	ResponseRate *observatory.Micro `json:"response_rate"`
	// ResponseRateState is StateInconsistent where more ratings than completed
	// transactions are declared, which makes no rate.
	ResponseRateState State `json:"response_rate_state,omitempty"`
	// Provenance is set with a value that is made of volumes.
	Provenance *Provenance          `json:"provenance,omitempty"`
	Rules      string               `json:"rules"`
	ComputedAt time.Time            `json:"computed_at"`
	Variants   map[string]Indicator `json:"variants,omitempty"`
	// Breakdowns hold the figure by groups of citizens, by dimension; none where
	// there are fewer than two groups that may be shown.
	Breakdowns map[Dimension][]Cell `json:"breakdowns,omitempty"`
	// Change is nil where the figure cannot be compared with the same window a
	// year before, Rank where nothing is ranked.
	Change *Change               `json:"change,omitempty"`
	Rank   *statistics.RankRange `json:"rank,omitempty"`
}

// MarshalJSON writes null for a numerator and denominator that do not exist.
func (i Indicator) MarshalJSON() ([]byte, error) {
	type fields Indicator
	object := struct {
		fields
		Numerator   *uint64 `json:"numerator"`
		Denominator *uint64 `json:"denominator"`
	}{fields: fields(i)}
	if i.Denominator != 0 {
		object.Numerator, object.Denominator = &i.Numerator, &i.Denominator
	}
	return json.Marshal(object)
}
