package operator

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"servicequality/cmd/observatory/instance"
	"servicequality/observatory"
	"servicequality/observatory/rating"
)

// selectionFlags name many ratings at once.
type selectionFlags struct {
	from, to, button, was string
	unsigned, yes         bool
}

func (f *selectionFlags) register(cmd *cobra.Command, kind rating.VerdictKind) {
	flags := cmd.Flags()
	flags.StringVar(&f.from, "from", "", "instead of --id: ratings received from this `instant` on, like 2026-11-22 or 2026-11-22T14:00 (Paris)")
	flags.StringVar(&f.to, "to", "", "and before this `instant`; a day is meant whole")
	flags.StringVar(&f.button, "button", "", "of those, the ones of this `button`")
	flags.BoolVar(&f.unsigned, "unsigned", false, "of those, the ones without a proof of completion")
	flags.BoolVar(&f.yes, "yes", false, "do it; without it they are only counted")
	if kind == rating.VerdictRelease {
		flags.StringVar(&f.was, "was", "", "of those, the ones in quarantine for this `reason`")
	}
}

// given says whether many ratings are meant.
func (f selectionFlags) given() bool { return f.from != "" || f.to != "" }

func (f selectionFlags) selection(procedure string) (s rating.Selection, err error) {
	s = rating.Selection{Procedure: procedure, Button: f.button, Unsigned: f.unsigned, Reason: f.was}
	if s.From, err = parseInstant("--from", f.from, 0); err != nil {
		return s, err
	}
	if s.To, err = parseInstant("--to", f.to, 1); err != nil {
		return s, err
	}
	if err := s.Validate(); err != nil {
		return s, instance.UsageError(err.Error())
	}
	return s, nil
}

// parseInstant reads an instant: with an offset, or in Paris time. A day is its
// first instant, or so many days later.
func parseInstant(flag, text string, later observatory.Day) (time.Time, error) {
	if day, err := observatory.ParseDay(text); err == nil && day != 0 {
		return (day + later).Start(), nil
	}
	if t, err := time.Parse(time.RFC3339, text); err == nil {
		return t, nil
	}
	for _, layout := range []string{"2006-01-02T15:04", "2006-01-02T15:04:05"} {
		if t, err := time.ParseInLocation(layout, text, observatory.Paris()); err == nil {
			return t, nil
		}
	}
	return time.Time{}, instance.UsageError(fmt.Sprintf("%s must be an instant like 2026-11-22, 2026-11-22T14:00 or 2026-11-22T13:00:00Z, not %q", flag, text))
}

// judgeSelection counts the selected ratings and, when told to, judges them and
// counts the figures again.
func (a Commands) judgeSelection(ctx context.Context, db *instance.Database, f selectionFlags, v rating.Verdict) error {
	procedure, err := instance.ProcedureID(ctx, db, v.Procedure)
	if err != nil {
		return err
	}
	s, err := f.selection(procedure)
	if err != nil {
		return err
	}
	if f.yes && !observatory.ValidID(v.Reason) {
		return instance.UsageError("say why with --reason, a code like pasted-button: it may be published")
	}
	counts, err := db.CountSelection(ctx, s)
	if err != nil {
		return err
	}
	n := a.writeSelection(counts, v.Kind)
	done := map[rating.VerdictKind]string{rating.VerdictQuarantine: "set aside", rating.VerdictRelease: "put back"}[v.Kind]
	if !f.yes {
		fmt.Fprintf(a.Stdout, "%d ratings of %s would be %s: add --yes to do it\n", n, procedure, done)
		return nil
	}
	if err := db.JudgeSelection(ctx, s, v.Kind, v.Reason, v.By); err != nil {
		return err
	}
	if err := a.Settle(ctx, db); err != nil {
		return err
	}
	fmt.Fprintf(a.Stdout, "%d ratings of %s are %s\n", n, procedure, done)
	return a.writeQuarantined(ctx, db, procedure)
}

// writeSelection tells the standings of the selected ratings, and returns how
// many of them the verdict changes.
func (a Commands) writeSelection(counts []rating.SelectionCount, kind rating.VerdictKind) (changes uint64) {
	for _, c := range counts {
		if c.Quarantined == (kind == rating.VerdictRelease) {
			changes += c.Ratings
		}
		words := string(rating.Accepted)
		if c.Doubtful {
			words = string(rating.Doubtful)
		}
		if c.Quarantined {
			words += ", in quarantine for " + c.Reason
		}
		fmt.Fprintf(a.Stdout, "%8d %s\n", c.Ratings, words)
	}
	return changes
}

// writeQuarantined tells how many ratings of the procedure are set aside, by
// reason.
func (a Commands) writeQuarantined(ctx context.Context, db *instance.Database, procedure string) error {
	reasons, err := db.Quarantined(ctx)
	if err != nil {
		return err
	}
	for _, reason := range slices.Sorted(maps.Keys(reasons[procedure])) {
		fmt.Fprintf(a.Stdout, "in quarantine for %s: %d ratings of all time\n", reason, reasons[procedure][reason])
	}
	return nil
}
