package page

import (
	"servicequality/observatory/edition"
	"servicequality/observatory/indicator"
	"servicequality/web/locale"
)

// ObjectionRow is one objection, Respond the address that takes an answer to it:
// empty for who may give none.
type ObjectionRow struct {
	ID, About, Text, Filed, Answer, Answered, Respond string
}

// NewObjectionRow is an objection in the words of a language.
func NewObjectionRow(l *locale.Locale, o edition.Objection) ObjectionRow {
	row := ObjectionRow{ID: o.ID, About: l.T("objections.all"), Text: o.Text, Filed: l.T("objections.filed", l.Date(o.FiledOn))}
	if o.Kind != "" {
		row.About = NewFigure(l, indicator.Indicator{Kind: o.Kind}).Name()
	}
	if o.Answer != "" {
		row.Answer, row.Answered = o.Answer, l.T("objections.answered", l.Date(o.AnsweredOn))
	}
	return row
}
