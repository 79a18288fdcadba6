package space

import (
	"errors"
	"net/http"
	"strings"

	"servicequality/dashboard/page"
	"servicequality/observatory"
	"servicequality/web"
)

// ownBody is one procedure in the space.
type ownBody struct {
	Title, Public string
	AsOf, Today   observatory.Day
	Period        string
	Replies       []replyNotice
	Alarms        []alarmRow
	Comments      []page.Link // all, then by mark
	Rated         []page.Card
	Declared      []page.Card
	Days          []dayRow
	DaysCSV       string
	Last          string
	Buttons       []buttonRow
	Hosts         []string
}

// dayRow is what came on one day.
type dayRow struct{ Day, Received, Doubtful, Quarantined, Bad, Medium, Good string }

// buttonRow says when something last came from one button.
type buttonRow struct{ Name, LastRating, Ratings, LastEvent, Events string }

// shownDays is how many days the page counts one by one.
const shownDays = 31

func (s *Space) own(v *page.Visit) (*web.Answer, error) {
	p := v.Entry.Procedure
	asOf, err := spaceDay(v)
	if err != nil {
		return nil, err
	}
	figures, err := s.figuresOf(v.Ctx, v.Snap, asOf)
	if err != nil {
		return nil, err
	}
	body := ownBody{
		Title: p.Title, Public: v.Link(page.ProcedurePath(p.ID)), AsOf: asOf, Today: v.Today, Period: period(v.Loc, asOf),
		DaysCSV: v.Link(spacePath(p.ID) + "/jours.csv"),
	}
	if body.Replies, err = s.notices(v); err != nil {
		return nil, err
	}
	if body.Alarms, err = s.alarmRows(v); err != nil {
		return nil, err
	}
	for _, i := range figures[p.ID] {
		c := page.Card{Figure: page.NewFigure(v.Loc, i)}
		c.Gauge = page.NewGauge(c.Figure)
		if c.Rated() {
			body.Rated = append(body.Rated, c)
		} else {
			body.Declared = append(body.Declared, c)
		}
	}
	if err := errors.Join(s.fillDays(v, &body), s.fillInstallation(v, &body), s.fillComments(v, &body)); err != nil {
		return nil, unread(err)
	}
	page := s.spacePage(v, "own", body)
	page.Title, page.TitleOwn = p.Title, true
	return s.Render(page, "own", http.StatusOK)
}

func (s *Space) fillDays(v *page.Visit, body *ownBody) error {
	days, err := s.store.DayCounts(v.Ctx, v.Entry.Procedure.ID, observatory.Window{Start: v.Today - shownDays + 1, End: v.Today + 1})
	for _, d := range days {
		body.Days = append(body.Days, dayRow{
			Day: v.Loc.Date(d.Day), Received: v.Loc.Count(d.Received.Total()), Doubtful: v.Loc.Count(d.Received.Doubtful),
			Quarantined: v.Loc.Count(d.Received.Quarantined),
			Bad:         v.Loc.Count(d.Satisfaction[0]), Medium: v.Loc.Count(d.Satisfaction[1]), Good: v.Loc.Count(d.Satisfaction[2]),
		})
	}
	return err
}

func (s *Space) fillInstallation(v *page.Visit, body *ownBody) error {
	id := v.Entry.Procedure.ID
	buttons, err := s.store.ButtonActivity(v.Ctx, id, v.Today)
	var last observatory.Day
	for _, b := range buttons {
		last = max(last, b.LastRating)
		name := b.Button
		if name == "" {
			name = v.Loc.T("own.button.none")
		}
		body.Buttons = append(body.Buttons, buttonRow{
			Name: name, LastRating: dayOr(v, b.LastRating), Ratings: v.Loc.Count(b.Ratings),
			LastEvent: dayOr(v, b.LastEvent), Events: v.Loc.Count(b.Events),
		})
	}
	body.Last = dayOr(v, last)
	hosts, hostsErr := s.unknownHosts(v)
	body.Hosts = hosts[id]
	return errors.Join(err, hostsErr)
}

func (s *Space) fillComments(v *page.Visit, body *ownBody) error {
	id := v.Entry.Procedure.ID
	counts, err := s.store.CommentCounts(v.Ctx, commentQuery(v, ""))
	body.Comments = commentLinks(v, counts[id], "")
	return err
}

// daysCSV gives the counts by day of the twelve months that end on the day
// asked for.
func (s *Space) daysCSV(v *page.Visit) (*web.Answer, error) {
	asOf, err := spaceDay(v)
	if err != nil {
		return nil, err
	}
	p := v.Entry.Procedure
	days, err := s.store.DayCounts(v.Ctx, p.ID, observatory.TwelveMonths(asOf))
	if err != nil {
		return nil, unread(err)
	}
	file := web.Sheet{Name: strings.Join([]string{p.ID, "days", asOf.String()}, "-"),
		Header: []string{"procedure", "day", "received", "accepted", "doubtful", "quarantined", "bad", "medium", "good", "synthetic"}}
	for _, d := range days {
		file.Rows = append(file.Rows, []string{
			p.ID, d.Day.String(), page.Whole(d.Received.Total(), true), page.Whole(d.Received.Accepted, true), page.Whole(d.Received.Doubtful, true),
			page.Whole(d.Received.Quarantined, true), page.Whole(d.Satisfaction[0], true), page.Whole(d.Satisfaction[1], true), page.Whole(d.Satisfaction[2], true),
			page.Truth(&p.Synthetic),
		})
	}
	return file.CSV(p.Synthetic)
}

// unread is the error of something that cannot be read now.
func unread(err error) error { return errors.Join(observatory.ErrUnavailable, err) }
