package edition

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"time"

	"servicequality/observatory"
	"servicequality/observatory/indicator"
	"servicequality/observatory/rating"
	"servicequality/observatory/summary"
)

// Copies is everything that the figures of an edition are computed from, as it was when
// the edition was frozen.
type Copies struct {
	Procedures []observatory.Procedure
	// Bases by procedure; a procedure that nobody rated may be missing.
	Bases    map[string]indicator.Basis
	Receipts map[string]rating.Receipts
}

// Enough says why there is nothing to freeze for the edition, nil when there is
// something: a catalogue and, once anybody has answered, an answer in its months
// or before them.
func (c Copies) Enough(e Edition) error {
	if len(c.Procedures) == 0 {
		return fmt.Errorf("there is nothing to freeze for the edition %s: the catalogue is empty, import one with observatory import catalogue", e.ID)
	}
	answered := func(s indicator.Sample) bool { return s.Citizens.C > 0 }
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

// Figures is an edition with its figures.
type Figures struct {
	Edition   Edition
	Catalogue *observatory.Catalogue
	// Bases is what of the copies may be published.
	Bases   map[string]indicator.Basis
	Figures map[string][]indicator.Indicator
	Summary summary.Summary
}

// Compile computes an edition from its copies. It is a pure function: the same
// copies give the same figures and the same checksum, whatever came since.
func Compile(e Edition, c Copies) Figures {
	f := Figures{Edition: e, Catalogue: observatory.NewCatalogue(c.Procedures),
		Bases: map[string]indicator.Basis{}, Figures: map[string][]indicator.Indicator{}}
	f.Edition.Figures = 0
	procedures := f.Catalogue.Procedures()
	for i := range procedures {
		p := &procedures[i]
		basis, rated := c.Bases[p.ID]
		if !rated {
			basis = indicator.Distil(p.ID, indicator.Evidence{}, e.Rules)
		}
		f.Bases[p.ID] = basis.Public(p, e.Window(), e.Rules)
		f.Figures[p.ID] = indicator.ComputeFrom(p, basis, e.Window(), e.Rules, e.FrozenAt)
		f.Edition.Figures += uint64(len(f.Figures[p.ID]))
	}
	f.Summary = summary.Summarise(f.Catalogue, e.AsOf, c.Receipts)
	f.Summary.Measure(f.Catalogue, f.Figures)
	f.Edition.Procedures, f.Edition.Summary = uint64(len(procedures)), f.Summary
	f.Edition.Checksum = f.Checksum()
	return f
}

// AsPrinted is an edition that was printed elsewhere, to be kept as it was:
// figures hold cells, and only the summary counts them, by the words of the
// catalogue.
func AsPrinted(id string, asOf observatory.Day, procedures []observatory.Procedure, figures map[string][]indicator.Indicator, now time.Time) Figures {
	at := now.UTC().Truncate(time.Millisecond)
	f := Figures{Catalogue: observatory.NewCatalogue(procedures), Figures: figures, Edition: Edition{
		ID: id, State: Published, AsOf: asOf, Rules: indicator.Rules, AsPrinted: true, FrozenAt: at, PublishedAt: at,
		Procedures: uint64(len(procedures))}}
	for _, all := range figures {
		for i := range all {
			all[i].Window, all[i].ComputedAt = f.Edition.Window(), at
		}
		f.Edition.Figures += uint64(len(all))
	}
	f.Summary = summary.Summarise(f.Catalogue, asOf, nil)
	f.Edition.Summary = f.Summary
	f.Edition.Checksum = f.Checksum()
	return f
}

// Checksum is the SHA-256, in hexadecimal, of the figures' integers, states
// and six-digit decimals, in the order of procedures and kinds.
func (f Figures) Checksum() string {
	hash := sha256.New()
	for _, p := range f.Catalogue.Procedures() {
		for _, figure := range f.Figures[p.ID] {
			fmt.Fprintf(hash, "%s\t%s\t\t%s\n", p.ID, figure.Kind, figure.Line())
			for _, name := range indicator.VariantsOf(f.Edition.Rules) {
				if other, ok := figure.Variants[name]; ok {
					fmt.Fprintf(hash, "%s\t%s\t%s\t%s\n", p.ID, figure.Kind, name, other.Line())
				}
			}
		}
	}
	return hex.EncodeToString(hash.Sum(nil))
}
