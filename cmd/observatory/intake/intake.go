// Package intake holds the sub-commands that bring data in: imports and taking them
// back, the demonstration, and single runs of jobs. Reading files is the work of
// collector/imports; this package makes of what was read an import that counts whole
// or not at all.
package intake

import (
	"context"
	"fmt"
	"iter"
	"slices"

	"github.com/google/uuid"
	"github.com/schollz/progressbar/v3"

	"servicequality/cmd/observatory/instance"
	"servicequality/collector/imports"
	"servicequality/observatory"
	"servicequality/observatory/rating"
)

// intake brings one checked file into the database: an import is announced,
// its rows are written under its number, and the last row written is the one
// that makes them count. Killed on the way it shows nothing.
type intake struct {
	app *instance.App
	db  *instance.Database
	imp observatory.Import
}

// bring announces the import, has its rows written and makes it count. One
// whose rows are all known is not committed: no figure is to be computed again.
func (a Commands) bring(ctx context.Context, db *instance.Database, imp observatory.Import, write func(*intake) error) (observatory.Import, error) {
	imp.State = observatory.ImportStarted
	in := &intake{app: a.App, db: db, imp: imp}
	if err := db.SaveImport(ctx, &in.imp); err != nil {
		return in.imp, err
	}
	if err := write(in); err != nil || in.imp.Created+in.imp.Updated == 0 {
		return in.imp, err
	}
	if err := a.decide(ctx, db, &in.imp, observatory.ImportCommitted); err != nil {
		return in.imp, err
	}
	return in.imp, a.Settle(ctx, db)
}

// bringFile does the same for a file of the operator's, and tells its number.
func (a Commands) bringFile(ctx context.Context, db *instance.Database, imp observatory.Import, write func(*intake) error) error {
	imp, err := a.bring(ctx, db, imp, write)
	if err == nil && imp.State == observatory.ImportCommitted {
		fmt.Fprintf(a.Stdout, "committed as import %d\n", imp.Number)
	}
	return err
}

// decide gives the import the state from which its rows count, or no longer
// do. The row is written twice: the second one's instant is later than the
// moment from which the first could be seen, so that no figure that was
// computed in between passes for a newer one.
func (a Commands) decide(ctx context.Context, db *instance.Database, imp *observatory.Import, state observatory.ImportState) error {
	imp.State = state
	for range 2 {
		if err := db.SaveImport(ctx, imp); err != nil {
			return err
		}
	}
	return nil
}

// catalogue writes the procedures of an import.
func (in *intake) catalogue(ctx context.Context, changes imports.Changes) error {
	in.imp.Created, in.imp.Updated = uint64(len(changes.Created)), uint64(len(changes.Updated))
	in.imp.Unchanged = uint64(len(changes.Unchanged))
	in.imp.Read = in.imp.Created + in.imp.Updated + in.imp.Unchanged
	in.imp.Last = endOfTime // a catalogue touches the figures of every month
	all := slices.Concat(changes.Created, changes.Updated)
	for i := range all {
		all[i].Synthetic = in.imp.Synthetic
	}
	return in.db.InsertProcedures(ctx, in.imp.Number, all)
}

// endOfTime is the last day that the database's dates hold.
const endOfTime = observatory.Day(65535)

// batchRows is how many ratings one insert brings.
const batchRows = 50_000

// ratings writes those of the ratings that no earlier import brought, and looks
// for every row that it wrote. It is fastest when the ratings of a procedure
// and month come together.
func (in *intake) ratings(ctx context.Context, all iter.Seq[rating.Rating], total uint64) error {
	months, err := in.db.ImportedMonths(ctx)
	if err != nil {
		return err
	}
	bar := in.app.Progress(total, in.imp.File, progressbar.OptionShowCount())
	defer bar.Close() //nolint:errcheck // a picture on the terminal
	known := knownIDs{months: months, read: in.db.KnownIDs, cells: map[cell]map[uuid.UUID]bool{}}
	batch := make([]rating.Rating, 0, batchRows)
	for r := range all {
		in.imp.Read++
		old, err := known.has(ctx, r)
		if err != nil {
			return err
		}
		if old {
			in.imp.Unchanged++
			continue
		}
		in.imp.Created++
		in.span(r.Day())
		r.Delivery = rating.Delivery{Node: 0, Epoch: in.imp.Number, Seq: in.imp.Created}
		if batch = append(batch, r); len(batch) == batchRows {
			if err := in.flush(ctx, batch); err != nil {
				return err
			}
			batch = batch[:0]
		}
		if in.imp.Read%1000 == 0 {
			_ = bar.Set64(int64(in.imp.Read))
		}
	}
	_ = bar.Finish()
	return in.flush(ctx, batch)
}

func (in *intake) span(day observatory.Day) {
	if in.imp.First == 0 || day < in.imp.First {
		in.imp.First = day
	}
	in.imp.Last = max(in.imp.Last, day)
}

func (in *intake) flush(ctx context.Context, batch []rating.Rating) error {
	if len(batch) == 0 {
		return nil
	}
	token := fmt.Sprintf("import-%d-%d-%s", in.imp.Number, batch[0].Delivery.Seq, uuid.NewString())
	if err := in.db.InsertRatings(ctx, batch, token); err != nil {
		return err
	}
	missing, err := in.db.Missing(ctx, batch)
	if err == nil && len(missing) > 0 {
		err = fmt.Errorf("the database lacks %d of %d ratings that it took: nothing was imported, try again", len(missing), len(batch))
	}
	return err
}

// cell is the ratings of one procedure in one month.
type cell struct {
	procedure string
	month     observatory.Day
}

// knownIDs answers whether an earlier import brought a rating; it keeps the
// ids of the cells that it met last.
type knownIDs struct {
	months map[string]map[observatory.Day]bool
	read   func(context.Context, string, observatory.Day) (map[uuid.UUID]bool, error)
	cells  map[cell]map[uuid.UUID]bool
	held   int
}

// mostKnown bounds the ids that are held at once, about 40 bytes each.
const mostKnown = 500_000

func (k *knownIDs) has(ctx context.Context, r rating.Rating) (bool, error) {
	at := cell{r.Procedure, r.Day().FirstOfMonth()}
	if !k.months[at.procedure][at.month] {
		return false, nil
	}
	ids, held := k.cells[at]
	if !held {
		var err error
		if ids, err = k.read(ctx, at.procedure, at.month); err != nil {
			return false, err
		}
		if k.held += len(ids); k.held > mostKnown {
			clear(k.cells)
			k.held = len(ids)
		}
		k.cells[at] = ids
	}
	return ids[r.ID], nil
}

// undo takes imports back: their rows no longer count, then they are deleted.
// One of an unknown kind is an error before anything is written.
func (a Commands) undo(ctx context.Context, db *instance.Database, undone ...observatory.Import) error {
	for _, imp := range undone {
		if _, err := kindOf(imp); err != nil {
			return err
		}
	}
	for i := range undone {
		if undone[i].State == observatory.ImportUndone {
			continue // by a run that was killed before it had deleted the rows
		}
		if err := a.decide(ctx, db, &undone[i], observatory.ImportUndone); err != nil {
			return err
		}
	}
	if err := a.Settle(ctx, db); err != nil {
		return err
	}
	for _, imp := range undone {
		if err := db.PurgeImport(ctx, imp); err != nil {
			return err
		}
		imp.State = observatory.ImportPurged
		if err := db.SaveImport(ctx, &imp); err != nil {
			return err
		}
	}
	return nil
}
