// Package mask replaces personal data in what citizens write, before anything of it
// is written.
//
// It owns the patterns of addresses, numbers, plates and announced names, and the
// labelled comments that they are measured on. It is pure, imports no other package of
// this module, and keeps nothing of what it read.
package mask

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Masker replaces personal data in what citizens write: e-mail addresses,
// French and international telephone numbers, social security numbers (NIR),
// IBANs, payment cards, licence plates, and names that something announces. It
// errs on the side of masking; numbers that belong to a service (3939, 08…) are
// kept, since they tell which of them does not answer.
//
// What it returns is valid UTF-8 when the text is, at most three times as long
// as the text, and left as it is when it is masked again. The time it takes
// grows with the length of the text alone, whatever is written there.
type Masker struct {
	email   rule
	numbers []rule
	names   names
}

// find is a piece of a text that has to be masked.
type find struct {
	start, end int // in bytes
	token      string
}

// The words that take the place of personal data.
const (
	emailToken = "[e-mail]"
	phoneToken = "[téléphone]"
	nirToken   = "[NIR]"
	ibanToken  = "[IBAN]"
	cardToken  = "[carte]"
	plateToken = "[plaque]"
	nameToken  = "[nom]"
)

func tokens() []string {
	return []string{emailToken, phoneToken, nirToken, ibanToken, cardToken, plateToken, nameToken}
}

// rule finds what the pattern matches and accept agrees to.
type rule struct {
	token   string
	pattern *regexp.Regexp
	// digits are the fewest in a match: most texts have fewer, and the pattern
	// is not run.
	digits int
	// accept returns how many bytes of the match to mask, 0 for none.
	accept func(match string) int
	// outside says that a neighbour is not part of what was found; a match with
	// another neighbour is a piece of something longer.
	outside func(neighbour rune) bool
}

// space is what people put between groups of digits.
const space = `[ .\-/_\x{a0}\x{2009}\x{202f}\x{2010}\x{2011}\x{2013}]`

// New compiles the rules. Their order matters: what is longest goes
// first, so that no rule takes a part of what belongs to another.
func New() *Masker {
	return &Masker{
		email: rule{emailToken, regexp.MustCompile(emailPattern), 0, whole, anyRune},
		numbers: []rule{
			{ibanToken, regexp.MustCompile(ibanPattern), 8, acceptIBAN, notAlphanumeric},
			{ibanToken, regexp.MustCompile(ribPattern), 23, acceptRIB, notAlphanumeric},
			{nirToken, regexp.MustCompile(nirPattern), 12, acceptNIR, notDigit},
			{cardToken, regexp.MustCompile(cardPattern), 13, acceptCard, notDigit},
			{phoneToken, regexp.MustCompile(phonePattern), 9, acceptPhone, notDigit},
			{plateToken, regexp.MustCompile(platePattern), 3, acceptPlate, notAlphanumeric},
		},
		names: newNames(),
	}
}

// NewMask returns a function that masks personal data in a text as a collector
// does, for texts that reach the database by another way. It may be called from
// any goroutine.
func NewMask() func(text string) string { return New().Mask }

// Mask returns the text with what it finds replaced by words in brackets.
func (m *Masker) Mask(text string) string {
	finds := m.finds(text)
	if len(finds) == 0 {
		return text
	}
	var out strings.Builder
	done := 0
	for _, f := range finds {
		out.WriteString(text[done:f.start])
		out.WriteString(f.token)
		done = f.end
	}
	out.WriteString(text[done:])
	return out.String()
}

// finds returns what has to be masked, in order. No two finds overlap.
func (m *Masker) finds(text string) []find {
	var all []find
	if strings.ContainsAny(text, "@＠)]") || strings.Contains(text, "arobase") {
		all = m.email.search(text, all)
	}
	for _, r := range m.numbers {
		if countDigits(text) >= r.digits {
			all = r.search(text, all)
		}
	}
	return m.names.search(text, all)
}

// between calls look for each piece of the text that is not found yet, and
// returns all finds in order.
func between(text string, found []find, look func(start, end int) []find) []find {
	var fresh []find
	start := 0
	for _, f := range found {
		fresh = append(fresh, look(start, f.start)...)
		start = f.end
	}
	fresh = append(fresh, look(start, len(text))...)
	if len(fresh) == 0 {
		return found
	}
	fresh = append(fresh, found...)
	slices.SortFunc(fresh, func(a, b find) int { return a.start - b.start })
	return fresh
}

// search adds to what is found already.
func (r rule) search(text string, found []find) []find {
	return between(text, found, func(start, end int) []find {
		var all []find
		for at := start; at < end; {
			match := r.pattern.FindStringIndex(text[at:end])
			if match == nil {
				break
			}
			from := at + match[0]
			n := r.length(text, from, at+match[1])
			if n == 0 {
				at = r.next(text, from, end)
				continue
			}
			at = from + n
			all = append(all, find{from, at, r.token})
		}
		return all
	})
}

// next returns where another match may begin after the one that was refused: not
// inside what outside calls something longer.
func (r rule) next(text string, refused, end int) int {
	at := refused
	for at < end {
		before, size := utf8.DecodeRuneInString(text[at:])
		at += size
		if r.outside(before) {
			break
		}
	}
	return at
}

// length returns how many bytes to mask from start on, 0 for none. The
// neighbours are those of the text itself, whether they are masked or not: what
// is a piece of something longer stays one when the rest is masked.
func (r rule) length(text string, start, end int) int {
	if before, _ := utf8.DecodeLastRuneInString(text[:start]); start > 0 && !r.outside(before) || endsInToken(text[:start]) {
		return 0
	}
	n := r.accept(text[start:end])
	if after, _ := utf8.DecodeRuneInString(text[start+n:]); start+n < len(text) && !r.outside(after) || startsWithToken(text[start+n:]) {
		return 0
	}
	return n
}

// endsInToken says whether a mask stands at the end of a text. What touches one
// was left alone when it was set, and has to be left alone again.
func endsInToken(text string) bool {
	return strings.HasSuffix(text, "]") && slices.ContainsFunc(tokens(), func(t string) bool { return strings.HasSuffix(text, t) })
}

func startsWithToken(text string) bool {
	return strings.HasPrefix(text, "[") && slices.ContainsFunc(tokens(), func(t string) bool { return strings.HasPrefix(text, t) })
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
