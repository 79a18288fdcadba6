package intake

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"servicequality/cmd/observatory/instance"
	"servicequality/collector/imports"
	"servicequality/observatory"
)

// options are the flags of the import commands.
type options struct {
	dry       bool
	procedure string // of ratings alone
}

// source is a file of one kind that is being imported into the database.
type source struct {
	kind kind
	db   *instance.Database
	file *os.File
	name string // the base name
	options
	// sum is the file's SHA-256, once it was read.
	sum []byte
}

// content reads the file whole.
func (s *source) content() (*bytes.Reader, error) {
	content, err := io.ReadAll(s.file)
	if err != nil {
		return nil, s.unreadable(err)
	}
	sum := sha256.Sum256(content)
	s.sum = sum[:]
	return bytes.NewReader(content), nil
}

// rows reads a file whose rows are about procedures, and returns what finds a
// procedure's id.
func (s *source) rows(ctx context.Context) (content *bytes.Reader, find func(idOrAlias string) (string, bool), err error) {
	if content, err = s.content(); err != nil {
		return nil, nil, err
	}
	catalogue, err := s.db.Catalogue(ctx)
	if err != nil {
		return nil, nil, err
	}
	return content, instance.Finder(catalogue), nil
}

func (s *source) unreadable(err error) error {
	return fmt.Errorf("cannot read the %s: %w", s.kind.holds, err)
}

// checked is what a file brings that was read to its end and found right.
type checked struct {
	// told is printed before anything is written; empty where only the writing
	// shows what is new.
	told string
	// dry is printed at the end of a dry run, and idle where all is known: empty
	// says nothing more.
	dry, idle string
	// known says that the file brings nothing new: nothing is written.
	known bool
	// read, created, updated and unchanged are what the import's row counts,
	// where write does not count itself.
	read, created, updated, unchanged uint64
	// write writes the rows under the import's number.
	write func(*intake) error
	// then ends the command when it was no dry run; nil does nothing.
	then func() error
}

const nothingWritten = "nothing was written"

// rows is what a file of rows brings that the report is about.
func rows(r imports.Report, write func(*intake) error) checked {
	return checked{
		told: r.String(), dry: nothingWritten, idle: nothingWritten, known: r.Created+r.Updated == 0,
		read: r.Read, created: r.Created, updated: r.Updated, unchanged: r.Unchanged, write: write,
	}
}

// rowsFile is a file whose rows each describe a T.
type rowsFile[T any] interface {
	// Changes returns the rows that are not known as they are, and how many of
	// them are new.
	Changes(known []T) (changed []T, created uint64)
	Report(changed, created uint64) imports.Report
}

// compared is what the file brings beside the rows that are known.
func compared[T any](f rowsFile[T], known []T, write func(in *intake, changed []T) error) checked {
	changed, created := f.Changes(known)
	return rows(f.Report(uint64(len(changed)), created), func(in *intake) error { return write(in, changed) })
}

// importFile checks the file and, unless that was a dry run or all is known,
// brings it in.
func (a Commands) importFile(ctx context.Context, db *instance.Database, k kind, path string, o options) (err error) {
	src := &source{kind: k, db: db, name: filepath.Base(path), options: o}
	if src.file, err = os.Open(path); err != nil {
		return src.unreadable(err)
	}
	defer func() { err = errors.Join(err, src.file.Close()) }()
	c, err := k.check(a, ctx, src)
	if err != nil {
		return err
	}
	a.say(c.told)
	switch {
	case o.dry:
		a.say(c.dry)
		return nil
	case c.known:
		a.say(c.idle)
	default:
		err = a.bringFile(ctx, db, observatory.Import{
			Kind: k.name, File: src.name, Checksum: hex.EncodeToString(src.sum),
			Read: c.read, Created: c.created, Updated: c.updated, Unchanged: c.unchanged,
		}, c.write)
	}
	if err == nil && c.then != nil {
		err = c.then()
	}
	return err
}

// say prints a line, if there is one.
func (a Commands) say(line string) {
	if line != "" {
		fmt.Fprintln(a.Stdout, line)
	}
}
