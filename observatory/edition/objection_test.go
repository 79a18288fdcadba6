package edition_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"servicequality/observatory"
	"servicequality/observatory/edition"
	"servicequality/observatory/indicator"
)

// frozenEdition may be objected to until 26 October 2026.
func frozenEdition(t *testing.T) edition.Edition {
	t.Helper()
	e, err := edition.New("2026-10", time.Date(2026, 10, 12, 8, 0, 0, 0, time.UTC))
	if err == nil {
		e, err = e.Freeze(time.Date(2026, 10, 12, 8, 0, 0, 0, time.UTC))
	}
	if err != nil || e.ReplyUntil != observatory.NewDay(2026, 10, 26) {
		t.Fatal(e.ReplyUntil, err)
	}
	return e
}

func TestObjections(t *testing.T) {
	t.Parallel()
	e := frozenEdition(t)
	now := time.Date(2026, 10, 26, 22, 59, 59, 0, time.UTC) // the last second in Paris
	figures := []indicator.Indicator{{Kind: indicator.KindSatisfaction}}
	said := edition.Objection{Procedure: "tax", Kind: indicator.KindSatisfaction, Text: " It\u202e is\r\nwrong. ", Answer: "forged", AnsweredOn: 3}
	o, err := e.Object(said, figures, nil, now)
	if err != nil || o.Edition != e.ID || o.Text != "It is\nwrong." || o.Answer != "" || o.AnsweredOn != 0 || o.FiledOn.String() != "2026-10-26" || len(o.ID) != 16 {
		t.Fatalf("%+v, %v", o, err)
	}
	answered := o
	answered.Answer = "It is not."
	if again, err := e.Object(said, figures, []edition.Objection{answered}, now); err != nil || again != answered {
		t.Errorf("said again it is %+v, %v", again, err)
	}
	published, _ := e.Publish(now, nil, true)
	draft := e
	draft.State = edition.Draft
	twenty := make([]edition.Objection, 20)
	for i := range twenty {
		twenty[i].Procedure = "tax"
	}
	for name, c := range map[string]struct {
		edition edition.Edition
		said    edition.Objection
		figures []indicator.Indicator
		known   []edition.Objection
		at      time.Time
		want    string
	}{
		"a second late": {e, said, figures, nil, now.Add(time.Second), "the right of reply to the edition 2026-10 ended on 2026-10-26"},
		"published":     {published, said, figures, nil, now, "the edition 2026-10 is published since 2026-10-26: its right of reply is over"},
		"a draft":       {draft, said, figures, nil, now, "one may object from the day it is frozen"},
		"no text":       {e, edition.Objection{Text: "\x00\n "}, figures, nil, now, "text: must be given"},
		"too long":      {e, edition.Objection{Text: strings.Repeat("é", 2001)}, figures, nil, now, "text: must be at most 2000 characters long"},
		"another kind":  {e, edition.Objection{Text: "no", Kind: "height"}, figures, nil, now, "kind: must be one of the procedure's figures"},
		"not in it":     {e, said, nil, nil, now, `the procedure "tax" in the edition 2026-10: not found`},
		"too many":      {e, said, figures, twenty, now, "there are 20 objections about the procedure already"},
	} {
		if _, err := c.edition.Object(c.said, c.figures, c.known, c.at); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
	if _, err := published.Object(said, figures, nil, now); !errors.Is(err, observatory.ErrClosed) {
		t.Errorf("what is over is %v", err)
	}
}

func TestAnswers(t *testing.T) {
	t.Parallel()
	e := frozenEdition(t)
	now := time.Date(2026, 11, 3, 8, 0, 0, 0, time.UTC) // answers may come after the right of reply
	o := edition.Objection{ID: "0123456789abcdef", Edition: e.ID, Procedure: "tax", Text: "no"}
	known := []edition.Objection{o}
	if _, err := e.Publish(now, known, false); err == nil || !strings.Contains(err.Error(), "1 objections to the edition 2026-10 have no answer") {
		t.Errorf("published without an answer: %v", err)
	}
	answered, err := e.Respond(o.ID, " Yes.\n", known, now)
	if err != nil || answered.Answer != "Yes." || answered.AnsweredOn.String() != "2026-11-03" || answered.Text != "no" {
		t.Fatalf("%+v, %v", answered, err)
	}
	published, err := e.Publish(now, []edition.Objection{answered}, false)
	if err != nil || len(published.Objections) != 1 {
		t.Errorf("%+v, %v", published.Objections, err)
	}
	for name, c := range map[string]struct {
		edition          edition.Edition
		id, answer, want string
	}{
		"unknown":   {e, "f", "Yes.", "not found"},
		"empty":     {e, o.ID, " ", "answer: must be given"},
		"published": {published, o.ID, "Yes.", "is published: its objections are answered before"},
	} {
		if _, err := c.edition.Respond(c.id, c.answer, known, now); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
}
