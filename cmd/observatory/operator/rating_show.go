package operator

import (
	"context"
	"fmt"
	"strings"
	"text/tabwriter"
	"time"
	"unicode"

	"github.com/google/uuid"

	"servicequality/cmd/observatory/instance"
	"servicequality/observatory"
	"servicequality/observatory/rating"
)

// showRating prints what is stored of a rating, and the verdicts on it.
func (a Commands) showRating(ctx context.Context, db *instance.Database, named string, id uuid.UUID) error {
	procedure, err := ratedProcedure(ctx, db, named, id)
	if err != nil {
		return err
	}
	stored, err := db.Rating(ctx, id)
	if err != nil {
		return err
	}
	verdicts, err := db.VerdictsOn(ctx, id)
	if err != nil {
		return err
	}
	table := tabwriter.NewWriter(a.Stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintf(table, "rating\t%s\nprocedure\t%s\n", id, procedure)
	for _, r := range stored {
		if r.Procedure == procedure {
			writeRating(table, r)
		}
	}
	for _, v := range verdicts {
		if v.Procedure == procedure {
			fmt.Fprintf(table, "%s\t%s, by %s, %s\n", v.Kind, instant(v.At), v.By, v.Reason)
		}
	}
	return table.Flush()
}

func writeRating(table *tabwriter.Writer, r rating.Rating) {
	level := func(n uint8) string {
		if n == 0 {
			return ""
		}
		return fmt.Sprint(n)
	}
	satisfaction := ""
	if codes := rating.SatisfactionCodes(); r.Satisfaction > 0 && int(r.Satisfaction) <= len(codes) {
		satisfaction = codes[r.Satisfaction-1]
	}
	var help []string
	for _, h := range r.Help {
		help = append(help, h.Channel)
	}
	signed := ""
	if r.Signed {
		signed = "yes"
	}
	for _, row := range [][2]string{
		{"received", instant(r.ReceivedAt)}, {"day", r.Day().String()}, {"step", fmt.Sprint(r.Version)},
		{"instrument", r.Instrument}, {"satisfaction", satisfaction}, {"clarity", level(r.Clarity)},
		{"help", strings.Join(help, " ")}, {"other help", r.HelpOtherText}, {"comment", r.Comment},
		{"outcome", r.Outcome}, {"channel", r.Channel}, {"language", r.Lang}, {"source", r.Source}, {"button", r.Button},
		{"signed", signed}, {"doubt", r.Doubt},
	} {
		if row[1] != "" {
			fmt.Fprintf(table, "%s\t%s\n", row[0], oneLine(row[1]))
		}
	}
}

// oneLine keeps what a citizen wrote from moving the terminal's cursor.
func oneLine(text string) string {
	return strings.Join(strings.FieldsFunc(text, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }), " ")
}

func instant(at time.Time) string { return at.In(observatory.Paris()).Format(time.DateTime) }
