package intake

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"servicequality/cmd/observatory/instance"
	"servicequality/observatory"
)

func (a Commands) importUndoCommand() *cobra.Command {
	var yes bool
	cmd := &cobra.Command{
		Use: "undo NUMBER", Short: "tells what taking an import back would delete, and with --yes does it", Args: instance.Exactly("NUMBER"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.importing(cmd.Context(), yes, func(db *instance.Database) error { return a.undoNumbered(cmd.Context(), db, args[0], yes) })
		},
	}
	cmd.Flags().BoolVar(&yes, "yes", false, "do it; without it is only counted what would go")
	return cmd
}

// undoNumbered tells what would go with the import and, when told to, takes it
// back. One that would leave ratings or anything else without a procedure is
// refused before anything is written.
func (a Commands) undoNumbered(ctx context.Context, db *instance.Database, text string, yes bool) error {
	imp, err := numbered(ctx, db, text)
	if err != nil {
		return err
	}
	k, err := kindOf(imp)
	if err != nil {
		return err
	}
	u, err := db.Undoing(ctx, imp)
	if err != nil {
		return err
	}
	if len(u.Left) > 0 {
		return orphans(imp, u)
	}
	fmt.Fprintf(a.Stdout, "import %d (%s) brought %s\n", imp.Number, imp.File, k.goes(u))
	if !yes {
		return errors.New("nothing was undone: give the same command with --yes to do it")
	}
	if err := a.undo(ctx, db, imp); err != nil {
		return err
	}
	fmt.Fprintf(a.Stdout, "import %d (%s) is undone\n", imp.Number, imp.File)
	return nil
}

// numbered finds an import that can be taken back.
func numbered(ctx context.Context, db *instance.Database, text string) (observatory.Import, error) {
	number, err := strconv.ParseUint(text, 10, 32)
	if err != nil {
		return observatory.Import{}, fmt.Errorf("%q is not the number of an import: observatory import list names them", text)
	}
	all, err := db.Imports(ctx)
	if err != nil {
		return observatory.Import{}, err
	}
	i := slices.IndexFunc(all, func(i observatory.Import) bool { return i.Number == uint32(number) })
	if i < 0 {
		return observatory.Import{}, fmt.Errorf("import %d %w: observatory import list names them", number, observatory.ErrNotFound)
	}
	switch {
	case all[i].State == observatory.ImportPurged:
		return observatory.Import{}, fmt.Errorf("import %d was undone already", number)
	case all[i].Synthetic:
		return observatory.Import{}, fmt.Errorf("import %d is part of the demonstration: observatory demo remove takes that away whole", number)
	}
	return all[i], nil
}

// proceduresGo says what goes with a catalogue.
func proceduresGo(u observatory.Undoing) string {
	alone := uint64(len(u.Alone))
	return fmt.Sprintf("descriptions of %s, which go: %s from the catalogue%s, %s back to what other imports say",
		several(u.Procedures, "procedure"), several(alone, "procedure"), named(u.Alone), several(u.Procedures-alone, "procedure"))
}

// rowsGo says what goes with rows that each are one such thing of a procedure.
func rowsGo(noun string) func(observatory.Undoing) string {
	return func(u observatory.Undoing) string {
		return fmt.Sprintf("%s of %s, which go", several(u.Rows, noun), several(u.Procedures, "procedure"))
	}
}

// figuresGo says what goes with a history of published figures.
func figuresGo(u observatory.Undoing) string {
	return several(u.Rows, "published figure") + ", which go: the earlier history comes back"
}

// orphans refuses to leave what belongs to procedures without them.
func orphans(imp observatory.Import, u observatory.Undoing) error {
	var told []string
	for _, id := range slices.Sorted(maps.Keys(u.Left)) {
		told = append(told, id+" ("+counted(u.Left[id])+")")
	}
	if more := len(told) - mostNamed; more > 0 {
		told = append(told[:mostNamed], fmt.Sprintf("and %d more", more))
	}
	return fmt.Errorf("import %d (%s) is not undone, for it alone describes %s to which something belongs (%s): %s; "+
		"take that away first (import undo, key revoke, token revoke, procedure … --undo) where it can be, or import a corrected catalogue instead",
		imp.Number, imp.File, several(uint64(len(u.Left)), "procedure"), counted(sums(u.Left)), strings.Join(told, ", "))
}

// mostNamed is how many procedures a sentence names.
const mostNamed = 10

// named lists the first ids in brackets.
func named(ids []string) string {
	switch {
	case len(ids) == 0:
		return ""
	case len(ids) > mostNamed:
		return fmt.Sprintf(" (%s, and %d more)", strings.Join(ids[:mostNamed], ", "), len(ids)-mostNamed)
	}
	return " (" + strings.Join(ids, ", ") + ")"
}

// sums adds up what all procedures have, in order of the kinds.
func sums(left map[string][]observatory.Left) []observatory.Left {
	total := map[string]uint64{}
	for _, kinds := range left {
		for _, l := range kinds {
			total[l.Kind] += l.N
		}
	}
	var all []observatory.Left
	for _, kind := range slices.Sorted(maps.Keys(total)) {
		all = append(all, observatory.Left{Kind: kind, N: total[kind]})
	}
	return all
}

func counted(left []observatory.Left) string {
	words := make([]string, len(left))
	for i, l := range left {
		words[i] = several(l.N, l.Kind)
	}
	return strings.Join(words, ", ")
}

// several is a number of things, in words that agree.
func several(n uint64, noun string) string {
	switch {
	case n == 1:
	case strings.HasSuffix(noun, "s"):
		noun += "es"
	default:
		noun += "s"
	}
	return fmt.Sprintf("%d %s", n, noun)
}
