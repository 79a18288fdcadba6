package intake

import (
	"context"

	"github.com/spf13/pflag"

	"servicequality/collector/imports"
	"servicequality/observatory"
	"servicequality/observatory/rating"
)

// kind is one kind of import: a row of the table that `import` and `import undo`
// read. Where its rows stand in the database is in the table of package sql.
type kind struct {
	// name is observatory.ImportCatalogue and so on, and the sub-command.
	name string
	// help is the line of the command's help.
	help string
	// holds is what the file holds, for the error of one that cannot be read.
	holds string
	// flags adds the flags that this kind alone has; nil adds none.
	flags func(*pflag.FlagSet, *options)
	// check reads the file to its end and compares it with what is known.
	check func(Commands, context.Context, *source) (checked, error)
	// goes says what would go with an import, after "import 1 (file) brought".
	goes func(observatory.Undoing) string
}

// kinds is the table of what can be imported, in the order of the help.
func kinds() []kind {
	return []kind{{
		name: observatory.ImportCatalogue, holds: "catalogue", check: Commands.checkCatalogue, goes: proceduresGo,
		help: "procedures, in our own columns or the public observatory's (CSV, XLSX)",
	}, {
		name: observatory.ImportButtons, holds: "buttons", check: Commands.checkButtons, goes: rowsGo("button"),
		help: "named links to the form: procedure,button,name,source,channel,closed_on,message (CSV, XLSX)",
	}, {
		name: observatory.ImportRatings, holds: "ratings", check: Commands.checkRatings, flags: ratingsFlags, goes: rowsGo("rating"),
		help: "ratings, as tidy counts or as an export of “Je donne mon avis” (CSV, XLSX)",
	}, {
		name: observatory.ImportVolumes, holds: "volumes", check: Commands.checkVolumes, goes: rowsGo("volume"),
		help: "transactions: procedure,period_start,period_end,channel,started,completed,method,source (CSV, XLSX)",
	}, {
		name: observatory.ImportProbes, holds: "probes", check: Commands.checkProbes, goes: rowsGo("probe"),
		help: "what probes found: procedure,at,up,ms (CSV, XLSX)",
	}, {
		name: observatory.ImportPublished, holds: "published figures", check: Commands.checkPublished, goes: figuresGo,
		help: "figures printed before there were editions: edition,figure_date,metric,value,unit,numerator,denominator,source (CSV, XLSX)",
	}}
}

// kindOf finds the kind of an import that was recorded; one that no row of the
// table is about is an error.
func kindOf(imp observatory.Import) (kind, error) {
	for _, k := range kinds() {
		if k.name == imp.Kind {
			return k, nil
		}
	}
	return kind{}, imp.Unknown()
}

// checkCatalogue reads procedures. The first real ones end the demonstration.
func (a Commands) checkCatalogue(ctx context.Context, src *source) (checked, error) {
	content, err := src.content()
	if err != nil {
		return checked{}, err
	}
	read, err := imports.ReadCatalogue(content, src.name)
	if err != nil {
		return checked{}, err
	}
	current, err := src.db.DescribedCatalogue(ctx)
	if err != nil {
		return checked{}, err
	}
	changes, err := read.Apply(current)
	if err != nil {
		return checked{}, err
	}
	return checked{
		told: read.Report(changes).String(), dry: "dry run: " + nothingWritten,
		known: len(changes.Created)+len(changes.Updated) == 0,
		write: func(in *intake) error { return in.catalogue(ctx, changes) },
		then:  func() error { return a.removeDemo(ctx, src.db) },
	}, nil
}

func (Commands) checkButtons(ctx context.Context, src *source) (checked, error) {
	content, find, err := src.rows(ctx)
	if err != nil {
		return checked{}, err
	}
	read, err := imports.ReadButtons(content, src.name, find)
	if err != nil {
		return checked{}, err
	}
	known, err := src.db.Buttons(ctx)
	return compared(read, known, func(in *intake, changed []rating.Button) error {
		in.imp.First, in.imp.Last = endOfTime, endOfTime // no figure follows from it
		for i := range changed {
			changed[i].Import = in.imp.Number
		}
		return in.db.InsertButtons(ctx, changed)
	}), err
}

func (Commands) checkVolumes(ctx context.Context, src *source) (checked, error) {
	content, find, err := src.rows(ctx)
	if err != nil {
		return checked{}, err
	}
	known, err := src.db.Volumes(ctx)
	if err != nil {
		return checked{}, err
	}
	read, err := imports.ReadVolumes(content, src.name, find, known)
	if err != nil {
		return checked{}, err
	}
	return compared(read, known, func(in *intake, changed []observatory.Volume) error {
		for i := range changed {
			changed[i].Import = in.imp.Number
		}
		return in.db.InsertVolumes(ctx, changed)
	}), nil
}

func (Commands) checkProbes(ctx context.Context, src *source) (checked, error) {
	content, find, err := src.rows(ctx)
	if err != nil {
		return checked{}, err
	}
	read, err := imports.ReadProbes(content, src.name, find)
	if err != nil {
		return checked{}, err
	}
	first, last := read.Span()
	known, err := src.db.Probes(ctx, first, last)
	return compared(read, known, func(in *intake, changed []observatory.Probe) error {
		in.span(observatory.DayOf(first)) // months before it keep their figures
		in.span(observatory.DayOf(last))
		return in.db.InsertProbes(ctx, in.imp.Number, changed)
	}), err
}

// checkPublished reads the history of published figures, which replaces the one
// that is there.
func (Commands) checkPublished(ctx context.Context, src *source) (checked, error) {
	content, err := src.content()
	if err != nil {
		return checked{}, err
	}
	read, err := imports.ReadPublished(content, src.name)
	if err != nil {
		return checked{}, err
	}
	known, err := src.db.PrintedFigures(ctx)
	return rows(read.Report(known), func(in *intake) error {
		in.imp.First, in.imp.Last = endOfTime, endOfTime // no figure follows from it
		return in.db.InsertPrinted(ctx, in.imp.Number, read.Figures())
	}), err
}
