package web

import (
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"servicequality/observatory"
	"servicequality/web/locale"
)

// Refusal lists what is wrong in an address: each field with the message that
// says why, so that people read it in the language of their page and machines
// in English. It is an error once it is not empty.
type Refusal struct {
	Faults []Fault
	// Missing says that the address is well formed, and what it asks for is not
	// there: it is answered 404, not 400.
	Missing bool
}

// Fault is a field, and the message "refuse.reason" with its arguments.
type Fault struct {
	Field, Reason string
	args          []any
}

// Error implements error.
func (r *Refusal) Error() string {
	fields := make([]string, len(r.Faults))
	for i, f := range r.Faults {
		fields[i] = f.Field
	}
	return "the address is wrong in " + strings.Join(fields, ", ")
}

// OrNil is the refusal as an error, nil when nothing is wrong.
func (r *Refusal) OrNil() error {
	if len(r.Faults) == 0 {
		return nil
	}
	return r
}

// In writes the reasons in a language.
func (r *Refusal) In(l *locale.Locale) []observatory.FieldError {
	fields := make([]observatory.FieldError, len(r.Faults))
	for i, f := range r.Faults {
		fields[i] = observatory.FieldError{Field: f.Field, Reason: l.T("refuse."+f.Reason, f.args...)}
	}
	return fields
}

// Add notes a field with the message "refuse.reason" and its arguments.
func (r *Refusal) Add(field, reason string, args ...any) {
	r.Faults = append(r.Faults, Fault{field, reason, args})
}

// Word reads a parameter that takes one of the words, and is the fallback
// when it is not there.
func (r *Refusal) Word(query url.Values, field, fallback string, words []string) string {
	value := query.Get(field)
	switch {
	case value == "":
		return fallback
	case len(words) == 0:
		r.Add(field, "nothing")
	case !slices.Contains(words, value):
		r.Add(field, "word", enumerated(words))
	}
	return value
}

// Only refuses every parameter but those of these names.
func (r *Refusal) Only(query url.Values, names []string) {
	for _, field := range slices.Sorted(maps.Keys(query)) {
		if !slices.Contains(names, field) {
			r.Add(field, "unknown")
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

// Words reads a parameter that takes several of the words, apart by commas or
// repeated.
func (r *Refusal) Words(query url.Values, field string, words []string) []string {
	var chosen []string
	for value := range strings.SplitSeq(strings.Join(query[field], ","), ",") {
		switch {
		case value == "" || slices.Contains(chosen, value):
		case !slices.Contains(words, value):
			r.Add(field, "word", enumerated(words))
			return chosen
		default:
			chosen = append(chosen, value)
		}
	}
	return chosen
}

// Number reads a whole number from 1 to most.
func (r *Refusal) Number(query url.Values, field string, fallback, most int) int {
	text := query.Get(field)
	if text == "" {
		return fallback
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 || n > most {
		r.Add(field, "number", strconv.Itoa(most))
		return fallback
	}
	return n
}
