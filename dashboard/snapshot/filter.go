package snapshot

import (
	"cmp"
	"slices"
	"strings"

	"servicequality/observatory"
	"servicequality/observatory/indicator"
	"servicequality/web/locale"
)

// Filter is one condition that the address of a list may set: a field, the
// values that it takes, and what each lets through.
type Filter struct {
	Field  string
	Values []FilterValue
	keeps  func(e Entry, value string) bool
	// Kind is set for a filter by the level of an indicator.
	Kind indicator.Kind
}

// FilterValue is a value with its name: the catalogue's own, or a message.
type FilterValue struct{ Value, name, Message string }

// Text writes the value in words.
func (v FilterValue) Text(l *locale.Locale) string {
	if v.Message != "" {
		return l.T(v.Message)
	}
	return v.name
}

// Filters lists every condition, for the procedures of a list.
func Filters(list []Entry) []Filter {
	all := []Filter{
		named("ministry", list, func(p *observatory.Procedure) []string { return []string{p.Ministry} }),
		named("administration", list, func(p *observatory.Procedure) []string { return []string{p.Administration} }),
		named("audience", list, func(p *observatory.Procedure) []string { return strings.Split(p.Audience, "|") }),
		named("domain", list, func(p *observatory.Procedure) []string { return []string{p.Domain} }),
		worded("online", "word.online.", OnlineWords(), func(p *observatory.Procedure) string { return string(OnlineOf(p)) }),
		worded("essential", "answer.", []string{string(observatory.Yes), string(observatory.No), AnswerUnknown},
			func(p *observatory.Procedure) string { return cmp.Or(string(p.Essential), AnswerUnknown) }),
	}
	for _, rule := range indicator.Registry() {
		if rule.Kind != indicator.KindOnline && rule.HasLevels() {
			all = append(all, leveled(rule))
		}
	}
	return all
}

// AnswerUnknown is the word for an answer that the catalogue does not have.
const AnswerUnknown = "unknown"

// named is a filter by a text of the catalogue, written as its slug.
func named(field string, list []Entry, texts func(*observatory.Procedure) []string) Filter {
	f := Filter{Field: field, keeps: func(e Entry, value string) bool {
		return slices.ContainsFunc(texts(e.Procedure), func(text string) bool { return observatory.Slug(text) == value })
	}}
	names := map[string]string{}
	for _, e := range list {
		for _, text := range texts(e.Procedure) {
			if slug := observatory.Slug(text); slug != "" && names[slug] == "" {
				names[slug] = strings.TrimSpace(text)
				f.Values = append(f.Values, FilterValue{Value: slug, name: names[slug]})
			}
		}
	}
	slices.SortFunc(f.Values, func(a, b FilterValue) int { return cmp.Compare(a.Value, b.Value) })
	return f
}

// worded is a filter by a word of the vocabulary.
func worded(field, messages string, words []string, word func(*observatory.Procedure) string) Filter {
	f := Filter{Field: field, keeps: func(e Entry, value string) bool { return word(e.Procedure) == value }}
	for _, w := range words {
		f.Values = append(f.Values, FilterValue{Value: w, Message: messages + w})
	}
	return f
}

// leveled is a filter by the level of a figure, or by there being none.
func leveled(rule indicator.Rule) Filter {
	f := Filter{Field: string(rule.Kind), Kind: rule.Kind, keeps: func(e Entry, value string) bool {
		level := string(e.Figure(rule.Kind).Level)
		return cmp.Or(level, LevelNone) == value
	}}
	for _, level := range []indicator.Level{indicator.LevelGreen, indicator.LevelYellow, indicator.LevelRed} {
		if !slices.ContainsFunc(rule.Bounds, func(b indicator.Bound) bool { return b.Level == level }) &&
			!slices.ContainsFunc(rule.Words, func(w indicator.Word) bool { return w.Level == level }) {
			continue
		}
		f.Values = append(f.Values, FilterValue{Value: string(level), Message: "level." + string(level)})
	}
	none := "level.without"
	if rule.Unit == indicator.UnitMark {
		none = "level." + LevelNone
	}
	f.Values = append(f.Values, FilterValue{Value: LevelNone, Message: none})
	return f
}

// words lists what the filter takes.
func (f Filter) words() []string {
	words := make([]string, len(f.Values))
	for i, v := range f.Values {
		words[i] = v.Value
	}
	return words
}

// Find returns the value with its name.
func (f Filter) Find(value string) FilterValue {
	i := slices.IndexFunc(f.Values, func(v FilterValue) bool { return v.Value == value })
	if i < 0 {
		return FilterValue{Value: value, name: value}
	}
	return f.Values[i]
}

// Title names the filter in a form.
func (f Filter) Title(l *locale.Locale) string {
	if f.Kind != "" {
		return l.T("kind." + f.Field + ".name")
	}
	return l.T("column." + f.Field)
}
