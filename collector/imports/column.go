package imports

import (
	"cmp"
	"errors"
	"fmt"
	"net/mail"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"servicequality/collector/imports/sheet"
	"servicequality/observatory"
	"servicequality/observatory/indicator"
)

// procedure shortens the accessors of the table of columns.
type procedure = observatory.Procedure

// column is one column of the catalogue: how it is written and how it is
// read. What get writes, set reads back to the same value.
type column struct {
	name string
	// private columns are never published.
	private bool
	get     func(*procedure) string
	// set takes a cell; the empty cell sets "unknown". Its errors are ends of
	// sentences.
	set func(*procedure, string) error
}

// text is a column of free text, of at most so many characters.
func text(name string, most int, at func(*procedure) *string) column {
	return column{
		name: name,
		get:  func(p *procedure) string { return *at(p) },
		set: func(p *procedure, cell string) error {
			*at(p) = sheet.Clean(cell)
			if length := len([]rune(*at(p))); length > most {
				return fmt.Errorf("has %d characters; at most %d are kept", length, most)
			}
			return nil
		},
	}
}

// checked adds a condition to a column of text that is not empty.
func checked(c column, check func(text string) error) column {
	set := c.set
	c.set = func(p *procedure, cell string) error {
		if err := set(p, cell); err != nil || c.get(p) == "" {
			return err
		}
		return check(c.get(p))
	}
	return c
}

// secret makes a column private.
func secret(c column) column {
	c.private = true
	return c
}

// word is a column that takes one of the words.
func word[W ~string](name string, at func(*procedure) *W, unknown W, words ...W) column {
	return column{
		name: name,
		get:  func(p *procedure) string { return string(cmp.Or(*at(p), unknown)) },
		set: func(p *procedure, cell string) error {
			i := slices.IndexFunc(words, func(w W) bool { return sheet.Fold(string(w)) == sheet.Fold(cell) })
			switch {
			case i >= 0:
				*at(p) = words[i]
			case sheet.Fold(cell) == sheet.Fold(string(unknown)), cell == "":
				*at(p) = unknown
			default:
				return sheet.NotOneOf(cell, words)
			}
			return nil
		},
	}
}

func answer(name string, at func(*procedure) *observatory.Answer) column {
	return word(name, at, observatory.AnswerUnknown, observatory.Yes, observatory.No)
}

// number is a column that holds a number of any sort, or nothing.
func number[N comparable](name string, at func(*procedure) **N, parse func(string) (N, error), format func(N) string) column {
	return column{
		name: name,
		get: func(p *procedure) string {
			if *at(p) == nil {
				return ""
			}
			return format(**at(p))
		},
		set: func(p *procedure, cell string) error {
			*at(p) = nil
			if cell == "" {
				return nil
			}
			n, err := parse(cell)
			if err == nil {
				*at(p) = &n
			}
			return err
		},
	}
}

// maxVolume is more than any State's transactions in a year.
const maxVolume = 1_000_000_000_000

func volume(name string, at func(*procedure) **uint64) column {
	return number(name, at,
		func(cell string) (uint64, error) { return sheet.Whole(cell, maxVolume) },
		func(n uint64) string { return strconv.FormatUint(n, 10) })
}

func count(name string, most uint64, at func(*procedure) **uint32) column {
	return number(name, at,
		func(cell string) (uint32, error) {
			n, err := sheet.Whole(cell, most)
			return uint32(n), err
		},
		func(n uint32) string { return strconv.FormatUint(uint64(n), 10) })
}

func percent(name string, at func(*procedure) **float64) column {
	return number(name, at, sheet.Percentage,
		func(x float64) string { return strconv.FormatFloat(x, 'f', -1, 64) })
}

func day(name string, at func(*procedure) *observatory.Day) column {
	return column{
		name: name,
		get:  func(p *procedure) string { return at(p).String() },
		set: func(p *procedure, cell string) (err error) {
			*at(p), err = observatory.ParseDay(cell)
			return err
		},
	}
}

// list is a column of several texts separated by "|"; parse checks and
// rewrites one of them.
func list(name string, at func(*procedure) *[]string, parse func(item string) (string, error)) column {
	return column{
		name: name,
		get:  func(p *procedure) string { return strings.Join(*at(p), "|") },
		set: func(p *procedure, cell string) error {
			*at(p) = nil
			for item := range strings.SplitSeq(cell, "|") {
				item = sheet.Clean(item)
				if item == "" {
					continue
				}
				item, err := parse(item)
				if err != nil {
					return err
				}
				if !slices.Contains(*at(p), item) {
					*at(p) = append(*at(p), item)
				}
			}
			return nil
		},
	}
}

func anyText(item string) (string, error) { return item, nil }

func identifier(id string) error {
	if !observatory.ValidID(id) {
		return fmt.Errorf("%q is not an id: 1 to 64 letters, digits, _ or -", id)
	}
	return nil
}

func address(link string) error {
	u, err := url.Parse(link)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || strings.ContainsAny(link, " \u00a0") {
		return fmt.Errorf("%q is not an address like https://www.example.org/page", link)
	}
	return nil
}

func mailbox(text string) error {
	if parsed, err := mail.ParseAddress(text); err != nil || parsed.Address != text {
		return fmt.Errorf("%q is not an e-mail address", text)
	}
	return nil
}

// What aliases and hosts look like; an alias needs a namespace, because the
// number spaces of the systems that gave them collide.
var (
	aliasForm = regexp.MustCompile(`^[a-z][a-z0-9-]{0,31}:[A-Za-z0-9._/-]{1,128}$`)
	hostForm  = regexp.MustCompile(`^(\*\.)?[a-z0-9]([a-z0-9.-]{0,250}[a-z0-9])?(:[0-9]{1,5})?$`)
)

func alias(item string) (string, error) {
	if !aliasForm.MatchString(item) {
		return "", fmt.Errorf("%q is not an alias: it needs its namespace, like jdma:3059", item)
	}
	return item, nil
}

func host(item string) (string, error) {
	item = strings.ToLower(item)
	if !hostForm.MatchString(item) {
		return "", fmt.Errorf("%q is not the name of a host like www.example.org", item)
	}
	return item, nil
}

// exemption is "kind:reason".
func exemption(item string) (string, error) {
	kind, reason, _ := strings.Cut(item, ":")
	kind, reason = strings.ToLower(strings.TrimSpace(kind)), strings.TrimSpace(reason)
	if _, ok := indicator.FindRule(indicator.Kind(kind)); !ok || reason == "" {
		return "", fmt.Errorf("%q is not an exemption: it needs an indicator and a reason, like mobile:used at a counter only", item)
	}
	return kind + ":" + reason, nil
}

func humanChannel(item string) (string, error) {
	words := []string{"counter", "phone", "email", "chat", "post", "none"}
	if item = strings.ToLower(item); !slices.Contains(words, item) {
		return "", sheet.NotOneOf(item, words)
	}
	return item, nil
}

// noneAlone refuses "none" beside a channel.
func noneAlone(c column) column {
	return checked(c, func(channels string) error {
		if channels != "none" && slices.Contains(strings.Split(channels, "|"), "none") {
			return errors.New("none goes with no other channel")
		}
		return nil
	})
}
