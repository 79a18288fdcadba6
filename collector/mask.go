package collector

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// masker replaces personal data in what citizens write: e-mail addresses,
// French and international telephone numbers, social security numbers (NIR),
// IBANs, payment cards, licence plates, and names after a title. It errs on the
// side of masking; numbers that belong to a service (3939, 08…) are kept, since
// they tell which of them does not answer.
type masker struct {
	email   rule
	numbers []rule
	names   names
}

// rule replaces by its token what the pattern finds and accept agrees to.
type rule struct {
	token   string
	pattern *regexp.Regexp
	// digits are the fewest in a match: most texts have fewer, and the pattern
	// is not run.
	digits int
	// accept returns how many bytes of the match to replace, 0 for none.
	accept func(match string) int
	// outside says that a neighbour is not part of what was found; a match with
	// another neighbour is a piece of something longer.
	outside func(neighbour rune) bool
}

// space is what people put between groups of digits.
const space = `[ .\-/_\x{a0}\x{2009}\x{202f}\x{2010}\x{2011}\x{2013}]`

// newMasker compiles the rules. Their order matters: what is longest goes
// first, so that no rule takes a part of what belongs to another.
func newMasker() *masker {
	return &masker{
		email: rule{"[e-mail]", regexp.MustCompile(emailPattern), 0, whole, anyRune},
		numbers: []rule{
			{"[IBAN]", regexp.MustCompile(ibanPattern), 8, acceptIBAN, notAlphanumeric},
			{"[NIR]", regexp.MustCompile(nirPattern), 12, acceptNIR, notDigit},
			{"[carte]", regexp.MustCompile(cardPattern), 13, acceptCard, notDigit},
			{"[téléphone]", regexp.MustCompile(phonePattern), 9, acceptPhone, notDigit},
			{"[plaque]", regexp.MustCompile(platePattern), 3, acceptPlate, notAlphanumeric},
		},
		names: newNames(),
	}
}

// NewMask returns a function that masks personal data in a text as a collector
// does, for texts that reach the database by another way. It may be called from
// any goroutine.
func NewMask() func(text string) string { return newMasker().mask }

// mask returns the text with what it finds replaced by words in brackets.
func (m *masker) mask(text string) string {
	if text == "" {
		return text
	}
	if strings.ContainsAny(text, "@＠)]") {
		text = m.email.mask(text)
	}
	for _, r := range m.numbers {
		if countDigits(text) >= r.digits {
			text = r.mask(text)
		}
	}
	return m.names.mask(text)
}

func (r rule) mask(text string) string {
	var out strings.Builder
	done := 0
	for at := 0; at < len(text); {
		found := r.pattern.FindStringIndex(text[at:])
		if found == nil {
			break
		}
		start := at + found[0]
		n := r.length(text, start, at+found[1])
		if n == 0 {
			_, size := utf8.DecodeRuneInString(text[start:])
			at = start + size
			continue
		}
		out.WriteString(text[done:start])
		out.WriteString(r.token)
		at = start + n
		done = at
	}
	out.WriteString(text[done:])
	return out.String()
}

// length returns how many bytes to replace from start on, 0 for none.
func (r rule) length(text string, start, end int) int {
	if before, _ := utf8.DecodeLastRuneInString(text[:start]); start > 0 && !r.outside(before) {
		return 0
	}
	n := r.accept(text[start:end])
	if after, _ := utf8.DecodeRuneInString(text[start+n:]); start+n < len(text) && !r.outside(after) {
		return 0
	}
	return n
}

func whole(match string) int { return len(match) }

func anyRune(rune) bool { return true }

func notDigit(r rune) bool { return !unicode.IsDigit(r) }

func notAlphanumeric(r rune) bool { return !unicode.IsDigit(r) && !unicode.IsLetter(r) }

// longest returns the end of the longest prefix of match that has at least
// least characters besides separators and that accept agrees to, 0 for none. A
// prefix never ends between two such characters that nothing separates.
func longest(match string, least int, accept func(compact string) bool) int {
	var compact []byte
	best := 0
	for i, r := range match {
		if notAlphanumeric(r) {
			continue
		}
		compact = append(compact, byte(unicode.ToUpper(r)))
		end := i + utf8.RuneLen(r)
		next, _ := utf8.DecodeRuneInString(match[end:])
		if len(compact) >= least && (end == len(match) || notAlphanumeric(next)) && accept(string(compact)) {
			best = end
		}
	}
	return best
}

// onlyDigits returns the ASCII digits of s.
func onlyDigits(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, s)
}

func countDigits(s string) int {
	n := 0
	for i := range len(s) {
		if s[i] >= '0' && s[i] <= '9' {
			n++
		}
	}
	return n
}
