package widgets

import (
	"errors"
	"fmt"
	"math"
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	"servicequality/observatory"
	"servicequality/observatory/indicator"
	"servicequality/observatory/rating"
)

// opinion is what citizens said of a procedure, in the words of a language.
type opinion struct {
	language  *language
	procedure *observatory.Procedure
	figure    indicator.Indicator
}

// opinion finds what a badge or a card is to show, or answers why it cannot.
// A procedure without a figure has an opinion that shows none.
func (w *Widgets) opinion(c *gin.Context, formats ...string) (o opinion, format string, ok bool) {
	name, format, _ := cutExtension(c.Param("file"))
	procedure, found := w.catalogue().Find(name)
	known := false
	for _, f := range formats {
		known = known || f == format
	}
	if !found || !known {
		refusePicture(c, http.StatusNotFound, "There is no such picture: it ends with ."+strings.Join(formats, " or .")+" after the id of a procedure.")
		return o, "", false
	}
	o = opinion{language: w.languages.match(c.Query("lang"), ""), procedure: procedure}
	if w.cfg.Figures == nil {
		return o, format, true
	}
	figure, err := w.cfg.Figures.Satisfaction(c.Request.Context(), procedure.ID)
	switch {
	case err == nil:
		o.figure = figure
	case !errors.Is(err, observatory.ErrNotFound):
		w.log.Warn("cannot read a figure for a badge", "procedure", procedure.ID, "error", err)
		c.Header("Retry-After", retryAfter)
		refusePicture(c, http.StatusServiceUnavailable, "The figures cannot be read now. Please try again later.")
		return o, "", false
	}
	return o, format, true
}

// shown says whether there is a mark to show.
func (o opinion) shown() bool { return o.figure.Value != nil }

// mark is "8.6 out of 10", or that there is none yet.
func (o opinion) mark() string {
	if !o.shown() {
		return o.language.T("badge.none")
	}
	return o.language.T("card.mark", o.language.Digits(o.figure.Display()))
}

// interval is "between 7.8 and 9.2", empty when there is none.
func (o opinion) interval() string {
	if o.figure.Low == nil || o.figure.High == nil {
		return ""
	}
	return o.language.T("card.interval", o.language.Digits(o.figure.DisplayLow()), o.language.Digits(o.figure.DisplayHigh()))
}

// basis is "100 answers, year to September 2026".
func (o opinion) basis() string {
	l := o.language
	return l.T("card.answers", o.figure.N) + ", " + l.T("card.window", l.Month(o.figure.Window.End-1))
}

// share is the part of the citizens who gave one of the three answers.
type share struct {
	Code    string `json:"answer"`
	Label   string `json:"label"`
	Percent int    `json:"percent"` // rounded
}

// shares are the three parts, worst first; nil when they are not published.
func (o opinion) shares() []share {
	total := uint64(0)
	for _, n := range o.figure.Counts {
		total += n
	}
	if !o.shown() || total == 0 {
		return nil
	}
	var all []share
	for _, code := range rating.SatisfactionCodes() {
		percent := math.Round(100 * float64(o.figure.Counts[code]) / float64(total))
		all = append(all, share{code, o.language.T("satisfaction." + code), int(percent)})
	}
	return all
}

// sentence says all of it, for who does not see the picture.
func (o opinion) sentence() string {
	parts := []string{o.procedure.Title + ": " + o.mark()}
	if o.shown() {
		parts[0] += " (" + o.interval() + ")"
		parts = append(parts, o.basis())
	}
	for _, s := range o.shares() {
		parts = append(parts, fmt.Sprintf("%s %d %%", s.Label, s.Percent))
	}
	if o.procedure.Synthetic {
		parts = append(parts, o.language.T("badge.synthetic"))
	}
	return strings.Join(parts, ", ")
}
