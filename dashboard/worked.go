package dashboard

import (
	"fmt"

	"servicequality/observatory"
	"servicequality/observatory/statistics"
	"servicequality/observatory/summary"
	"servicequality/web/locale"
)

// published is a number that the State published, and how it was made.
type published struct {
	ID, Quote, Where string
	Paragraphs       []string
	Lines            []workedLine
}

// workedLine is one way to count, written out: its name, the division, the
// result to six digits.
type workedLine struct{ Name, Formula, Value string }

// published explains, by name, numbers of the first edition of the public
// observatory that are quoted to this day.
func (w workedCounts) published(l *locale.Locale) []published {
	return []published{w.published67(l), w.published65(l), w.published82(l)}
}

func (w workedCounts) published67(l *locale.Locale) published {
	o, rates := w.Online, w.Online.Dematerialisation()
	n := l.Count(o.N())
	done, partial, beta := l.Count(o.Strict()+o.LocalRollout), l.Count(o.Partial), l.Count(o.Beta)
	times := func(weight uint64, count string) string {
		return fmt.Sprintf("%d%s×%s%s", weight, locale.NoBreakSpace, locale.NoBreakSpace, count)
	}
	return published{
		ID: "published-67", Quote: l.T("published.67"), Where: l.T("published.67.where"),
		Paragraphs: []string{l.T("published.67.text", n, done, partial, beta, l.Count(o.No), l.Count(o.Unknown),
			whole(l, rates.Weighted), whole(l, rates.Strict), l.Count(rates.Target), whole(l, rates.StrictOfTarget))},
		Lines: []workedLine{
			{l.T("rule.weighted"), "(" + times(100, done) + " + " + times(50, partial) + " + " + times(10, beta) + ")" + over(n), exactPercent(l, rates.Weighted)},
			{l.T("rule.strict"), done + over(n), exactPercent(l, rates.Strict)},
			{l.T("rule.at_least_partial"), "(" + done + " + " + partial + " + " + beta + ")" + over(n), exactPercent(l, rates.AtLeastPartial)},
			{l.T("published.over_target"), done + over(l.Count(rates.Target)), exactPercent(l, rates.StrictOfTarget)},
		},
	}
}

func (w workedCounts) published65(l *locale.Locale) published {
	a := w.Authentication
	most := l.Count(a.With()) + " + " + l.Count(a.Unknown)
	all := l.Count(a.Known() + a.Unknown)
	return published{
		ID: "published-65", Quote: l.T("published.65"), Where: l.T("published.65.where"),
		Paragraphs: []string{l.T("published.65.text", l.Count(a.With()), l.Count(a.NotApplicable), l.Count(a.Unknown),
			l.Percent(w.Online.Dematerialisation().Strict))},
		Lines: []workedLine{
			{l.T("published.65.known"), l.Count(a.With()) + over(l.Count(a.Known())), exactPercent(l, a.Share().Micro(100))},
			{l.T("published.65.least"), l.Count(a.With()) + over(all), exactPercent(l, a.Least().Micro(100))},
			{l.T("published.65.most"), "(" + most + ")" + over(all), exactPercent(l, a.Most().Micro(100))},
		},
	}
}

func (w workedCounts) published82(l *locale.Locale) published {
	u := w.TakeUp()
	z := statistics.Z95
	low, high := statistics.Interval(statistics.Counts{w.reviews - w.satisfied, w.satisfied}, z, 1)
	least, most := observatory.MicroOf(100*low), observatory.MicroOf(100*high)
	online := func(hundredths uint64) string { return l.Count(hundredths / 100) }
	return published{
		ID: "published-82", Quote: l.T("published.82"), Where: l.T("published.82.where"),
		Paragraphs: []string{
			l.T("published.82.text", l.Count(w.reviews), l.Count(w.satisfied), l.Percent(&least), l.Percent(&most)),
			l.T("published.82.takeup"),
		},
		Lines: []workedLine{
			{l.T("published.82.satisfied"), l.Count(w.satisfied) + over(l.Count(w.reviews)), exactPercent(l, observatory.Ratio{Num: w.satisfied, Den: w.reviews}.Micro(100))},
			{l.T("published.82.declared", l.Count(u.Declared)), online(w.Declared.OnlineHundredths) + over(l.Count(w.Declared.Total)), exactPercent(l, u.Weighted)},
			{l.T("published.82.without", l.Percent(u.LargestShare)), online(w.Declared.OnlineHundredths-w.Largest.OnlineHundredths) + over(l.Count(w.Declared.Total-w.Largest.Total)), exactPercent(l, u.WithoutLargest)},
			{l.T("published.82.online", l.Count(u.Online.Procedures)), l.T("published.bounds"), exactPercent(l, u.Online.Low) + " – " + exactPercent(l, u.Online.High)},
			{l.T("published.82.all", l.Count(u.All.Procedures)), l.T("published.bounds"), exactPercent(l, u.All.Low) + " – " + exactPercent(l, u.All.High)},
		},
	}
}

// response says what a response rate leaves open, of the income tax.
func (w workedCounts) response(l *locale.Locale) string {
	rate := observatory.Ratio{Num: w.answers.N(), Den: w.returns}.Micro(100)
	mark := w.answers.Mean().Micro(10)
	low, high := summary.UnansweredBounds(w.answers, w.returns)
	millions := observatory.Micro(w.returns)
	return l.T("published.response", l.Count(w.answers.N()), l.OneDigit(&millions), l.Digits(hundredths(*rate)), l.Digits(hundredths(*mark)),
		l.Digits(hundredths(*low)), l.Digits(hundredths(*high)))
}

// whole writes a number rounded half up to a whole one.
func whole(l *locale.Locale, m *observatory.Micro) string {
	return l.Count(uint64((*m + 500_000) / 1_000_000))
}

// hundredths writes a number rounded half up to two digits after the point.
func hundredths(m observatory.Micro) string {
	rounded := (m + 5_000) / 10_000
	return fmt.Sprintf("%d.%02d", rounded/100, rounded%100)
}

func over(n string) string { return locale.NoBreakSpace + "÷ " + n }

// exactPercent writes a percentage to six digits.
func exactPercent(l *locale.Locale, m *observatory.Micro) string {
	return l.Digits(m.String()) + l.T("unit.percent")
}
