package observatory

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Copies is all that the figures of an edition follow from, as it was when the
// edition was frozen.
type Copies struct {
	Procedures []Procedure
	// Bases by procedure; a procedure that nobody rated may be missing.
	Bases    map[string]Basis
	Receipts map[string]Receipts
}

// Enough says why there is nothing to freeze for the edition, nil when there is
// something: a catalogue and, once anybody has answered, an answer in its months
// or before them.
func (c Copies) Enough(e Edition) error {
	if len(c.Procedures) == 0 {
		return fmt.Errorf("there is nothing to freeze for the edition %s: the catalogue is empty, import one with observatory import catalogue", e.ID)
	}
	answered := func(s Sample) bool { return s.Citizens.C > 0 }
	for _, basis := range c.Bases {
		if basis.First > 0 || slices.ContainsFunc(basis.Samples, answered) {
			return nil
		}
	}
	for _, received := range c.Receipts {
		if received.Total() > 0 {
			return fmt.Errorf("there is nothing to freeze for the edition %s: nobody had answered by %s, all ratings are of later days; what was printed then comes with observatory import published", e.ID, e.AsOf)
		}
	}
	return nil
}

// EditionFigures is an edition with its figures.
type EditionFigures struct {
	Edition   Edition
	Catalogue *Catalogue
	// Bases is what of the copies may be published.
	Bases   map[string]Basis
	Figures map[string][]Indicator
	Summary Summary
}

// Compile computes an edition from its copies. It is a pure function: the same
// copies give the same figures and the same checksum, whatever came since.
func Compile(e Edition, c Copies) EditionFigures {
	f := EditionFigures{Edition: e, Catalogue: NewCatalogue(c.Procedures),
		Bases: map[string]Basis{}, Figures: map[string][]Indicator{}}
	f.Edition.Figures = 0
	procedures := f.Catalogue.Procedures()
	for i := range procedures {
		p := &procedures[i]
		basis, rated := c.Bases[p.ID]
		if !rated {
			basis = Distil(p.ID, Evidence{}, e.Rules)
		}
		f.Bases[p.ID] = basis.Public(p, e.Window(), e.Rules)
		f.Figures[p.ID] = IndicatorsOf(p, basis, e.Window(), e.Rules, e.FrozenAt)
		f.Edition.Figures += uint64(len(f.Figures[p.ID]))
	}
	f.Summary = Summarise(f.Catalogue, e.AsOf, c.Receipts)
	f.Summary.Measure(f.Catalogue, f.Figures)
	f.Edition.Procedures, f.Edition.Summary = uint64(len(procedures)), f.Summary
	f.Edition.Checksum = f.Checksum()
	return f
}

// AsPublished is an edition that was printed elsewhere, to be kept as it was:
// figures hold cells, and only the summary counts them, by the words of the
// catalogue.
func AsPublished(id string, asOf Day, procedures []Procedure, figures map[string][]Indicator, now time.Time) EditionFigures {
	at := now.UTC().Truncate(time.Millisecond)
	f := EditionFigures{Catalogue: NewCatalogue(procedures), Figures: figures, Edition: Edition{
		ID: id, State: EditionPublished, AsOf: asOf, Rules: Rules, AsPublished: true, FrozenAt: at, PublishedAt: at,
		Procedures: uint64(len(procedures))}}
	for _, all := range figures {
		for i := range all {
			all[i].Window, all[i].ComputedAt = f.Edition.Window(), at
		}
		f.Edition.Figures += uint64(len(all))
	}
	f.Summary = Summarise(f.Catalogue, asOf, nil)
	f.Edition.Summary = f.Summary
	f.Edition.Checksum = f.Checksum()
	return f
}

// Checksum is the SHA-256, in hexadecimal, of the figures' integers, states
// and six-digit decimals, in the order of procedures and kinds.
func (f EditionFigures) Checksum() string {
	hash := sha256.New()
	for _, p := range f.Catalogue.Procedures() {
		for _, figure := range f.Figures[p.ID] {
			fmt.Fprintf(hash, "%s\t%s\t\t%s\n", p.ID, figure.Kind, figure.line())
			for _, name := range VariantsOf(f.Edition.Rules) {
				if other, ok := figure.Variants[name]; ok {
					fmt.Fprintf(hash, "%s\t%s\t%s\t%s\n", p.ID, figure.Kind, name, other.line())
				}
			}
		}
	}
	return hex.EncodeToString(hash.Sum(nil))
}

// line is what a checksum covers of one figure.
func (i Indicator) line() string {
	goal := ""
	if i.GoalReached != nil {
		goal = fmt.Sprint(*i.GoalReached)
	}
	var counts []string
	for code, n := range i.Counts {
		counts = append(counts, fmt.Sprintf("%s:%d", code, n))
	}
	slices.Sort(counts)
	return fmt.Sprintf("%s\t%s\t%s\t%s\t%s\t%s\t%t\t%t\t%s\t%d\t%s\t%d\t%d\t%s\t%d\t%s\t%s\t%s\t%s",
		i.State, i.Word+i.Printed, i.Value.text(), i.Low.text(), i.High.text(), i.Level, i.LevelCertain, i.Fragile, goal,
		i.N, MicroOf(i.Deff), i.Numerator, i.Denominator, strings.Join(counts, " "), i.DaysCollected,
		i.Series, strings.Join(i.Instruments, " "), i.ResponseRate.text(), i.Rules)
}

// text is the number with six digits, empty where there is none.
func (m *Micro) text() string {
	if m == nil {
		return ""
	}
	return m.String()
}
