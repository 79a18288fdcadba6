package dashboard

import (
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"servicequality/observatory"
)

// refusal lists what is wrong in an address: each field with the message that
// says why, so that people read it in the language of their page and machines
// in English. It is an error once it is not empty.
type refusal struct {
	faults []fault
	// missing says that the address is well formed, and what it asks for is not
	// there: it is answered 404, not 400.
	missing bool
}

// fault is a field, and the message "refuse.reason" with its arguments.
type fault struct {
	field, reason string
	args          []any
}

// Error implements error.
func (r *refusal) Error() string {
	fields := make([]string, len(r.faults))
	for i, f := range r.faults {
		fields[i] = f.field
	}
	return "the address is wrong in " + strings.Join(fields, ", ")
}

// orNil is the refusal as an error, nil when nothing is wrong.
func (r *refusal) orNil() error {
	if len(r.faults) == 0 {
		return nil
	}
	return r
}

// in writes the reasons in a language.
func (r *refusal) in(l *locale) []observatory.FieldError {
	fields := make([]observatory.FieldError, len(r.faults))
	for i, f := range r.faults {
		fields[i] = observatory.FieldError{Field: f.field, Reason: l.T("refuse."+f.reason, f.args...)}
	}
	return fields
}

func (r *refusal) add(field, reason string, args ...any) {
	r.faults = append(r.faults, fault{field, reason, args})
}

// word reads a parameter that takes one of the words, and is the fallback
// when it is not there.
func (r *refusal) word(query url.Values, field, fallback string, words []string) string {
	value := query.Get(field)
	switch {
	case value == "":
		return fallback
	case len(words) == 0:
		r.add(field, "nothing")
	case !slices.Contains(words, value):
		r.add(field, "word", enumerated(words))
	}
	return value
}

// only refuses every parameter but those of these names.
func (r *refusal) only(query url.Values, names []string) {
	for _, field := range slices.Sorted(maps.Keys(query)) {
		if !slices.Contains(names, field) {
			r.add(field, "unknown")
		}
	}
}

// mostWords bounds how many words a refusal lists.
const mostWords = 20

func enumerated(words []string) string {
	if len(words) > mostWords {
		return strings.Join(words[:mostWords], ", ") + ", …"
	}
	return strings.Join(words, ", ")
}

// words reads a parameter that takes several of the words, apart by commas or
// repeated.
func (r *refusal) words(query url.Values, field string, words []string) []string {
	var chosen []string
	for value := range strings.SplitSeq(strings.Join(query[field], ","), ",") {
		switch {
		case value == "" || slices.Contains(chosen, value):
		case !slices.Contains(words, value):
			r.add(field, "word", enumerated(words))
			return chosen
		default:
			chosen = append(chosen, value)
		}
	}
	return chosen
}

// number reads a whole number from 1 to most.
func (r *refusal) number(query url.Values, field string, fallback, most int) int {
	text := query.Get(field)
	if text == "" {
		return fallback
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 || n > most {
		r.add(field, "number", strconv.Itoa(most))
		return fallback
	}
	return n
}
