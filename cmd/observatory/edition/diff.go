package edition

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"text/tabwriter"

	"servicequality/cmd/observatory/instance"
	"servicequality/observatory/edition"
	"servicequality/observatory/indicator"
)

// diffEditions tells what moved between two frozen or published editions.
func (a Commands) diffEditions(ctx context.Context, db *instance.Database, args []string) error {
	ids := slices.Clone(args)
	sides := make([]edition.Figures, len(ids))
	for i, id := range ids {
		var err error
		if sides[i], err = readEdition(ctx, db, id); err != nil {
			return err
		}
	}
	corrections, err := db.EditionChanges(ctx, sides[0].Edition, sides[1].Edition)
	if err != nil {
		return err
	}
	rollover, err := db.EditionRollover(ctx, sides[0].Edition, sides[1].Edition)
	if err != nil {
		return err
	}
	d := edition.Compare(sides[0], sides[1], corrections, rollover)
	fmt.Fprintf(a.Stdout, "%s → %s: %d figures moved; in the days that both cover, late +%d, erased −%d\n", ids[0], ids[1], len(d.Moves), d.Late, d.Erased)
	if !d.SameWindow {
		fmt.Fprintf(a.Stdout, "the twelve months end on %s, then on %s\n", sides[0].Edition.AsOf, sides[1].Edition.AsOf)
	}
	if !d.SameRules {
		fmt.Fprintf(a.Stdout, "the rules are %s, then %s\n", sides[0].Edition.Rules, sides[1].Edition.Rules)
	}
	fmt.Fprintf(a.Stdout, "entries: %s\nexits: %s\n", enumerated(d.Entries), enumerated(d.Exits))
	table := tabwriter.NewWriter(a.Stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "PROCEDURE\tKIND\tFROM\tTO\tN\tMONTHS IN − OUT\tLATE\tERASED")
	for _, m := range d.Moves {
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%d → %d\t%s\t+%d\t−%d\n", m.Procedure, m.Kind, told(m.From), told(m.To), m.From.N, m.To.N, turned(m.Change), m.Late, m.Erased)
	}
	return table.Flush()
}

// readEdition reads a frozen or published edition as it is stored.
func readEdition(ctx context.Context, db *instance.Database, id string) (f edition.Figures, err error) {
	all, err := db.Editions(ctx)
	if err != nil {
		return f, err
	}
	if f.Edition, err = edition.Find(all, id); err != nil {
		return f, unknownEdition(err)
	}
	if f.Edition.State == edition.Draft {
		return f, fmt.Errorf("the edition %s is a draft: freeze it first", id)
	}
	if f.Catalogue, err = db.EditionCatalogue(ctx, f.Edition); err != nil {
		return f, err
	}
	f.Summary = f.Edition.Summary
	f.Figures, err = db.EditionIndicators(ctx, f.Edition, "")
	return f, err
}

// told writes a figure's value, or why there is none.
func told(i indicator.Indicator) string {
	switch {
	case i.Value != nil && i.Level != "":
		return i.Value.String() + " " + string(i.Level)
	case i.Value != nil:
		return i.Value.String()
	case i.Word != "" || i.Printed != "":
		return i.Word + i.Printed
	}
	return string(i.State)
}

// turned tells the change between the months that went out and those that came.
func turned(c *indicator.Change) string {
	switch {
	case c == nil:
		return "–"
	case c.Arrow == indicator.ArrowNone:
		return c.Difference.String() + " " + c.Reason
	}
	return c.Difference.String() + " " + string(c.Arrow)
}

func enumerated(ids []string) string {
	if len(ids) == 0 {
		return "none"
	}
	return strings.Join(ids, ", ")
}
