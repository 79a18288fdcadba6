package mask

import (
	"slices"
	"strings"
)

// The letters of French plates: no I, O, U.
const plateLetters = `[A-HJ-NP-TV-Za-hj-np-tv-z]{2}`

// The plates since 2009 (AB-123-CD), and those before, with the department.
const platePattern = plateLetters + `[ .\-_]?\d{3}[ .\-_]?` + plateLetters +
	`|\d{2,4}[ \-]?[A-Z]{2,3}[ \-]?(?:0[1-9]|[1-8]\d|9[0-5]|2[AB]|97[1-6])`

// acceptPlate refuses words and units around a number, as in "DE 100 KM" and
// "12 MAI 75".
func acceptPlate(match string) int {
	if !strings.Contains(match, " ") {
		return len(match)
	}
	letters := strings.FieldsFunc(match, func(r rune) bool { return r < 'A' || r == '_' })
	for i, word := range letters {
		if word != strings.ToUpper(word) || slices.Contains(notOnPlates(i > 0), word) {
			return 0
		}
	}
	return len(match)
}

// notOnPlates are the words that stand before a number, or after it, in texts
// that are all in capitals.
func notOnPlates(after bool) []string {
	if after {
		return []string{"DE", "EN", "ET", "LA", "LE", "KM", "KG", "GB", "MB"}
	}
	return []string{
		"CE", "DE", "EN", "ES", "ET", "LA", "LE", "MA", "ME", "NE", "SA", "SE", "TA", "TE", "CA", "FR", "KM", "KG", "GB",
		"DES", "LES", "EST", "SUR", "PAR", "ANS", "EUR", "MIN", "JRS",
		"JAN", "FEV", "MAR", "AVR", "MAI", "JUN", "JUL", "SEP", "OCT", "NOV", "DEC",
	}
}
