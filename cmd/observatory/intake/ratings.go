package intake

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"path/filepath"

	"github.com/schollz/progressbar/v3"
	"github.com/spf13/cobra"

	"servicequality/cmd/observatory/instance"
	"servicequality/collector/imports"
	"servicequality/collector/imports/jdma"
	"servicequality/collector/mask"
	"servicequality/observatory"
	"servicequality/observatory/rating"
)

// ratingsFlags are the flags of import ratings alone.
type ratingsFlags struct {
	dry       bool
	procedure string
}

func (a Commands) importRatingsCommand() *cobra.Command {
	var f ratingsFlags
	cmd := &cobra.Command{
		Use:   "ratings FILE",
		Short: "ratings, as tidy counts or as an export of “Je donne mon avis” (CSV, XLSX)",
		Args:  instance.Exactly("FILE"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.Importing(cmd.Context(), func(db *instance.Database) error { return a.importRatings(cmd.Context(), db, args[0], f) })
		},
	}
	cmd.Flags().BoolVar(&f.dry, "dry-run", false, "check and report, write nothing")
	cmd.Flags().StringVar(&f.procedure, "procedure", "", "`id` or alias of the procedure that an export is about")
	return cmd
}

// ratingsFile is a file of ratings, whatever its layout, that was checked from
// its first byte to its last.
type ratingsFile struct {
	ratings iter.Seq[rating.Rating]
	total   uint64
	sum     []byte
	report  func() imports.Report
	// err says, once the ratings were read, whether they were whole.
	err func() error
}

func (a Commands) importRatings(ctx context.Context, db *instance.Database, path string, f ratingsFlags) (err error) {
	file, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("cannot read the ratings: %w", err)
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	catalogue, err := db.Catalogue(ctx)
	if err != nil {
		return err
	}
	checked, err := a.checkRatings(file, giver(catalogue), f.procedure)
	if err != nil {
		return err
	}
	if f.dry {
		fmt.Fprintf(a.Stdout, "%s: %d to import, all of them right; dry run: nothing was written\n", filepath.Base(path), checked.total)
		return nil
	}
	return a.bringFile(ctx, db, hashedImport(observatory.ImportRatings, path, checked.sum), func(in *intake) error {
		if err := in.ratings(ctx, checked.ratings, checked.total); err != nil {
			return err
		}
		if err := checked.err(); err != nil {
			return err
		}
		report := checked.report()
		report.Created, report.Unchanged = in.imp.Created, in.imp.Unchanged
		fmt.Fprintln(a.Stdout, report)
		return nil
	})
}

// checkRatings tells the layout of the file by its header and reads it whole.
func (a Commands) checkRatings(file *os.File, find func(string) (string, bool), procedure string) (*ratingsFile, error) {
	name := filepath.Base(file.Name())
	export, err := jdma.Recognise(file, name)
	if err != nil {
		return nil, err
	}
	if err := rewind(file); err != nil {
		return nil, err
	}
	info, err := file.Stat()
	if err != nil {
		return nil, fmt.Errorf("cannot read the ratings: %w", err)
	}
	bar := a.Progress(uint64(info.Size()), "checking "+name, progressbar.OptionShowBytes(true))
	defer bar.Close() //nolint:errcheck // a picture on the terminal
	hash := sha256.New()
	whole := io.TeeReader(file, io.MultiWriter(hash, bar))
	if !export {
		if procedure != "" {
			return nil, fmt.Errorf("%s has a column that names the procedures: leave --procedure out", name)
		}
		counts, err := checkCounts(whole, name, find, observatory.DayOf(a.Now()))
		if err != nil {
			return nil, err
		}
		counts.sum = hash.Sum(nil)
		return counts, nil
	}
	jdma, err := jdma.Read(whole, name, jdma.Options{
		Procedure: procedure, Find: find, Mask: mask.NewMask(), Today: observatory.DayOf(a.Now()),
	})
	if err != nil {
		return nil, err
	}
	sum := hash.Sum(nil)
	if err := rewind(file); err != nil {
		return nil, err
	}
	return &ratingsFile{jdma.Ratings(file), jdma.Len(), sum, jdma.Report, jdma.Err}, nil
}

func checkCounts(r io.Reader, name string, find func(string) (string, bool), today observatory.Day) (*ratingsFile, error) {
	counts, err := imports.ReadCounts(r, name)
	if err != nil {
		return nil, err
	}
	if err := counts.Resolve(find); err != nil {
		return nil, err
	}
	if _, last := counts.Days(); last > today {
		return nil, fmt.Errorf("%s: the day %s has not come yet", name, last)
	}
	return &ratingsFile{
		ratings: counts.Ratings, total: counts.Len(), report: counts.Report,
		err: func() error { return nil },
	}, nil
}

func rewind(file *os.File) error {
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return fmt.Errorf("cannot read the ratings a second time: %w", err)
	}
	return nil
}

// giver returns the id of the procedure that the ratings of a name were given to:
// after a merge still that of the merged one, so that a file which was imported
// before changes nothing. The count maps them.
func giver(catalogue *observatory.Catalogue) func(idOrAlias string) (id string, ok bool) {
	return func(name string) (string, bool) {
		p, ok := catalogue.Find(name)
		if !ok {
			return "", false
		}
		return p.GivenAs(name), true
	}
}
