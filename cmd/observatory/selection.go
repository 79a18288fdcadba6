package main

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"observatory"
)

// selectionFlags name many ratings at once.
type selectionFlags struct {
	from, to, button, was string
	unsigned, yes         bool
}

func (f *selectionFlags) register(cmd *cobra.Command, kind observatory.VerdictKind) {
	flags := cmd.Flags()
	flags.StringVar(&f.from, "from", "", "instead of --id: ratings received from this `instant` on, like 2026-11-22 or 2026-11-22T14:00 (Paris)")
	flags.StringVar(&f.to, "to", "", "and before this `instant`; a day is meant whole")
	flags.StringVar(&f.button, "button", "", "of those, the ones of this `button`")
	flags.BoolVar(&f.unsigned, "unsigned", false, "of those, the ones without a proof of completion")
	flags.BoolVar(&f.yes, "yes", false, "do it; without it they are only counted")
	if kind == observatory.VerdictRelease {
		flags.StringVar(&f.was, "was", "", "of those, the ones in quarantine for this `reason`")
	}
}

// given says whether many ratings are meant.
func (f selectionFlags) given() bool { return f.from != "" || f.to != "" }

func (f selectionFlags) selection(procedure string) (s observatory.Selection, err error) {
	s = observatory.Selection{Procedure: procedure, Button: f.button, Unsigned: f.unsigned, Reason: f.was}
	if s.From, err = parseInstant("--from", f.from, 0); err != nil {
		return s, err
	}
	if s.To, err = parseInstant("--to", f.to, 1); err != nil {
		return s, err
	}
	if err := s.Validate(); err != nil {
		return s, usageError(err.Error())
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
	return time.Time{}, usageError(fmt.Sprintf("%s must be an instant like 2026-11-22, 2026-11-22T14:00 or 2026-11-22T13:00:00Z, not %q", flag, text))
}

// judgeSelection counts the selected ratings and, when told to, judges them and
// counts the figures again.
func (a *app) judgeSelection(ctx context.Context, db *database, f selectionFlags, v observatory.Verdict) error {
	procedure, err := procedureID(ctx, db, v.Procedure)
	if err != nil {
		return err
	}
	s, err := f.selection(procedure)
	if err != nil {
		return err
	}
	if f.yes && !observatory.ValidID(v.Reason) {
		return usageError("say why with --reason, a code like pasted-button: it may be published")
	}
	counts, err := db.CountSelection(ctx, s)
	if err != nil {
		return err
	}
	n := a.writeSelection(counts, v.Kind)
	done := map[observatory.VerdictKind]string{observatory.VerdictQuarantine: "set aside", observatory.VerdictRelease: "put back"}[v.Kind]
	if !f.yes {
		fmt.Fprintf(a.stdout, "%d ratings of %s would be %s: add --yes to do it\n", n, procedure, done)
		return nil
	}
	if err := db.JudgeSelection(ctx, s, v.Kind, v.Reason, v.By); err != nil {
		return err
	}
	if err := a.settle(ctx, db); err != nil {
		return err
	}
	fmt.Fprintf(a.stdout, "%d ratings of %s are %s\n", n, procedure, done)
	return a.writeQuarantined(ctx, db, procedure)
}

// writeSelection tells the standings of the selected ratings, and returns how
// many of them the verdict changes.
func (a *app) writeSelection(counts []observatory.SelectionCount, kind observatory.VerdictKind) (changes uint64) {
	for _, c := range counts {
		if c.Quarantined == (kind == observatory.VerdictRelease) {
			changes += c.Ratings
		}
		words := string(observatory.Accepted)
		if c.Doubtful {
			words = string(observatory.Doubtful)
		}
		if c.Quarantined {
			words += ", in quarantine for " + c.Reason
		}
		fmt.Fprintf(a.stdout, "%8d %s\n", c.Ratings, words)
	}
	return changes
}

// writeQuarantined tells how many ratings of the procedure are set aside, by
// reason.
func (a *app) writeQuarantined(ctx context.Context, db *database, procedure string) error {
	reasons, err := db.Quarantined(ctx)
	if err != nil {
		return err
	}
	for _, reason := range slices.Sorted(maps.Keys(reasons[procedure])) {
		fmt.Fprintf(a.stdout, "in quarantine for %s: %d ratings of all time\n", reason, reasons[procedure][reason])
	}
	return nil
}
