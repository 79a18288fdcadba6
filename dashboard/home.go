package dashboard

import (
	"net/http"
	"path"

	"servicequality/dashboard/page"
	"servicequality/dashboard/snapshot"
	"servicequality/observatory"
	"servicequality/observatory/indicator"
	"servicequality/observatory/summary"
	"servicequality/web"
	"servicequality/web/locale"
)

// homeBody is the first page: what can be said of all procedures together.
type homeBody struct {
	Freshness  string
	Empty      bool
	Tracked    string
	Rules      []rateTile
	Target     string
	Chart      *page.Plot
	Movers     []mover
	Questions  []page.Link
	Course     *course
	Trajectory string
	Tiles      []tile
	Ministries []ministryLine
}

// rateTile is one of the rules by which the online share is counted.
type rateTile struct{ Name, Value, Detail, Formula string }

// tile is a headline figure.
type tile struct {
	ID, Name, Value, Detail string
	// Notes are always shown, More on request.
	Notes, More []string
}

// ministryLine is a row of the table of ministries, Percent the weighted rule.
type ministryLine struct {
	Name, URL, Procedures, Yes, Percent, Width, Goal string
}

func (d Dashboard) home(r *page.Request) (*web.Answer, error) {
	s, l := r.Snap.Summary, r.Loc
	body := homeBody{
		Freshness: freshness(r), Empty: s.Procedures == 0,
		Tracked: l.N("home.tracked", s.Procedures, l.Count(s.Online.Unknown), l.Count(s.Online.Proactive)),
		Rules:   rateTiles(l, s), Tiles: tiles(r), Movers: movers(r), Questions: questions(r), Ministries: ministryLines(r),
	}
	if rate := s.Dematerialisation.StrictOfTarget; rate != nil {
		body.Target = l.T("home.target", l.Percent(rate), l.Count(s.Dematerialisation.Target), l.Count(s.Online.Strict()))
	} else {
		body.Target = l.T("home.target.none", l.Count(s.Dematerialisation.Target))
	}
	body.Course = d.course(r)
	if len(r.Snap.Milestones()) > 0 {
		body.Trajectory = r.Link("/editions") + "#trajectory"
	}
	page := d.NewPage(r, "home", body)
	page.Home = true
	if !body.Empty {
		body.Chart = d.Plot(r, onlineShares(r), "/dematerialisation")
		page.Body, page.Charts = body, true
	}
	return d.Render(page, "home", http.StatusOK)
}

// rateTiles names the three rules in use, each with its formula and numbers.
func rateTiles(l *locale.Locale, s summary.Summary) []rateTile {
	o, n := s.Online, s.Online.N()
	done := o.Strict() + o.LocalRollout
	reached := done + o.Partial + o.Beta
	return []rateTile{
		{l.T("rule.strict"), l.Percent(s.Dematerialisation.Strict), l.T("rule.of", l.Count(o.Strict()), l.Count(n)), l.T("rule.strict.formula")},
		{l.T("rule.weighted"), l.Percent(s.Dematerialisation.Weighted),
			l.T("rule.weighted.detail", l.Count(done), l.Count(o.Partial), l.Count(o.Beta)), l.T("rule.weighted.formula")},
		{l.T("rule.at_least_partial"), l.Percent(s.Dematerialisation.AtLeastPartial), l.T("rule.of", l.Count(reached), l.Count(n)),
			l.T("rule.at_least_partial.formula")},
	}
}

// tiles are the other headline figures.
func tiles(r *page.Request) []tile {
	s, l := r.Snap.Summary, r.Loc
	t := s.TakeUp
	ranged := func(key string, b summary.TakeUpBounds) string {
		return l.T(key, l.Count(b.Procedures), l.Percent(b.Low), l.Percent(b.High))
	}
	takeUp := tile{ID: "take-up", Name: l.T("kind.digital_use.name"), Value: l.Percent(t.Weighted), Detail: l.N("takeup.declared", t.Declared),
		Notes: []string{ranged("takeup.online", t.Online), ranged("takeup.all", t.All)},
		More:  []string{l.T("takeup.plain", l.Percent(t.Plain)), l.N("takeup.without_total", t.WithoutTotal)},
	}
	if t.LargestShare != nil && t.Effective != nil {
		takeUp.More = append(takeUp.More, l.T("takeup.concentration", l.Percent(t.LargestShare), l.OneDigit(t.Effective)))
	}
	a := s.Authentication
	connect := tile{ID: "franceconnect", Name: "FranceConnect", Value: l.Percent(a.Share().Micro(100)),
		Detail: l.T("connect.detail", l.Count(a.With()), l.Count(a.Known()))}
	if a.Unknown > 0 {
		connect.Notes = append(connect.Notes, l.N("connect.unknown", a.Unknown,
			l.Percent(a.Least().Micro(100)), l.Percent(a.Most().Micro(100))))
	}
	goal := atGoal(r.Snap.Entries, indicator.KindSatisfaction)
	received := tile{ID: "received", Name: l.T("received.name"), Value: l.Count(s.Received), Detail: l.T("received.detail")}
	if !s.Synthetic {
		received.Notes = []string{l.T("received.standing", l.Count(s.Ratings.Counted), l.Count(s.Ratings.Doubtful), l.Count(s.Ratings.Quarantined))}
	}
	return []tile{
		{ID: "satisfaction", Name: l.T("satisfied.name"), Value: l.Percent(goal.Rate()), Detail: goalText(l, goal), Notes: []string{l.T("satisfied.note")}},
		takeUp, connect, received,
	}
}

// atGoal counts a group's procedures against the goal of a kind.
func atGoal(list []snapshot.Entry, kind indicator.Kind) summary.GoalShare {
	var g summary.GoalShare
	for _, e := range list {
		g.Add(e.Procedure.Online, e.Figure(kind))
	}
	return g
}

// goalText says "k of n procedures, m not measurable".
func goalText(l *locale.Locale, g summary.GoalShare) string {
	return l.T("goal.share", l.Count(g.Reached), l.Count(g.Measured), l.Count(g.Unmeasured))
}

// goalShort is the same for a column whose heading names what is counted.
func goalShort(l *locale.Locale, g summary.GoalShare) string {
	return l.T("goal.share.short", l.Count(g.Reached), l.Count(g.Measured), l.Count(g.Unmeasured))
}

func ministryLines(r *page.Request) []ministryLine {
	l := r.Loc
	groups := map[string][]snapshot.Entry{}
	for _, e := range r.Snap.Entries {
		groups[e.Ministry] = append(groups[e.Ministry], e)
	}
	var lines []ministryLine
	for _, m := range r.Snap.Summary.Ministries {
		line := ministryLine{
			Name: m.Name, URL: r.Link(page.MinistryPath(m.Slug)),
			Procedures: l.Count(m.Procedures), Yes: l.Count(m.Yes), Percent: l.Percent(m.Weighted), Width: "0",
			Goal: goalShort(l, atGoal(groups[m.Slug], indicator.KindSatisfaction)),
		}
		if m.Weighted != nil {
			line.Width = m.Weighted.String()
		}
		lines = append(lines, line)
	}
	return lines
}

// freshness says which day the figures end on and when they were computed.
func freshness(r *page.Request) string {
	var newest indicator.Indicator
	for _, e := range r.Snap.Entries {
		if e.Satisfaction.ComputedAt.After(newest.ComputedAt) {
			newest = e.Satisfaction
		}
	}
	if newest.ComputedAt.IsZero() {
		return r.Loc.T("freshness", r.Loc.Date(r.Snap.AsOf))
	}
	return r.Loc.T("freshness.computed", r.Loc.Date(r.Snap.AsOf), r.Loc.Instant(newest.ComputedAt))
}

// status answers /dematerialisation: the shares of all procedures as a
// picture or data, and without an ending the place on the first page.
func (d Dashboard) status(r *page.Request) (*web.Answer, error) {
	chart := onlineShares(r)
	switch format := path.Ext(r.Path); format {
	case ".svg", ".csv":
		return d.ChartFile(r, d.Plot(r, chart, "/dematerialisation"), format)
	case ".json":
		s := r.Snap.Summary
		return web.JSONFile(struct {
			AsOf      observatory.Day           `json:"as_of"`
			Synthetic bool                      `json:"synthetic"`
			Online    summary.OnlineCounts      `json:"online"`
			Rates     summary.Dematerialisation `json:"dematerialisation"`
		}{s.AsOf, chart.Synthetic, s.Online, s.Dematerialisation}, "dematerialisation.json", chart.Synthetic)
	}
	return r.Redirect(r.Link("/") + "#dematerialisation"), nil
}
