package sheet

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"servicequality/observatory"
)

// Clean composes the text (NFC), drops control characters and those that
// deceive the reader about the order or the presence of others, and trims it.
// A run of spaces becomes one space; a lone no-break space is French
// typography and stays.
func Clean(cell string) string {
	var out strings.Builder
	var space rune
	spaces := 0
	for _, r := range norm.NFC.String(cell) {
		switch {
		case unicode.IsSpace(r):
			spaces++
			space = r
			continue
		case unicode.IsControl(r), unicode.Is(unicode.Bidi_Control, r), r == '\u200b', r == '\ufeff':
			continue
		}
		if spaces > 0 && out.Len() > 0 {
			if spaces > 1 || space != '\u00a0' && space != '\u202f' {
				space = ' '
			}
			out.WriteRune(space)
		}
		spaces = 0
		out.WriteRune(r)
	}
	return norm.NFC.String(out.String())
}

// Fold reduces a word or the name of a column to what matters when it is
// compared: case, accents, spaces and underscores do not.
func Fold(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || r == '_' {
			return -1
		}
		return unicode.ToLower(r)
	}, observatory.Unaccented(text))
}

func dropSpaces(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return r
	}, text)
}

// Whole reads a whole number up to most, digits grouped by spaces or not.
func Whole(text string, most uint64) (uint64, error) {
	digits := dropSpaces(text)
	if digits == "" || strings.Trim(digits, "0123456789") != "" {
		return 0, fmt.Errorf("%q is not a whole number", text)
	}
	n, err := strconv.ParseUint(digits, 10, 64)
	if err != nil || n > most {
		return 0, fmt.Errorf("%q is more than %d", text, most)
	}
	return n, nil
}

// Percentage reads a number from 0 to 100, with a decimal point or comma and
// a percent sign or not.
func Percentage(text string) (float64, error) {
	digits := strings.Replace(strings.TrimSuffix(dropSpaces(text), "%"), ",", ".", 1)
	x, err := strconv.ParseFloat(digits, 64)
	if err != nil || strings.Trim(digits, "0123456789.") != "" {
		return 0, fmt.Errorf("%q is not a percentage", text)
	}
	if x > 100 || math.IsNaN(x) {
		return 0, fmt.Errorf("%q is not between 0 and 100 %%", text)
	}
	return x, nil
}

// armoured tells a cell that a spreadsheet would run as a formula: how many
// apostrophes stand before its first character, and whether that is one of
// the dangerous ones.
func armoured(cell string) (apostrophes int, formula bool) {
	rest := strings.TrimLeft(cell, "'")
	return len(cell) - len(rest), rest != "" && strings.ContainsRune("=+-@\t\r\n", rune(rest[0]))
}

// Armour puts an apostrophe before a text that a spreadsheet would run as a formula,
// and before one from which Disarm would remove an apostrophe. With always false it
// does only the latter, for files that only the observatory reads.
func Armour(cell string, always bool) string {
	if apostrophes, formula := armoured(cell); formula && (always || apostrophes > 0) {
		return "'" + cell
	}
	return cell
}

// Disarm undoes Armour.
func Disarm(cell string) string {
	if apostrophes, formula := armoured(cell); formula && apostrophes > 0 {
		return cell[1:]
	}
	return cell
}

// NotOneOf is the error for a cell that holds none of the words, which it names.
func NotOneOf[W ~string](cell string, words []W) error {
	printed := make([]string, len(words))
	for i, w := range words {
		printed[i] = string(w)
	}
	return fmt.Errorf("%q is not one of %s", cell, strings.Join(printed, ", "))
}
