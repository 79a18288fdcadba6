package observatory

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Check gathers what is wrong with the fields of an input.
type Check struct {
	Bad []FieldError
}

// That notes the reason against the field unless ok.
func (c *Check) That(ok bool, field, reason string) {
	if !ok {
		c.Bad = append(c.Bad, FieldError{field, reason})
	}
}

// OneOf notes a value that is none of the words.
func (c *Check) OneOf(field, value string, words []string) {
	if !slices.Contains(words, value) { // the sentence is only made when it is needed
		c.That(false, field, "must be one of "+strings.Join(words, ", "))
	}
}

// Level notes a value outside 1 to levels; nil means no answer, and is valid.
func (c *Check) Level(field string, value *int, levels int) {
	if value != nil && (*value < 1 || *value > levels) {
		c.That(false, field, fmt.Sprintf("must be between 1 and %d", levels))
	}
}

// Text notes a value of more than most characters.
func (c *Check) Text(field, value string, most int) {
	if utf8.RuneCountInString(value) > most {
		c.That(false, field, "must be at most "+strconv.Itoa(most)+" characters long")
	}
}

// MaxID is the longest id, in characters.
const MaxID = 64

// ValidID says whether the text may be the id of a procedure or a button: 1
// to 64 letters, digits, underscores or hyphens.
func ValidID(s string) bool {
	return s != "" && len(s) <= MaxID && strings.Trim(s, alphanumeric+"_-") == ""
}

const alphanumeric = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"

// LanguageCode says whether the text looks like a language tag: two or three
// letters, then at most two parts of two to eight letters or digits.
func LanguageCode(s string) bool {
	parts := strings.Split(s, "-")
	for i, part := range parts {
		least, most := 2, 8
		if i == 0 {
			most = 3
		}
		if len(part) < least || len(part) > most || strings.Trim(part, alphanumeric) != "" {
			return false
		}
	}
	return len(parts) <= 3
}

// CleanText turns line ends into \n, drops control and bidirectional
// formatting characters, which only serve to deceive readers, and composes
// what is left (NFC).
func CleanText(s string) string {
	if s == "" {
		return ""
	}
	s = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(s)
	s = strings.Map(func(r rune) rune {
		if r == '\n' || r == '\t' {
			return r
		}
		if unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) {
			return -1
		}
		return r
	}, s)
	return strings.TrimSpace(norm.NFC.String(s))
}
