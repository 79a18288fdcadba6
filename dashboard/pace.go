package dashboard

import (
	"maps"
	"slices"

	"servicequality/dashboard/page"
	"servicequality/observatory"
	"servicequality/observatory/edition"
	"servicequality/observatory/summary"
	"servicequality/web/locale"
)

// mostSteps is how many editions the first page lists.
const mostSteps = 5

// course is where the share of procedures online came from, what is to be
// reached, and how fast it goes: the strict rule, and no projection.
type course struct {
	Steps []courseStep
	// Pace says how fast the last four quarters went, or why that is not told;
	// Asked how fast the target asks to go.
	Pace, Asked string
}

// courseStep is an edition, its share and the length of its bar.
type courseStep struct {
	ID, URL, Count, Percent, Width string
}

// reached is where the strict rule stood at an edition, over the target while
// the list is about as long.
func reached(e edition.Edition, overTarget bool) summary.Milestone {
	o := e.Summary.Online
	m := summary.Milestone{Share: observatory.Ratio{Num: o.Strict(), Den: o.N()}, Tracked: o.N()}
	if overTarget {
		m.Share.Den = e.Summary.Dematerialisation.Target
	}
	return m
}

// course follows the strict rule through the editions; nil without any.
func (d Dashboard) course(r *page.Request) *course {
	list := r.Snap.Computed()
	if len(list) == 0 {
		return nil
	}
	l, now := r.Loc, list[len(list)-1]
	var before *edition.Edition
	for i := range list {
		if list[i].AsOf == now.AsOf.FirstOfMonth().AddMonths(-12).LastOfMonth() {
			before = &list[i]
		}
	}
	overTarget := true
	shown := list[max(0, len(list)-mostSteps):]
	for _, e := range shown {
		overTarget = overTarget && e.Summary.Dematerialisation.StrictOfTarget != nil
	}
	overTarget = overTarget && (before == nil || before.Summary.Dematerialisation.StrictOfTarget != nil)
	var c course
	for _, e := range shown {
		m := reached(e, overTarget)
		step := courseStep{ID: e.ID, URL: r.Link(page.EditionPath(e.ID)), Width: "0", Count: l.T("goal.count", l.Count(m.Share.Num), l.Count(m.Share.Den))}
		if percent := m.Share.Micro(100); percent != nil {
			step.Percent, step.Width = l.Percent(percent), min(*percent, 100_000_000).String()
		}
		c.Steps = append(c.Steps, step)
	}
	at := reached(now, overTarget)
	left := summary.QuartersBetween(now.AsOf, d.Cfg.TargetBy)
	all := observatory.Ratio{Num: 1, Den: 1}
	if before == nil {
		c.Pace = l.T("pace.no_year")
		c.Asked = d.asks(l, at, left, summary.YearsPace(summary.Milestone{}, at, summary.Turnover{}, all, left).Asked)
		return &c
	}
	was := reached(*before, overTarget)
	moved := summary.CountTurnover(slices.Collect(maps.Keys(r.Snap.History.Figures[before.ID])), slices.Collect(maps.Keys(r.Snap.History.Figures[now.ID])))
	pace := summary.YearsPace(was, at, moved, all, left)
	switch {
	case pace.Actual != nil:
		c.Pace = l.T("pace.actual", before.ID, now.ID, paceText(l, *pace.Actual)) + " "
		if moved == (summary.Turnover{}) {
			c.Pace += l.T("pace.same")
		} else {
			c.Pace += l.T("pace.moved", l.Count(moved.Entered), l.Count(moved.Left))
		}
	case moved.TooMuch(was, at):
		c.Pace = l.T("pace.turnover", before.ID, now.ID, l.Count(moved.Entered), l.Count(moved.Left))
	default:
		c.Pace = l.T("pace.no_year")
	}
	c.Asked = d.asks(l, at, left, pace.Asked)
	return &c
}

// asks says how fast the target asks to go.
func (d Dashboard) asks(l *locale.Locale, at summary.Milestone, left uint64, asked *observatory.Micro) string {
	goal := l.Count(summary.OnlineTarget)
	switch {
	case at.Share.Exists() && at.Share.Num >= at.Share.Den:
		return l.T("pace.reached", goal)
	case d.Cfg.TargetBy == 0:
		return l.T("pace.no_date", goal)
	case asked == nil:
		return l.T("pace.over", goal, l.Month(d.Cfg.TargetBy))
	}
	return l.N("pace.asked", left, goal, l.Month(d.Cfg.TargetBy), paceText(l, *asked))
}

// paceText writes points a quarter with their sign. French counts less than two as
// one.
func paceText(l *locale.Locale, m observatory.Micro) string {
	tenths := page.Distance(m)
	sign := "+"
	switch {
	case tenths == 0:
		sign = ""
	case m < 0:
		sign = "−"
	}
	form := "other"
	if l.Code == locale.French && tenths < 20 || tenths == 10 {
		form = "one"
	}
	return l.T("pace.points."+form, sign+l.Digits(page.Decimal(tenths)))
}
