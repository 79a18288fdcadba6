// Package locale holds words in each of their languages, and writes numbers, dates,
// counted things and lists the language's way.
//
// It owns the message catalogues of the pages, and reads those of others. It imports
// the root of the domain alone, for days and exact numbers. Never in it: what a single
// page says with these words, and HTTP.
package locale

import (
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"
	"strconv"
	"strings"
	"time"

	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"
	"golang.org/x/text/message"
	"golang.org/x/text/number"

	"servicequality/observatory"
)

//go:embed messages/*.json
var messageFiles embed.FS

// The codes of the languages that the pages are written in.
const (
	French  = "fr"
	English = "en"
)

// NoBreakSpace keeps a number and its unit on one line; French also groups thousands
// with it.
const NoBreakSpace = "\u00a0"

// Codes lists what the pages are written in, the default first.
func Codes() []string { return []string{French, English} }

// Locale holds the words of one language and writes numbers, dates and
// plurals its way. It is immutable; templates call its methods.
type Locale struct {
	// Code is the language's code, as in the lang attribute.
	Code     string
	tag      language.Tag
	messages map[string]string
	decimal  string
	thousand string
}

// New is a language that says these messages, by key. It panics when the code is that
// of no language.
func New(code string, messages map[string]string) *Locale {
	l := &Locale{Code: code, tag: language.MustParse(code), messages: messages}
	european := language.MustParse(code + "-u-nu-latn") // the digits that all our figures are written in
	sample := strings.Trim(message.NewPrinter(european).Sprint(number.Decimal(1234.5)), "15")
	l.thousand, l.decimal, _ = strings.Cut(sample, "234")
	return l
}

// Read reads the message catalogues of the pages.
func Read() (map[string]*Locale, error) { return ReadFrom(messageFiles, Codes()) }

// ReadFrom reads the message catalogues in the folder messages of the owner of these
// files, for each language code.json and, for parts of what the owner says, all there
// are of name.code.json.
func ReadFrom(files fs.FS, codes []string) (map[string]*Locale, error) {
	all := map[string]*Locale{}
	for _, code := range codes {
		l := New(code, map[string]string{})
		if err := l.read(files, "messages/"+code+".json"); err != nil {
			return nil, err
		}
		more, err := fs.Glob(files, "messages/*."+code+".json")
		if err != nil {
			return nil, fmt.Errorf("cannot read messages: %w", err)
		}
		for _, name := range more {
			if err := l.read(files, name); err != nil {
				return nil, err
			}
		}
		all[code] = l
	}
	return all, nil
}

// read adds the messages of a file; a key that two files have is an error.
func (l *Locale) read(files fs.FS, name string) error {
	text, err := fs.ReadFile(files, name)
	if err != nil {
		return fmt.Errorf("cannot read messages: %w", err)
	}
	var messages map[string]string
	if err := json.Unmarshal(text, &messages); err != nil {
		return fmt.Errorf("cannot read %s: %w", name, err)
	}
	for key, message := range messages {
		if l.Has(key) {
			return fmt.Errorf("cannot read %s: the message %s is in another file too", name, key)
		}
		l.messages[key] = message
	}
	return nil
}

// Choose returns the language of an answer: the one asked for in the
// address, else the one of ours that the Accept-Language header weighs most,
// else French.
func Choose(asked, accept string) string {
	if asked == French || asked == English {
		return asked
	}
	best, most := French, 0.0
	for preference := range strings.SplitSeq(accept, ",") {
		tag, weight, weighted := strings.Cut(preference, ";")
		code, _, _ := strings.Cut(strings.TrimSpace(tag), "-")
		code = strings.ToLower(code)
		if code != French && code != English {
			continue
		}
		q := 1.0
		if weighted {
			q, _ = strconv.ParseFloat(strings.TrimPrefix(strings.TrimSpace(weight), "q="), 64)
		}
		if q > most {
			best, most = code, q
		}
	}
	return best
}

// Has says whether the language knows the key.
func (l *Locale) Has(key string) bool { return l.messages[key] != "" }

// T is the message of a key, its placeholders filled in, whole numbers written as Count
// does. An unknown key is shown behind a sign that the tests look for.
func (l *Locale) T(key string, args ...any) string {
	message, ok := l.messages[key]
	if !ok {
		return "%!(" + key + ")"
	}
	if len(args) == 0 {
		return message
	}
	written := make([]any, len(args))
	for i, arg := range args {
		written[i] = arg
		switch n := arg.(type) {
		case int:
			written[i] = counted(l.group(strconv.Itoa(n)))
		case uint64:
			written[i] = counted(l.Count(n))
		}
	}
	return fmt.Sprintf(message, written...)
}

// counted is a whole number that is written the same way by every verb.
type counted string

// Format implements fmt.Formatter.
func (c counted) Format(to fmt.State, _ rune) { _, _ = to.Write([]byte(c)) }

// N is the message of a counted thing, "key.one" or "key.other", whose first
// placeholder is the number; a message for one thing may do without any. The plural
// rules of Unicode say which: French counts 0 as one. A language with other forms, as
// Arabic has for two, may do with these.
func (l *Locale) N(key string, n uint64, args ...any) string {
	if plural.Cardinal.MatchPlural(l.tag, int(n), 0, 0, 0, 0) != plural.One {
		return l.T(key+".other", append([]any{n}, args...)...)
	}
	if key += ".one"; !strings.Contains(l.messages[key], "%") {
		return l.T(key)
	}
	return l.T(key, append([]any{n}, args...)...)
}

// Count writes a whole number with its thousands apart.
func (l *Locale) Count(n uint64) string { return l.group(strconv.FormatUint(n, 10)) }

// Digits rewrites a decimal number written with a point ("1234.5") the
// language's way; what is no number stays as it is.
func (l *Locale) Digits(number string) string {
	whole, fraction, found := strings.Cut(number, ".")
	text := l.group(whole)
	if found {
		text += l.decimal + fraction
	}
	return text
}

func (l *Locale) group(digits string) string {
	var b strings.Builder
	for i, r := range digits {
		if i > 0 && (len(digits)-i)%3 == 0 && digits[i-1] != '-' {
			b.WriteString(l.thousand)
		}
		b.WriteRune(r)
	}
	return b.String()
}

// Date writes a day in full, "31 octobre 2026"; the unknown day as "".
func (l *Locale) Date(d observatory.Day) string {
	if d == 0 {
		return ""
	}
	year, month, day := d.Date().Date()
	number := strconv.Itoa(day)
	if day == 1 && l.Code == French {
		number = "1er"
	}
	return number + " " + l.month(month) + " " + strconv.Itoa(year)
}

// Month writes the month of a day in full, "octobre 2026".
func (l *Locale) Month(d observatory.Day) string {
	year, month, _ := d.Date().Date()
	return l.month(month) + " " + strconv.Itoa(year)
}

func (l *Locale) month(m time.Month) string { return l.T("month." + strconv.Itoa(int(m))) }

// Instant writes a moment in Paris time, to the minute.
func (l *Locale) Instant(t time.Time) string {
	d := observatory.DayOf(t)
	return l.T("instant", l.Date(d), t.In(d.Start().Location()).Format("15:04"))
}

// Percent writes a percentage with one digit, "65,4 %"; "–" when there is
// none. A rate that is not quite 100 is never shown as 100, nor one above 0
// as 0: one digit more is shown instead.
func (l *Locale) Percent(m *observatory.Micro) string {
	if m == nil {
		return "–"
	}
	return l.OneDigit(m) + l.T("unit.percent")
}

// OneDigit writes a number rounded half up to one digit after the point, with
// the same care for the ends of a percentage.
func (l *Locale) OneDigit(m *observatory.Micro) string {
	const micros, tenth, hundredth = 1_000_000, 100_000, 10_000
	rounded := (*m + tenth/2) / tenth
	if rounded == 1000 && *m < 100*micros || rounded == 0 && *m > 0 {
		truncated := *m / hundredth
		return l.Digits(fmt.Sprintf("%d.%02d", truncated/100, truncated%100))
	}
	return l.Digits(fmt.Sprintf("%d.%d", rounded/10, rounded%10))
}

// Enumerate joins names the language's way: "a, b et c".
func (l *Locale) Enumerate(names []string) string {
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	last := len(names) - 1
	return strings.Join(names[:last], ", ") + " " + l.T("and") + " " + names[last]
}
