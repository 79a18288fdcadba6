package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"servicequality/observatory"
	"servicequality/observatory/edition"
	"servicequality/observatory/indicator"
	"servicequality/sql"
)

const (
	// exported is how many ratings the tallies of the exports' measure follow
	// from, copies how often an edition's figures are stored, so that writing
	// them takes a while.
	exported = 300_000
	copies   = 100
)

// exportFile is a file that the program writes, and the query that it is made
// with.
type exportFile struct {
	name, query, format string
	parameters          url.Values
	write               func(context.Context, io.Writer) error
}

// exports compares the files that we write with the same query written to a
// file by the database itself.
func (b *bench) exports(ctx context.Context, _ *process) (err error) {
	ours, err := b.startCatalogue(tracked)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, ours.stop()) }()
	store, err := attach(ctx, ours)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, store.Close()) }()
	db := newDatabase(ours)
	edition, err := b.fillExports(ctx, ours, store, db)
	if err != nil {
		return err
	}
	for _, f := range []exportFile{
		{"tallies as CSV", "all_tallies", "CSVWithNames", nil, store.AllTallies},
		{"an edition's figures as Parquet", "edition_parquet", "Parquet",
			url.Values{"param_edition": {edition.ID}, "param_copy": {strconv.FormatUint(edition.Copy, 10)},
				"param_variants": {"['" + strings.Join(indicator.Variants(), "','") + "']"}},
			func(ctx context.Context, w io.Writer) error { return store.EditionParquet(ctx, edition, w) }},
	} {
		if err := b.export(ctx, db, ours.data, f); err != nil {
			return err
		}
	}
	return nil
}

// fillExports stores what there is to export.
func (b *bench) fillExports(ctx context.Context, ours *process, store *sql.Store, db *database) (edition.Edition, error) {
	id := (observatory.LastClosedMonth(time.Now()) + 1).Date().Format("2006-01")
	if out, err := exec.Command(b.binary, "edition", "freeze", id, "--data", ours.data).CombinedOutput(); err != nil {
		return edition.Edition{}, fmt.Errorf("cannot freeze the edition %s: %w: %s", id, err, out)
	}
	all, err := store.Editions(ctx)
	if err != nil {
		return edition.Edition{}, err
	}
	edition, err := edition.Find(all, id)
	if err != nil {
		return edition, err
	}
	more := fmt.Sprintf("INSERT INTO edition_figures SELECT * REPLACE (concat(procedure, '-', toString(n)) AS procedure) FROM edition_figures ARRAY JOIN range(%d) AS n", copies)
	if err := errors.Join(db.query(ctx, more, nil), db.fill(ctx, 0, exported)); err != nil {
		return edition, err
	}
	_, _, err = store.Recount(ctx, true)
	return edition, err
}

// export measures one file, in turn with the database's own.
func (b *bench) export(ctx context.Context, db *database, folder string, f exportFile) error {
	text, err := os.ReadFile(filepath.Join("sql", "queries", f.query+".sql"))
	if err != nil {
		return fmt.Errorf("%w: run from the top folder", err)
	}
	query := strings.TrimSuffix(strings.TrimSpace(string(text)), "FORMAT "+f.format)
	path := filepath.Join(folder, "export")
	var shares []float64
	var size int64
	for range rounds {
		own, err := timed(path, func() error {
			return db.query(ctx, "INSERT INTO FUNCTION file('"+path+"', '"+f.format+"') "+query, f.parameters)
		})
		if err != nil {
			return err
		}
		written, err := timed(path, func() error { return writeTo(ctx, path, f.write) })
		if err != nil {
			return err
		}
		shares, size = append(shares, written.rate()/own.rate()), written.bytes
	}
	b.atLeast("export, bytes/s ÷ the database's own FORMAT to a file: "+f.name, median(shares), 0.7,
		fmt.Sprintf("%.1f MB, median of %d", float64(size)/1e6, rounds))
	return nil
}

// writing is how a file was written.
type writing struct {
	bytes int64
	took  time.Duration
}

func (w writing) rate() float64 { return float64(w.bytes) / w.took.Seconds() }

// timed writes the file, measures it and takes it away.
func timed(path string, write func() error) (writing, error) {
	began := time.Now()
	if err := write(); err != nil {
		return writing{}, err
	}
	took := time.Since(began)
	info, err := os.Stat(path)
	if err != nil {
		return writing{}, err
	}
	return writing{info.Size(), took}, os.Remove(path)
}

func writeTo(ctx context.Context, path string, write func(context.Context, io.Writer) error) error {
	file, err := os.Create(path)
	if err != nil {
		return err
	}
	return errors.Join(write(ctx, file), file.Close())
}
