package edition

import (
	"slices"
	"strings"

	"servicequality/observatory"
	"servicequality/observatory/indicator"
)

// FrozenFigure is a figure as an edition gave it: what is needed to follow it from
// one edition to the next, and nothing of what explains it.
type FrozenFigure struct {
	Kind  indicator.Kind  `json:"kind"`
	State indicator.State `json:"state"`
	// Word and Printed are values that are no number (see Indicator).
	Word    string `json:"word,omitempty"`
	Printed string `json:"printed,omitempty"`
	// Value, Low and High are marks (0–10), percentages (0–100) or counts.
	Value   *observatory.Micro `json:"value"`
	Low     *observatory.Micro `json:"low"`
	High    *observatory.Micro `json:"high"`
	Level   indicator.Level    `json:"level,omitempty"`
	Fragile bool               `json:"fragile"`
	// N counts citizens (rating-based kinds).
	N uint64 `json:"n"`
	// Numerator / Denominator is the exact value, 0 / 0 where there is none.
	Numerator   uint64   `json:"numerator"`
	Denominator uint64   `json:"denominator"`
	Series      string   `json:"series,omitempty"`
	Instruments []string `json:"instruments,omitempty"`
}

// Indicator is the figure as far as it was kept.
func (r FrozenFigure) Indicator() indicator.Indicator {
	return indicator.Indicator{
		Kind: r.Kind, State: r.State, Word: r.Word, Printed: r.Printed, Value: r.Value, Low: r.Low, High: r.High,
		Level: r.Level, Fragile: r.Fragile, N: r.N, Numerator: r.Numerator, Denominator: r.Denominator,
		Series: r.Series, Instruments: r.Instruments,
	}
}

// Comparable says whether a line may lead from the earlier figure to this one:
// both were computed, from answers to the same question on the same scale.
// What was printed elsewhere followed rules that varied.
func (r FrozenFigure) Comparable(earlier FrozenFigure) bool {
	return r.Value != nil && earlier.Value != nil && r.Series == earlier.Series
}

// OtherInstruments says whether other questionnaires than before made the
// figure; of figures without questionnaires it is never said.
func (r FrozenFigure) OtherInstruments(earlier FrozenFigure) bool {
	return len(r.Instruments) > 0 && len(earlier.Instruments) > 0 && !slices.Equal(r.Instruments, earlier.Instruments)
}

// About says whether a published figure concerns the procedure: it is named in
// the figure's metric, word for word.
func (f PrintedFigure) About(p *observatory.Procedure) bool {
	name, metric := words(p.Title), words(f.Metric)
	return len(name) >= shortestName && strings.Contains(metric, name)
}

// shortestName is how long a title must be for its words to name it, in bytes:
// "Amendes" stands in many sentences.
const shortestName = 12

// words is a text in lower case without accents, a space around each word.
func words(text string) string {
	var b strings.Builder
	b.WriteByte(' ')
	for word := range strings.FieldsSeq(text) {
		if slug := observatory.Slug(word); slug != "" {
			b.WriteString(strings.ReplaceAll(slug, "-", " "))
			b.WriteByte(' ')
		}
	}
	return b.String()
}
