package backup

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"time"

	"github.com/google/uuid"
	"github.com/spf13/cobra"

	"servicequality/cmd/observatory/instance"
	"servicequality/collector/record"
	"servicequality/observatory/rating"
)

// tombstoneColumns are the columns of exported tombstones.
func tombstoneColumns() []string { return []string{"rating", "procedure", "kind", "reason", "by"} }

// ExportTombstonesCommand is `export tombstones`.
func (a Commands) ExportTombstonesCommand() *cobra.Command {
	return &cobra.Command{
		Use: "tombstones", Short: "every rating that was erased or masked, for restore --tombstones", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.WithDatabase(cmd.Context(), func(db *instance.Database) error {
				all, err := allTombstones(cmd.Context(), db)
				if err != nil {
					return err
				}
				out := csv.NewWriter(a.Stdout)
				rows := [][]string{tombstoneColumns()}
				for _, v := range all {
					rows = append(rows, []string{v.Rating.String(), v.Procedure, string(v.Kind), v.Reason, v.By})
				}
				return out.WriteAll(rows)
			})
		},
	}
}

func allTombstones(ctx context.Context, db *instance.Database) ([]rating.Verdict, error) {
	return db.Tombstones(ctx, time.Unix(0, 0))
}

// readTombstones reads what export tombstones wrote.
func readTombstones(r io.Reader) ([]rating.Verdict, error) {
	in := csv.NewReader(r)
	header, err := in.Read()
	if err != nil || !slices.Equal(header, tombstoneColumns()) {
		return nil, fmt.Errorf("its first line must be %q, as export tombstones writes it", tombstoneColumns())
	}
	var all []rating.Verdict
	for {
		row, err := in.Read()
		if errors.Is(err, io.EOF) {
			return all, nil
		}
		if err != nil {
			return nil, err
		}
		line, _ := in.FieldPos(0)
		id, err := uuid.Parse(row[0])
		v := rating.Verdict{Rating: id, Procedure: row[1], Kind: rating.VerdictKind(row[2]), Reason: row[3], By: row[4]}
		if err == nil {
			err = v.Validate()
		}
		if err == nil && !v.Kind.Buries() {
			err = errors.New("kind must be erase or mask")
		}
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", line, err)
		}
		all = append(all, v)
	}
}

// survivingTombstones gathers what must not come back: from the file, when one
// is named, from the journal of the data folder, when there is one, and from its
// database, when it can be read.
func (a Commands) survivingTombstones(ctx context.Context, file string) ([]rating.Verdict, error) {
	var all []rating.Verdict
	if file != "" {
		content, err := os.Open(file)
		if err != nil {
			return nil, fmt.Errorf("cannot read the tombstones: %w", err)
		}
		defer content.Close()
		if all, err = readTombstones(content); err != nil {
			return nil, fmt.Errorf("cannot read the tombstones in %s: %w", file, err)
		}
	}
	written, err := record.TombstonesIn(a.Settings.Folder("journal"))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	all = append(all, written...)
	if _, err := os.Stat(a.Settings.Folder("clickhouse")); err != nil {
		return all, nil
	}
	err = a.onEngine(ctx, a.Settings.Folder("clickhouse"), func(db *instance.Database) error {
		decided, err := allTombstones(ctx, db)
		all = append(all, decided...)
		return err
	})
	if err != nil {
		fmt.Fprintf(a.Stderr, "the database that is replaced cannot be read, and what was erased in it is known from the journal and --tombstones alone: %v\n", err)
	}
	return all, nil
}
