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
