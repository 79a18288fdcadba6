package dashboard

import (
	"errors"
	"net/http"
	"strings"

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
	Comments      []link // all, then by mark
	Rated         []card
	Declared      []card
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

func (s *Space) own(v *visit) (*web.Answer, error) {
	p := v.entry.Procedure
	asOf, err := v.spaceDay()
	if err != nil {
		return nil, err
	}
	figures, err := s.figuresOf(v.ctx, v.snap, asOf)
	if err != nil {
		return nil, err
	}
	body := ownBody{
		Title: p.Title, Public: v.link(procedurePath(p.ID)), AsOf: asOf, Today: v.today, Period: period(v.loc, asOf),
		DaysCSV: v.link(spacePath(p.ID) + "/jours.csv"),
	}
	if body.Replies, err = s.notices(v); err != nil {
		return nil, err
	}
	if body.Alarms, err = s.alarmRows(v); err != nil {
		return nil, err
	}
	for _, i := range figures[p.ID] {
		c := card{figure: newFigure(v.loc, i)}
		c.Gauge = newGauge(c.figure)
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
	return s.render(page, "own", http.StatusOK)
}

func (s *Space) fillDays(v *visit, body *ownBody) error {
	days, err := s.store.DayCounts(v.ctx, v.entry.Procedure.ID, observatory.Window{Start: v.today - shownDays + 1, End: v.today + 1})
	for _, d := range days {
		body.Days = append(body.Days, dayRow{
			Day: v.loc.Date(d.Day), Received: v.loc.Count(d.Received.Total()), Doubtful: v.loc.Count(d.Received.Doubtful),
			Quarantined: v.loc.Count(d.Received.Quarantined),
			Bad:         v.loc.Count(d.Satisfaction[0]), Medium: v.loc.Count(d.Satisfaction[1]), Good: v.loc.Count(d.Satisfaction[2]),
		})
	}
	return err
}

func (s *Space) fillInstallation(v *visit, body *ownBody) error {
	id := v.entry.Procedure.ID
	buttons, err := s.store.ButtonActivity(v.ctx, id, v.today)
	var last observatory.Day
	for _, b := range buttons {
		last = max(last, b.LastRating)
		name := b.Button
		if name == "" {
			name = v.loc.T("own.button.none")
		}
		body.Buttons = append(body.Buttons, buttonRow{
			Name: name, LastRating: v.dayOr(b.LastRating), Ratings: v.loc.Count(b.Ratings),
			LastEvent: v.dayOr(b.LastEvent), Events: v.loc.Count(b.Events),
		})
	}
	body.Last = v.dayOr(last)
	hosts, hostsErr := s.unknownHosts(v)
	body.Hosts = hosts[id]
	return errors.Join(err, hostsErr)
}

func (s *Space) fillComments(v *visit, body *ownBody) error {
	id := v.entry.Procedure.ID
	counts, err := s.store.CommentCounts(v.ctx, v.commentQuery(""))
	body.Comments = v.commentLinks(counts[id], "")
	return err
}

// daysCSV gives the counts by day of the twelve months that end on the day
// asked for.
func (s *Space) daysCSV(v *visit) (*web.Answer, error) {
	asOf, err := v.spaceDay()
	if err != nil {
		return nil, err
	}
	p := v.entry.Procedure
	days, err := s.store.DayCounts(v.ctx, p.ID, observatory.TwelveMonths(asOf))
	if err != nil {
		return nil, unread(err)
	}
	file := web.Sheet{Name: strings.Join([]string{p.ID, "days", asOf.String()}, "-"),
		Header: []string{"procedure", "day", "received", "accepted", "doubtful", "quarantined", "bad", "medium", "good", "synthetic"}}
	for _, d := range days {
		file.Rows = append(file.Rows, []string{
			p.ID, d.Day.String(), whole(d.Received.Total(), true), whole(d.Received.Accepted, true), whole(d.Received.Doubtful, true),
			whole(d.Received.Quarantined, true), whole(d.Satisfaction[0], true), whole(d.Satisfaction[1], true), whole(d.Satisfaction[2], true),
			truth(&p.Synthetic),
		})
	}
	return file.CSV(p.Synthetic)
}

// unread is the error of something that cannot be read now.
func unread(err error) error { return errors.Join(observatory.ErrUnavailable, err) }
