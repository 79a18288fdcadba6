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

// check gathers what is wrong with the fields of an input.
type check struct {
	bad []FieldError
}

func (c *check) that(ok bool, field, reason string) {
	if !ok {
		c.bad = append(c.bad, FieldError{field, reason})
	}
}

func (c *check) oneOf(field, value string, words []string) {
	if !slices.Contains(words, value) { // the sentence is only made when it is needed
		c.that(false, field, "must be one of "+strings.Join(words, ", "))
	}
}

func (c *check) level(field string, value *int, levels int) {
	if value != nil && (*value < 1 || *value > levels) {
		c.that(false, field, fmt.Sprintf("must be between 1 and %d", levels))
	}
}

func (c *check) text(field, value string, most int) {
	if utf8.RuneCountInString(value) > most {
		c.that(false, field, "must be at most "+strconv.Itoa(most)+" characters long")
	}
}

func (c *check) help(help []Help) {
	c.that(help == nil || len(help) > 0, "help", "must not be empty: leave it out when not asked, send [{\"channel\": \"none\"}] for no help")
	seen := map[string]bool{}
	for i, h := range help {
		field := fmt.Sprintf("help[%d]", i)
		c.oneOf(field+".channel", h.Channel, HelpChannels())
		c.that(!seen[h.Channel], field+".channel", "is given twice")
		seen[h.Channel] = true
		administration := slices.Contains(AdministrationHelp(), h.Channel)
		c.that(administration || h.Reached == nil, field+".reached", "is only asked of the administration's own channels")
		c.that(h.Quality == nil || administration && (h.Reached == nil || *h.Reached), field+".quality",
			"is only asked of a channel of the administration that was reached")
		c.level(field+".quality", h.Quality, 5)
	}
	c.that(!seen[HelpNone] || len(help) == 1, "help", "none goes with no other channel")
}

// maxID is the longest id, in characters.
const maxID = 64

// ValidID says whether the text may be the id of a procedure or a button: 1
// to 64 letters, digits, underscores or hyphens.
func ValidID(s string) bool {
	return s != "" && len(s) <= maxID && strings.Trim(s, alphanumeric+"_-") == ""
}

const alphanumeric = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"

// languageCode says whether the text looks like a language tag: two or three
// letters, then at most two parts of two to eight letters or digits.
func languageCode(s string) bool {
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

// cleanText turns line ends into \n, drops control and bidirectional
// formatting characters, which only serve to deceive readers, and composes
// what is left (NFC).
func cleanText(s string) string {
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
