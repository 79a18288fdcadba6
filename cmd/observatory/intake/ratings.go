package intake

import (
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"iter"
	"os"

	"github.com/schollz/progressbar/v3"
	"github.com/spf13/pflag"

	"servicequality/collector/imports"
	"servicequality/collector/imports/jdma"
	"servicequality/collector/mask"
	"servicequality/observatory"
	"servicequality/observatory/rating"
)

// ratingsFlags adds the flags of import ratings alone.
func ratingsFlags(flags *pflag.FlagSet, o *options) {
	flags.StringVar(&o.procedure, "procedure", "", "`id` or alias of the procedure that an export is about")
}

// ratingsFile is a file of ratings, whatever its layout, that was checked from
// its first byte to its last.
type ratingsFile struct {
	ratings iter.Seq[rating.Rating]
	total   uint64
	report  func() imports.Report
	// err says, once the ratings were read, whether they were whole.
	err func() error
}

// checkRatings reads ratings once to check them; they are read again, and compared
// with what is known, while they are written: a file may be larger than memory.
func (a Commands) checkRatings(ctx context.Context, src *source) (checked, error) {
	catalogue, err := src.db.Catalogue(ctx)
	if err != nil {
		return checked{}, err
	}
	read, err := a.readRatings(src, giver(catalogue))
	if err != nil {
		return checked{}, err
	}
	return checked{
		dry: fmt.Sprintf("%s: %d to import, all of them right; dry run: %s", src.name, read.total, nothingWritten),
		write: func(in *intake) error {
			if err := in.ratings(ctx, read.ratings, read.total); err != nil {
				return err
			}
			if err := read.err(); err != nil {
				return err
			}
			report := read.report()
			report.Created, report.Unchanged = in.imp.Created, in.imp.Unchanged
			a.say(report.String())
			return nil
		},
	}, nil
}

// readRatings tells the layout of the file by its header and reads it whole.
func (a Commands) readRatings(src *source, find func(string) (string, bool)) (*ratingsFile, error) {
	file, name := src.file, src.name
	export, err := jdma.Recognise(file, name)
	if err != nil {
		return nil, err
	}
	if err := rewind(file); err != nil {
		return nil, err
	}
	info, err := file.Stat()
	if err != nil {
		return nil, src.unreadable(err)
	}
	bar := a.Progress(uint64(info.Size()), "checking "+name, progressbar.OptionShowBytes(true))
	defer bar.Close() //nolint:errcheck // a picture on the terminal
	hash := sha256.New()
	whole := io.TeeReader(file, io.MultiWriter(hash, bar))
	if !export {
		if src.procedure != "" {
			return nil, fmt.Errorf("%s has a column that names the procedures: leave --procedure out", name)
		}
		counts, err := checkCounts(whole, name, find, observatory.DayOf(a.Now()))
		if err != nil {
			return nil, err
		}
		src.sum = hash.Sum(nil)
		return counts, nil
	}
	reviews, err := jdma.Read(whole, name, jdma.Options{
		Procedure: src.procedure, Find: find, Mask: mask.NewMask(), Today: observatory.DayOf(a.Now()),
	})
	if err != nil {
		return nil, err
	}
	src.sum = hash.Sum(nil)
	if err := rewind(file); err != nil {
		return nil, err
	}
	return &ratingsFile{reviews.Ratings(file), reviews.Len(), reviews.Report, reviews.Err}, nil
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
