package edition

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"time"

	"servicequality/observatory"
	"servicequality/observatory/indicator"
)

// Objection is what the owner of a procedure says against its figures in a
// frozen edition, and what the operator answers. Both are published with the
// edition; neither moves a figure.
type Objection struct {
	// ID follows from what the objection says: said again it is the same one.
	ID        string `json:"id"`
	Edition   string `json:"edition"`
	Procedure string `json:"procedure"`
	// Kind is the figure that it is about, empty for all of the procedure's.
	Kind indicator.Kind `json:"kind,omitempty"`
	Text string         `json:"text"`
	// FiledOn and AnsweredOn are Paris days; Answer is empty, and AnsweredOn
	// zero, until the operator answers.
	FiledOn    observatory.Day `json:"filed_on"`
	Answer     string          `json:"answer"`
	AnsweredOn observatory.Day `json:"answered_on,omitzero"`
}

// The limits of objections.
const (
	// maxObjection is the longest text and the longest answer, in characters.
	maxObjection = 2000
	// mostObjections is how many there may be about one procedure in one edition.
	mostObjections = 20
	objectionIDLen = 16 // hexadecimal digits
)

// Identify gives the objection its ID.
func (o *Objection) Identify() {
	sum := sha256.Sum256([]byte(strings.Join([]string{"objection", o.Edition, o.Procedure, string(o.Kind), o.Text}, "\x00")))
	o.ID = hex.EncodeToString(sum[:])[:objectionIDLen]
}

// ReplyOpen says why the owners of procedures may not object to the edition at
// the instant now; nil when they may.
func (e Edition) ReplyOpen(now time.Time) error {
	switch {
	case e.State == Draft:
		return fmt.Errorf("the edition %s is a draft: one may object from the day it is frozen: %w", e.ID, observatory.ErrClosed)
	case e.State == Published:
		return fmt.Errorf("the edition %s is published since %s: its right of reply is over, a correction is a revision: %w", e.ID, observatory.DayOf(e.PublishedAt), observatory.ErrClosed)
	case observatory.DayOf(now) > e.ReplyUntil:
		return fmt.Errorf("the right of reply to the edition %s ended on %s: %w", e.ID, e.ReplyUntil, observatory.ErrClosed)
	}
	return nil
}

// Object returns the objection that was said to the edition at the instant now
// about the figures given, which are the procedure's in it, beside those known
// already. Its error is an *InvalidError, or wraps ErrClosed when it comes too
// early or too late, or ErrNotFound where the edition does not have the
// procedure.
func (e Edition) Object(o Objection, figures []indicator.Indicator, known []Objection, now time.Time) (Objection, error) {
	if err := e.ReplyOpen(now); err != nil {
		return o, err
	}
	if len(figures) == 0 {
		return o, fmt.Errorf("the procedure %q in the edition %s: %w", o.Procedure, e.ID, observatory.ErrNotFound)
	}
	o.Edition, o.Text, o.FiledOn, o.Answer, o.AnsweredOn = e.ID, observatory.CleanText(o.Text), observatory.DayOf(now), "", 0
	var c observatory.Check
	checkWords(&c, "text", o.Text)
	c.That(o.Kind == "" || slices.ContainsFunc(figures, func(i indicator.Indicator) bool { return i.Kind == o.Kind }),
		"kind", "must be one of the procedure's figures in the edition, or left out for all of them")
	if c.Bad != nil {
		return o, &observatory.InvalidError{Fields: c.Bad}
	}
	o.Identify()
	about := 0
	for _, k := range known {
		if k.ID == o.ID {
			return k, nil
		}
		if k.Procedure == o.Procedure {
			about++
		}
	}
	if about >= mostObjections {
		return o, &observatory.InvalidError{Fields: []observatory.FieldError{{Field: "text", Reason: fmt.Sprintf("cannot be taken: there are %d objections about the procedure already", mostObjections)}}}
	}
	return o, nil
}

// Respond returns the objection with that id with the operator's answer to it,
// which may be given, and given anew, until the edition is published.
func (e Edition) Respond(id, answer string, known []Objection, now time.Time) (Objection, error) {
	i := slices.IndexFunc(known, func(o Objection) bool { return o.ID == id })
	if i < 0 {
		return Objection{}, fmt.Errorf("the objection %q to the edition %s: %w", id, e.ID, observatory.ErrNotFound)
	}
	o := known[i]
	if e.State != Frozen {
		return o, fmt.Errorf("the edition %s is %s: its objections are answered before it is published: %w", e.ID, e.State, observatory.ErrClosed)
	}
	var c observatory.Check
	o.Answer, o.AnsweredOn = observatory.CleanText(answer), observatory.DayOf(now)
	checkWords(&c, "answer", o.Answer)
	if c.Bad != nil {
		return o, &observatory.InvalidError{Fields: c.Bad}
	}
	return o, nil
}

func checkWords(c *observatory.Check, field, text string) {
	c.That(text != "", field, "must be given")
	c.Text(field, text, maxObjection)
}

// Unanswered returns the objections that nobody answered.
func Unanswered(all []Objection) []Objection {
	return slices.DeleteFunc(slices.Clone(all), func(o Objection) bool { return o.Answer != "" })
}

// CheckObjections says what is wrong with the objections that an edition is
// published with: each names the edition and one of its procedures, and has the
// ID of what it says, once.
func (f Figures) CheckObjections() error {
	seen := map[string]bool{}
	for _, o := range f.Edition.Objections {
		again := o
		again.Identify()
		_, there := f.Figures[o.Procedure]
		if o.Edition != f.Edition.ID || !there || again.ID != o.ID || seen[o.ID] {
			return fmt.Errorf("the objection %s is none of the edition %s, or not what was said", o.ID, f.Edition.ID)
		}
		seen[o.ID] = true
	}
	return nil
}
