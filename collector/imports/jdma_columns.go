package imports

import (
	"slices"
	"strings"
	"unicode"
)

// jdmaQuestion is what a column of an export of "Je donne mon avis" holds.
type jdmaQuestion int

const (
	jdmaDate jdmaQuestion = iota + 1
	jdmaIdentifier
	jdmaProcedure
	jdmaProduct
	jdmaButton
	jdmaForm
	jdmaSatisfaction
	jdmaEase
	jdmaClarity
	jdmaDifficulties
	jdmaHelp
	jdmaReached
	jdmaQuality
	jdmaOtherHelp
	jdmaComment
	jdmaEmail
	jdmaBug
)

// jdmaHeader recognises a column by its whole name, or by a part of the
// question in it. Both are compared by their letters and digits alone.
type jdmaHeader struct {
	question jdmaQuestion
	names    []string
	parts    []string
}

// jdmaHeaders lists the columns of the exports of 2024, in which they have
// English names, and of those of 2026. The first that fits wins.
func jdmaHeaders() []jdmaHeader {
	return []jdmaHeader{
		{jdmaDate, []string{"Date de l'avis", "Review Created At", "Date"}, nil},
		{jdmaIdentifier, []string{"Identifiant Avis", "Review ID", "Identifiant", "ID"}, nil},
		{jdmaProcedure, []string{"procedure_id", "procedure"}, nil},
		{jdmaProduct, []string{"Product ID"}, nil},
		{jdmaButton, []string{"Lien d'intégration", "Button ID", "Lien", "Bouton", "button"}, nil},
		{jdmaForm, []string{"Nom du formulaire", "Identifiant formulaire", "Formulaire", "Form ID", "form", "XWiki ID"}, nil},
		{jdmaEmail, []string{"email", "mail", "contact_email"}, []string{"adresse mail", "adresse e-mail", "courriel"}},
		{jdmaBug, []string{"bug_kind"}, []string{"quel type de retour"}},
		{jdmaDifficulties, nil, []string{"difficulté"}},
		{jdmaEase, []string{"easy"}, []string{"facile à utiliser"}},
		{jdmaClarity, []string{"comprehension", "clarté", "clarté des informations"},
			[]string{"informations et des instructions", "langage employé"}},
		{jdmaReached, []string{"contact_reached"}, []string{"joindre l'administration"}},
		{jdmaQuality, []string{"contact_satisfaction"}, []string{"qualité de l'aide"}},
		{jdmaOtherHelp, []string{"contact_tried_verbatim"}, []string{"autres types d'aide"}},
		{jdmaHelp, []string{"contact_tried"}, []string{"tenté d'obtenir de l'aide"}},
		{jdmaSatisfaction, []string{"satisfaction"}, []string{"comment ça s'est passé", "s'est passée cette démarche"}},
		{jdmaComment, []string{"verbatim", "commentaire", "comment"}, []string{"en dire plus"}},
	}
}

// jdmaColumn is a column of a file.
type jdmaColumn struct {
	question jdmaQuestion
	header   string
	at       int
}

// jdmaColumns are the columns of a file that are known, and the names of those
// that are not. One question may have several columns: its wording changed.
type jdmaColumns struct {
	known   []jdmaColumn
	ignored []string
}

func bindJDMA(header []string) jdmaColumns {
	var c jdmaColumns
	headers := jdmaHeaders()
	for at, name := range header {
		i := slices.IndexFunc(headers, func(h jdmaHeader) bool { return h.fits(letters(name)) })
		switch {
		case i >= 0:
			c.known = append(c.known, jdmaColumn{headers[i].question, name, at})
		case name != "":
			c.ignored = append(c.ignored, name)
		}
	}
	return c
}

// leaveOthers tells the table which columns are not read: those that are not
// known, and those whose cells are dropped.
func (c jdmaColumns) leaveOthers(t *table) {
	for at := range t.header {
		if !slices.ContainsFunc(c.known, func(column jdmaColumn) bool {
			return column.at == at && column.question != jdmaForm && column.question != jdmaEmail
		}) {
			t.leave(at)
		}
	}
}

func (h jdmaHeader) fits(key string) bool {
	return slices.ContainsFunc(h.names, func(name string) bool { return letters(name) == key }) ||
		slices.ContainsFunc(h.parts, func(part string) bool { return strings.Contains(key, letters(part)) })
}

func (c jdmaColumns) of(q jdmaQuestion) []jdmaColumn {
	var found []jdmaColumn
	for _, column := range c.known {
		if column.question == q {
			found = append(found, column)
		}
	}
	return found
}

func (c jdmaColumns) has(questions ...jdmaQuestion) bool {
	return slices.ContainsFunc(c.known, func(column jdmaColumn) bool { return slices.Contains(questions, column.question) })
}

// recognised says whether the columns are those of an export: counts have days,
// but nothing that tells their rows apart.
func (c jdmaColumns) recognised() bool {
	return c.has(jdmaDate) && c.has(jdmaIdentifier) && c.has(jdmaSatisfaction, jdmaClarity, jdmaBug)
}

// letters folds a text and keeps its letters and digits.
func letters(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return -1
	}, fold(text))
}
