package space

import (
	"net/http"
	"strings"

	"servicequality/dashboard/page"
	"servicequality/dashboard/snapshot"
	"servicequality/observatory"
	"servicequality/observatory/access"
	"servicequality/observatory/indicator"
	"servicequality/observatory/rating"
	"servicequality/web"
	"servicequality/web/locale"
)

// overviewBody is the first page of the space: its procedures at a glance.
type overviewBody struct {
	AsOf   observatory.Day
	Today  observatory.Day
	Period string
	Found  string
	// Hosts says that it is known from which pages ratings come.
	Hosts   bool
	Replies []replyNotice
	Alarms  []alarmRow
	Rows    []overviewRow
}

// overviewRow is one procedure.
type overviewRow struct {
	Title, URL  string
	Figure      page.Figure
	Missed      string // how many goals
	MissedNames string
	// Moves are the figures that changed significantly within a year.
	Moves        []move
	Last         string
	Today, Week  string
	Hosts        string
	Comments     string
	BadComments  string
	CommentsName string
}

// move is a figure that changed significantly within a year.
type move struct{ Mark, Text string }

func (s *Space) overview(v *page.Visit) (*web.Answer, error) {
	asOf, err := spaceDay(v)
	if err != nil {
		return nil, err
	}
	figures, err := s.figuresOf(v.Ctx, v.Snap, asOf)
	if err != nil {
		return nil, err
	}
	activities, err := s.store.Activities(v.Ctx, v.Today)
	if err != nil {
		return nil, unread(err)
	}
	hosts, err := s.unknownHosts(v)
	if err != nil {
		return nil, err
	}
	replies, err := s.notices(v)
	if err != nil {
		return nil, err
	}
	alarms, err := s.alarmRows(v)
	if err != nil {
		return nil, err
	}
	body := overviewBody{Replies: replies, Alarms: alarms, AsOf: asOf, Today: v.Today, Hosts: s.hosts != nil, Period: period(v.Loc, asOf)}
	for _, e := range v.Snap.Entries {
		if !v.Access.May(access.ActionRead, e.Procedure) {
			continue
		}
		row := newOverviewRow(v, e, figures[e.Procedure.ID], activities[e.Procedure.ID])
		row.Hosts = hostNames(v.Loc, hosts[e.Procedure.ID])
		body.Rows = append(body.Rows, row)
	}
	body.Found = v.Loc.N("list.found", uint64(len(body.Rows)))
	return s.Render(s.spacePage(v, "space", body), "space", http.StatusOK)
}

func newOverviewRow(v *page.Visit, e snapshot.Entry, figures []indicator.Indicator, a rating.Activity) overviewRow {
	satisfaction, _ := snapshot.FigureOf(figures, indicator.KindSatisfaction)
	missed, of := goals(v.Loc, figures)
	at := spacePath(e.Procedure.ID)
	return overviewRow{
		Title: e.Procedure.Title, URL: v.Link(at), Figure: page.NewFigure(v.Loc, satisfaction),
		Missed: v.Loc.T("space.goals", v.Loc.Count(uint64(len(missed))), v.Loc.Count(uint64(of))), MissedNames: strings.Join(missed, ", "),
		Moves: moves(v.Loc, figures),
		Last:  dayOr(v, a.Last), Today: v.Loc.Count(a.Today), Week: v.Loc.Count(a.Week),
		Comments: v.Link(at + "/commentaires"), BadComments: commentsAt(v, e.Procedure.ID, "bad", 1),
	}
}

// goals names the goals that are missed, and says how many there are.
func goals(loc *locale.Locale, figures []indicator.Indicator) (missed []string, of int) {
	for _, i := range figures {
		f := page.NewFigure(loc, i)
		if i.GoalReached == nil || !f.Shown() {
			continue
		}
		if of++; !*i.GoalReached {
			missed = append(missed, f.Name())
		}
	}
	return missed, of
}

// moves lists the figures of a procedure that changed significantly.
func moves(loc *locale.Locale, figures []indicator.Indicator) (list []move) {
	for _, i := range figures {
		f := page.NewFigure(loc, i)
		if change := f.Arrow(); change != nil {
			list = append(list, move{change.Mark, loc.T("space.move", f.Name(), change.Text)})
		}
	}
	return list
}

// dayOr writes a day, or that there was none.
func dayOr(v *page.Visit, d observatory.Day) string {
	if d == 0 {
		return v.Loc.T("space.never")
	}
	return v.Loc.Date(d)
}

func period(loc *locale.Locale, asOf observatory.Day) string {
	w := observatory.TwelveMonths(asOf)
	return loc.T("period", loc.Date(w.Start), loc.Date(w.AsOf()))
}
