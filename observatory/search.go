package observatory

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Unaccented takes the accents from the letters of a text, and apart what Unicode holds
// for a variant of other characters: a typographic ligature, a superscript. Case stays.
func Unaccented(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return r
	}, norm.NFKD.String(text))
}

// Fold reduces a text to what a search compares: lower case, no accents, letters like œ
// written out, words of letters and digits apart by single spaces.
func Fold(text string) string {
	var b strings.Builder
	for _, r := range strings.ToLower(Unaccented(text)) {
		switch {
		case ligature(r) != "":
			b.WriteString(ligature(r))
		case unicode.IsLetter(r), unicode.IsDigit(r):
			b.WriteRune(r)
		default:
			b.WriteByte(' ')
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

// Holds says whether every word of the query is somewhere in the text; both are folded.
// A query without words is held by every text.
func Holds(text, query string) bool {
	for _, word := range strings.Fields(query) {
		if !strings.Contains(text, word) {
			return false
		}
	}
	return true
}

// Searched is the folded text in which procedures are searched: title, administration,
// ministry, id and aliases.
func (p *Procedure) Searched() string {
	return Fold(strings.Join(append([]string{p.Title, p.Administration, p.Ministry, p.ID}, p.Aliases...), " "))
}
