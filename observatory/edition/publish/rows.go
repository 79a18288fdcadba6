package publish

import (
	"encoding/csv"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"servicequality/observatory"
	"servicequality/observatory/edition"
	"servicequality/observatory/indicator"
)

// headline names the population of the figures that are not variants.
const headline = "headline"

// field is one column of indicators.csv.
type field struct {
	name, kind, about string
	text              func(line) string
}

// line is one row: a figure, or a variant of it.
type line struct {
	edition, procedure, population string
	indicator.Indicator
}

func fields() []field {
	return []field{
		{"edition", "string", "id of the edition", func(l line) string { return l.edition }},
		{"procedure", "string", "id of the procedure, see " + CatalogueCSV, func(l line) string { return l.procedure }},
		{"kind", "string", "indicator", func(l line) string { return string(l.Kind) }},
		{"population", "string", "who is counted: headline, or another way to count", func(l line) string { return l.population }},
		{"state", "string", "published, partial_window, or why there is no value", func(l line) string { return string(l.State) }},
		{"word", "string", "value of an indicator in words", func(l line) string { return l.Word }},
		{"printed", "string", "value as an edition from elsewhere printed it", func(l line) string { return l.Printed }},
		{"value", "number", "mark (0–10), percentage (0–100) or count", func(l line) string { return number(l.Value) }},
		{"low", "number", "lower end of the 95 % interval", func(l line) string { return number(l.Low) }},
		{"high", "number", "upper end of the 95 % interval", func(l line) string { return number(l.High) }},
		{"level", "string", "green, yellow, red or blue", func(l line) string { return string(l.Level) }},
		{"level_certain", "boolean", "no bound of a level lies inside the interval", func(l line) string { return strconv.FormatBool(l.LevelCertain) }},
		{"fragile", "boolean", "the interval is wide", func(l line) string { return strconv.FormatBool(l.Fragile) }},
		{"goal_reached", "boolean", "empty where there is no goal or nothing is measured", func(l line) string { return boolean(l.GoalReached) }},
		{"n", "integer", "citizens", func(l line) string { return strconv.FormatUint(l.N, 10) }},
		{"deff", "number", "design effect of the interval", effect},
		{"numerator", "integer", "numerator / denominator is the exact value, ×10 for marks, ×100 for percentages", func(l line) string { return part(l, l.Numerator) }},
		{"denominator", "integer", "see numerator", func(l line) string { return part(l, l.Denominator) }},
		{"counts", "string", "answers by level, code:number", counts},
		{"window_start", "date", "first day of the window", func(l line) string { return l.Window.Start.String() }},
		{"window_end", "date", "first day after the window", func(l line) string { return l.Window.End.String() }},
		{"days_collected", "integer", "days with a form, when not the whole window", func(l line) string { return positive(l.DaysCollected) }},
		{"series", "string", "question and scale: figures are never averaged across", func(l line) string { return l.Series }},
		{"instruments", "string", "questionnaires, separated by |", func(l line) string { return strings.Join(l.Instruments, "|") }},
		{"response_rate", "number", "ratings / completed transactions, in percent", func(l line) string { return number(l.ResponseRate) }},
		{"volumes_origin", "string", "volumes that were stated for periods, or the catalogue's", volumes(func(p indicator.Provenance) string { return string(p.Origin) })},
		{"volumes_method", "string", "how the volumes were found out", volumes(func(p indicator.Provenance) string { return p.Method })},
		{"volumes_source", "string", "where the volumes are from", volumes(func(p indicator.Provenance) string { return p.Source })},
		{"volumes_start", "date", "first day of the volumes' period", volumes(func(p indicator.Provenance) string { return p.Start.String() })},
		{"volumes_end", "date", "last day of the volumes' period", volumes(func(p indicator.Provenance) string { return p.End.String() })},
		{"rules", "string", "version of the registry", func(l line) string { return l.Rules }},
	}
}

// lines gives each figure, followed by its variants.
func lines(e edition.Edition, figures []figure) []line {
	var all []line
	for _, f := range figures {
		all = append(all, line{e.ID, f.Procedure, headline, f.Indicator})
		for _, name := range indicator.VariantsOf(e.Rules) {
			if other, ok := f.Variants[name]; ok {
				all = append(all, line{e.ID, f.Procedure, name, other})
			}
		}
	}
	return all
}

func writeFigures(w io.Writer, e edition.Edition, figures []figure) error {
	out := csv.NewWriter(w)
	columns := fields()
	cells := make([]string, len(columns))
	for i, c := range columns {
		cells[i] = c.name
	}
	_ = out.Write(cells) // the first error comes back from Error
	for _, l := range lines(e, figures) {
		for i, c := range columns {
			cells[i] = c.csv(l)
		}
		_ = out.Write(cells)
	}
	out.Flush()
	return out.Error()
}

// csv is the column's cell in indicators.csv: what is no number never begins as a
// formula of a spreadsheet does, an apostrophe stands before it.
func (f field) csv(l line) string {
	text := f.text(l)
	if f.kind == "string" && text != "" && strings.ContainsRune("=+-@\t\r\n", rune(text[0])) {
		return "'" + text
	}
	return text
}

func number(m *observatory.Micro) string {
	if m == nil {
		return ""
	}
	return m.String()
}

func boolean(b *bool) string {
	if b == nil {
		return ""
	}
	return strconv.FormatBool(*b)
}

// volumes writes a part of where volumes are from, empty where a figure is made
// of none.
func volumes(text func(indicator.Provenance) string) func(line) string {
	return func(l line) string {
		if l.Provenance == nil {
			return ""
		}
		return text(*l.Provenance)
	}
}

func effect(l line) string {
	if l.Deff == 0 {
		return ""
	}
	return observatory.MicroOf(l.Deff).String()
}

func part(l line, n uint64) string {
	if l.Denominator == 0 {
		return ""
	}
	return strconv.FormatUint(n, 10)
}

func positive(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

func counts(l line) string {
	var parts []string
	for code, n := range l.Counts {
		parts = append(parts, fmt.Sprintf("%s:%d", code, n))
	}
	slices.Sort(parts)
	return strings.Join(parts, "|")
}
