package jdma

import (
	"slices"
	"strings"
	"unicode"

	"servicequality/collector/imports/sheet"
)

// question is what a column of an export of "Je donne mon avis" holds.
type question int

const (
	askDate question = iota + 1
	askIdentifier
	askProcedure
	askProduct
	askButton
	askForm
	askSatisfaction
	askEase
	askClarity
	askDifficulties
	askHelp
	askReached
	askQuality
	askOtherHelp
	askComment
	askEmail
	askBug
)

// wording recognises a column by its whole name, or by a part of the
// question in it. Both are compared by their letters and digits alone.
type wording struct {
	question question
	names    []string
	parts    []string
}

// wordings lists the columns of the exports of 2024, in which they have
// English names, and of those of 2026. The first that fits wins.
func wordings() []wording {
	return []wording{
		{askDate, []string{"Date de l'avis", "Review Created At", "Date"}, nil},
		{askIdentifier, []string{"Identifiant Avis", "Review ID", "Identifiant", "ID"}, nil},
		{askProcedure, []string{"procedure_id", "procedure"}, nil},
		{askProduct, []string{"Product ID"}, nil},
		{askButton, []string{"Lien d'intégration", "Button ID", "Lien", "Bouton", "button"}, nil},
		{askForm, []string{"Nom du formulaire", "Identifiant formulaire", "Formulaire", "Form ID", "form", "XWiki ID"}, nil},
		{askEmail, []string{"email", "mail", "contact_email"}, []string{"adresse mail", "adresse e-mail", "courriel"}},
		{askBug, []string{"bug_kind"}, []string{"quel type de retour"}},
		{askDifficulties, nil, []string{"difficulté"}},
		{askEase, []string{"easy"}, []string{"facile à utiliser"}},
		{askClarity, []string{"comprehension", "clarté", "clarté des informations"},
			[]string{"informations et des instructions", "langage employé"}},
		{askReached, []string{"contact_reached"}, []string{"joindre l'administration"}},
		{askQuality, []string{"contact_satisfaction"}, []string{"qualité de l'aide"}},
		{askOtherHelp, []string{"contact_tried_verbatim"}, []string{"autres types d'aide"}},
		{askHelp, []string{"contact_tried"}, []string{"tenté d'obtenir de l'aide"}},
		{askSatisfaction, []string{"satisfaction"}, []string{"comment ça s'est passé", "s'est passée cette démarche"}},
		{askComment, []string{"verbatim", "commentaire", "comment"}, []string{"en dire plus"}},
	}
}

// column is a column of a file.
type column struct {
	question question
	header   string
	at       int
}

// columns are the columns of a file that are known, and the names of those
// that are not. One question may have several columns: its wording changed.
type columns struct {
	known   []column
	ignored []string
}

func bindColumns(header []string) columns {
	var c columns
	headers := wordings()
	for at, name := range header {
		i := slices.IndexFunc(headers, func(h wording) bool { return h.fits(letters(name)) })
		switch {
		case i >= 0:
			c.known = append(c.known, column{headers[i].question, name, at})
		case name != "":
			c.ignored = append(c.ignored, name)
		}
	}
	return c
}

// leaveOthers tells the table which columns are not read: those that are not
// known, and those whose cells are dropped.
func (c columns) leaveOthers(t *sheet.Table) {
	for at := range t.Header {
		if !slices.ContainsFunc(c.known, func(column column) bool {
			return column.at == at && column.question != askForm && column.question != askEmail
		}) {
			t.Leave(at)
		}
	}
}

func (h wording) fits(key string) bool {
	return slices.ContainsFunc(h.names, func(name string) bool { return letters(name) == key }) ||
		slices.ContainsFunc(h.parts, func(part string) bool { return strings.Contains(key, letters(part)) })
}

func (c columns) of(q question) []column {
	var found []column
	for _, column := range c.known {
		if column.question == q {
			found = append(found, column)
		}
	}
	return found
}

func (c columns) has(questions ...question) bool {
	return slices.ContainsFunc(c.known, func(column column) bool { return slices.Contains(questions, column.question) })
}

// recognised says whether the columns are those of an export: counts have days,
// but nothing that tells their rows apart.
func (c columns) recognised() bool {
	return c.has(askDate) && c.has(askIdentifier) && c.has(askSatisfaction, askClarity, askBug)
}

// letters folds a text and keeps its letters and digits.
func letters(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return -1
	}, sheet.Fold(text))
}
