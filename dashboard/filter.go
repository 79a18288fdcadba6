package dashboard

import (
	"cmp"
	"slices"
	"strings"

	"servicequality/observatory"
	"servicequality/observatory/indicator"
)

// filter is one condition that the address of a list may set: a field, the
// values that it takes, and what each lets through.
type filter struct {
	field  string
	values []filterValue
	keeps  func(e entry, value string) bool
	// kind is set for a filter by the level of an indicator.
	kind indicator.Kind
}

// filterValue is a value with its name: the catalogue's own, or a message.
type filterValue struct{ value, name, message string }

// name writes the value in words.
func (v filterValue) text(l *locale) string {
	if v.message != "" {
		return l.T(v.message)
	}
	return v.name
}

// filters lists every condition, for the procedures of a list.
func filters(list []entry) []filter {
	all := []filter{
		named("ministry", list, func(p *observatory.Procedure) []string { return []string{p.Ministry} }),
		named("administration", list, func(p *observatory.Procedure) []string { return []string{p.Administration} }),
		named("audience", list, func(p *observatory.Procedure) []string { return strings.Split(p.Audience, "|") }),
		named("domain", list, func(p *observatory.Procedure) []string { return []string{p.Domain} }),
		worded("online", "word.online.", onlineWords(), func(p *observatory.Procedure) string { return string(onlineOf(p)) }),
		worded("essential", "answer.", []string{string(observatory.Yes), string(observatory.No), answerUnknown},
			func(p *observatory.Procedure) string { return cmp.Or(string(p.Essential), answerUnknown) }),
	}
	for _, rule := range indicator.Registry() {
		if rule.Kind != indicator.KindOnline && rule.HasLevels() {
			all = append(all, leveled(rule))
		}
	}
	return all
}

const answerUnknown = "unknown"

// named is a filter by a text of the catalogue, written as its slug.
func named(field string, list []entry, texts func(*observatory.Procedure) []string) filter {
	f := filter{field: field, keeps: func(e entry, value string) bool {
		return slices.ContainsFunc(texts(e.procedure), func(text string) bool { return observatory.Slug(text) == value })
	}}
	names := map[string]string{}
	for _, e := range list {
		for _, text := range texts(e.procedure) {
			if slug := observatory.Slug(text); slug != "" && names[slug] == "" {
				names[slug] = strings.TrimSpace(text)
				f.values = append(f.values, filterValue{value: slug, name: names[slug]})
			}
		}
	}
	slices.SortFunc(f.values, func(a, b filterValue) int { return cmp.Compare(a.value, b.value) })
	return f
}

// worded is a filter by a word of the vocabulary.
func worded(field, messages string, words []string, word func(*observatory.Procedure) string) filter {
	f := filter{field: field, keeps: func(e entry, value string) bool { return word(e.procedure) == value }}
	for _, w := range words {
		f.values = append(f.values, filterValue{value: w, message: messages + w})
	}
	return f
}

// leveled is a filter by the level of a figure, or by there being none.
func leveled(rule indicator.Rule) filter {
	f := filter{field: string(rule.Kind), kind: rule.Kind, keeps: func(e entry, value string) bool {
		level := string(e.figure(rule.Kind).Level)
		return cmp.Or(level, levelNone) == value
	}}
	for _, level := range []indicator.Level{indicator.LevelGreen, indicator.LevelYellow, indicator.LevelRed} {
		if !slices.ContainsFunc(rule.Bounds, func(b indicator.Bound) bool { return b.Level == level }) &&
			!slices.ContainsFunc(rule.Words, func(w indicator.Word) bool { return w.Level == level }) {
			continue
		}
		f.values = append(f.values, filterValue{value: string(level), message: "level." + string(level)})
	}
	none := "level.without"
	if rule.Unit == indicator.UnitMark {
		none = "level." + levelNone
	}
	f.values = append(f.values, filterValue{value: levelNone, message: none})
	return f
}

// words lists what the filter takes.
func (f filter) words() []string {
	words := make([]string, len(f.values))
	for i, v := range f.values {
		words[i] = v.value
	}
	return words
}

// find returns the value with its name.
func (f filter) find(value string) filterValue {
	i := slices.IndexFunc(f.values, func(v filterValue) bool { return v.value == value })
	if i < 0 {
		return filterValue{value: value, name: value}
	}
	return f.values[i]
}

// title names the filter in a form.
func (f filter) title(l *locale) string {
	if f.kind != "" {
		return l.T("kind." + f.field + ".name")
	}
	return l.T("column." + f.field)
}
