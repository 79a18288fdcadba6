package list

import (
	"cmp"
	"html/template"
	"slices"
	"strconv"
	"strings"

	"servicequality/dashboard/page"
	"servicequality/dashboard/snapshot"
	"servicequality/observatory"
	"servicequality/observatory/indicator"
	"servicequality/web/locale"
)

// Field is a column that a list of procedures may have: how a page shows it,
// and how a file holds it.
type Field struct {
	Key string
	// title names the column.
	Title   func(*locale.Locale) string
	Numeric bool
	// sorts says that the list may be sorted by the column.
	sorts bool
	cell  func(*page.Request, snapshot.Entry) tableCell
	// names are the columns of a file, values their cells.
	names  []string
	values func(*page.Request, snapshot.Entry) []string
}

// tableCell is what a page shows in one place of a table.
type tableCell struct {
	Text string
	// Own says that the text is the catalogue's, in its own language.
	Own    bool
	Figure *page.Figure
	Spark  template.HTML
	// Label and Numeric are the column's, for a table that becomes cards.
	Label   string
	Numeric bool
}

// ColumnKeys lists the columns that may be chosen.
func ColumnKeys() []string {
	var keys []string
	for _, f := range fields() {
		keys = append(keys, f.Key)
	}
	return keys
}

func usualColumns() []string {
	return []string{"ministry", "online", "satisfaction", "trend", "n", "volume"}
}

// fields lists the columns in the order of presentation.
func fields() []Field {
	all := []Field{
		ownText("ministry", func(p *observatory.Procedure) string { return p.Ministry }),
		ownText("administration", func(p *observatory.Procedure) string { return p.Administration }),
		ownText("audience", func(p *observatory.Procedure) string { return p.Audience }),
		ownText("domain", func(p *observatory.Procedure) string { return p.Domain }),
	}
	all[0].sorts = true
	for _, rule := range indicator.Registry() {
		all = append(all, ofKind(rule))
		if rule.Kind == indicator.KindSatisfaction {
			all = append(all, trendField(), countField("n", "satisfaction_n", func(e snapshot.Entry) *uint64 { return &e.Satisfaction.N }))
		}
	}
	return append(all,
		countField("volume", "volume_total", func(e snapshot.Entry) *uint64 { return e.Procedure.VolumeTotal }),
		countField("received", "received", func(e snapshot.Entry) *uint64 { return &e.Received }),
		essentialField())
}

func ownText(key string, text func(*observatory.Procedure) string) Field {
	return Field{
		Key: key, Title: func(l *locale.Locale) string { return l.T("column." + key) },
		cell: func(_ *page.Request, e snapshot.Entry) tableCell {
			return tableCell{Text: strings.ReplaceAll(text(e.Procedure), "|", ", "), Own: true}
		},
		names: []string{key}, values: func(_ *page.Request, e snapshot.Entry) []string { return []string{text(e.Procedure)} },
	}
}

// ofKind is the column of an indicator: a page shows the figure with its
// interval and its level or why there is none, a file all parts of it.
func ofKind(rule indicator.Rule) Field {
	kind := string(rule.Kind)
	f := Field{
		Key: kind, Title: func(l *locale.Locale) string { return l.T("kind." + kind + ".name") },
		Numeric: rule.Unit != indicator.UnitWord, sorts: true,
		cell: func(r *page.Request, e snapshot.Entry) tableCell {
			i := page.NewFigure(r.Loc, e.Figure(rule.Kind))
			if rule.Kind == indicator.KindOnline {
				return tableCell{Text: r.Loc.T("word.online." + string(snapshot.OnlineOf(e.Procedure)))}
			}
			return tableCell{Figure: &i}
		},
	}
	if rule.Kind == indicator.KindOnline {
		f.Title = func(l *locale.Locale) string { return l.T("column.online") }
		f.names, f.values = []string{kind}, func(_ *page.Request, e snapshot.Entry) []string {
			return []string{string(snapshot.OnlineOf(e.Procedure))}
		}
		return f
	}
	if rule.Unit == indicator.UnitWord {
		f.names = []string{kind + "_state", kind, kind + "_level"}
		f.values = func(_ *page.Request, e snapshot.Entry) []string {
			i := e.Figure(rule.Kind)
			return []string{string(i.State), i.Word, string(i.Level)}
		}
		return f
	}
	f.names = []string{kind + "_state", kind, kind + "_low", kind + "_high", kind + "_level", kind + "_n"}
	f.values = func(_ *page.Request, e snapshot.Entry) []string {
		i := e.Figure(rule.Kind)
		return []string{
			string(i.State), cmp.Or(page.Micro(i.Value), i.Word), page.Micro(i.Low), page.Micro(i.High), string(i.Level),
			page.Whole(i.N, rule.Origin == indicator.OriginRatings),
		}
	}
	return f
}

// trendField is the line of the window's months, in a file their marks.
func trendField() Field {
	return Field{
		Key: "trend", Title: func(l *locale.Locale) string { return l.T("column.trend") },
		cell:  func(r *page.Request, e snapshot.Entry) tableCell { return tableCell{Spark: spark(r, e.Procedure.ID)} },
		names: []string{"satisfaction_months"},
		values: func(r *page.Request, e snapshot.Entry) []string {
			var months []string
			for _, value := range monthlyMarks(r, e.Procedure.ID) {
				months = append(months, page.Micro(value))
			}
			return []string{strings.Join(months, "|")}
		},
	}
}

func countField(key, name string, count func(snapshot.Entry) *uint64) Field {
	return Field{
		Key: key, Title: func(l *locale.Locale) string { return l.T("column." + key) }, Numeric: true, sorts: true,
		cell: func(r *page.Request, e snapshot.Entry) tableCell {
			if n := count(e); n != nil {
				return tableCell{Text: r.Loc.Count(*n)}
			}
			return tableCell{Text: "–"}
		},
		names: []string{name},
		values: func(_ *page.Request, e snapshot.Entry) []string {
			if n := count(e); n != nil {
				return []string{strconv.FormatUint(*n, 10)}
			}
			return []string{""}
		},
	}
}

func essentialField() Field {
	return Field{
		Key: "essential", Title: func(l *locale.Locale) string { return l.T("column.essential") },
		cell: func(r *page.Request, e snapshot.Entry) tableCell {
			return tableCell{Text: r.Loc.T("answer." + cmp.Or(string(e.Procedure.Essential), snapshot.AnswerUnknown))}
		},
		names: []string{"essential"}, values: func(_ *page.Request, e snapshot.Entry) []string { return []string{string(e.Procedure.Essential)} },
	}
}

// ChosenFields lists the columns of the listing, beside the title, in the order of
// presentation whatever the order they were asked for in.
func ChosenFields(l snapshot.Listing) []Field {
	chosen := l.Columns
	if chosen == nil {
		chosen = usualColumns()
	}
	return slices.DeleteFunc(fields(), func(f Field) bool { return !slices.Contains(chosen, f.Key) })
}
