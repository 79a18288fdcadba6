package dashboard

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"

	"servicequality/observatory"
	"servicequality/observatory/access"
	"servicequality/observatory/edition"
	"servicequality/observatory/indicator"
	"servicequality/web"
	"servicequality/web/locale"
)

// ReplyStore is what the owners' right of reply to editions needs.
type ReplyStore interface {
	// Editions returns every edition, drafts too, oldest first.
	Editions(ctx context.Context) ([]edition.Edition, error)
	// EditionIndicators returns the figures of an edition by procedure id; of
	// all procedures when procedure is empty.
	EditionIndicators(ctx context.Context, e edition.Edition, procedure string) (map[string][]indicator.Indicator, error)
	// Objections returns the objections to an edition with their answers, in the
	// order in which they were filed.
	Objections(ctx context.Context, edition string) ([]edition.Objection, error)
	// FileObjection and AnswerObjection keep what the access named by says.
	FileObjection(ctx context.Context, o edition.Objection, by string) error
	AnswerObjection(ctx context.Context, o edition.Objection, by string) error
}

// replyBody is the page of one procedure's figures in a frozen edition.
type replyBody struct {
	Edition, Title, URL string
	// Until says until when one may object, or why one may not any more.
	Until, Done string
	Faults      []fieldFault
	Rows        []replyRow
	Objections  []objectionRow
	// Form proves the forms to be ours; there is none where nothing may be sent.
	Form  string
	Kinds []option
	Text  string
	Post  string
}

type replyRow struct {
	Figure figure
	N      string
}

// objectionRow is one objection, Respond the address that takes an answer to it:
// empty for who may give none.
type objectionRow struct {
	ID, About, Text, Filed, Answer, Answered, Respond string
}

// replyPath is the address of a procedure's figures in a frozen edition.
func replyPath(procedure, edition string) string {
	return spacePath(procedure) + "/editions/" + url.PathEscape(edition)
}

// reply is what a visit to one procedure in one edition is about.
type reply struct {
	edition edition.Edition
	figures []indicator.Indicator
	known   []edition.Objection // to all of the edition
}

func (s *Space) replyAt(v *visit) (r reply, err error) {
	all, err := s.store.Editions(v.ctx)
	if err != nil {
		return r, unread(err)
	}
	if r.edition, err = edition.Find(all, v.c.Param("edition")); err != nil {
		return r, err
	}
	id := v.entry.Procedure.ID
	if r.edition.State == edition.Draft {
		return r, fmt.Errorf("a draft %w", observatory.ErrNotFound)
	}
	figures, err := s.store.EditionIndicators(v.ctx, r.edition, id)
	if err != nil {
		return r, unread(err)
	}
	if r.figures = figures[id]; len(r.figures) == 0 {
		return r, fmt.Errorf("the procedure %s in the edition %s: %w", id, r.edition.ID, observatory.ErrNotFound)
	}
	if r.known, err = s.store.Objections(v.ctx, r.edition.ID); err != nil {
		return r, unread(err)
	}
	return r, nil
}

// rows shows the owner what a frozen edition says of the procedure.
func (s *Space) rows(v *visit) (*web.Answer, error) {
	r, err := s.replyAt(v)
	if err != nil {
		return nil, err
	}
	return s.replyPage(v, r, nil, http.StatusOK)
}

// object files an objection of the owner.
func (s *Space) object(v *visit) (*web.Answer, error) {
	r, err := s.replyAt(v)
	if err != nil {
		return nil, err
	}
	o := edition.Objection{Procedure: v.entry.Procedure.ID, Kind: indicator.Kind(v.c.PostForm("kind")), Text: v.c.PostForm("text")}
	if o, err = r.edition.Object(o, r.figures, r.known, s.cfg.Now()); err != nil {
		return s.replyFault(v, r, err)
	}
	return s.keepReply(v, access.ActObject, o, s.store.FileObjection)
}

// respond keeps the operator's answer to an objection about the procedure.
func (s *Space) respond(v *visit) (*web.Answer, error) {
	r, err := s.replyAt(v)
	if err != nil {
		return nil, err
	}
	o, err := r.edition.Respond(v.c.Param("objection"), v.c.PostForm("answer"), r.about(v.entry.Procedure.ID), s.cfg.Now())
	if err != nil {
		return s.replyFault(v, r, err)
	}
	return s.keepReply(v, access.ActRespond, o, s.store.AnswerObjection)
}

// keepReply writes into the audit log what is said, then what was said.
func (s *Space) keepReply(v *visit, act access.Act, o edition.Objection, keep func(context.Context, edition.Objection, string) error) (*web.Answer, error) {
	ctx := v.c.Request.Context()
	if err := s.guard.Audit(ctx, act, o.Procedure, o.ID, o.Edition); err != nil {
		return nil, err
	}
	if err := keep(ctx, o, v.access.ID); err != nil {
		return nil, unread(err)
	}
	v.query.Set("done", string(act))
	return seeOther(v.keep(replyPath(o.Procedure, o.Edition))), nil
}

// replyFault shows the page again with what is wrong, or that it is too late.
func (s *Space) replyFault(v *visit, r reply, err error) (*web.Answer, error) {
	var invalid *observatory.InvalidError
	switch {
	case errors.As(err, &invalid):
		return s.replyPage(v, r, invalid.Fields, http.StatusUnprocessableEntity)
	case errors.Is(err, observatory.ErrClosed):
		return s.replyPage(v, r, nil, http.StatusGone)
	}
	return nil, err
}

func (s *Space) replyPage(v *visit, r reply, faults []observatory.FieldError, status int) (*web.Answer, error) {
	l, p, e := v.loc, v.entry.Procedure, r.edition
	body := replyBody{Edition: e.ID, Title: p.Title, URL: v.link(spacePath(p.ID)), Until: s.replyUntil(l, e), Post: v.link(replyPath(p.ID, e.ID))}
	if done := "reply.done." + v.query.Get("done"); v.query.Has("done") && l.Has(done) {
		body.Done = l.T(done)
	}
	for _, f := range faults {
		body.Faults = append(body.Faults, fieldFault{Name: f.Field, Reason: f.Reason, Lang: locale.English})
	}
	for _, i := range r.figures {
		row := replyRow{Figure: newFigure(l, i)}
		if row.Figure.Rated() {
			row.N = l.Count(i.N)
		}
		body.Rows = append(body.Rows, row)
	}
	if v.form != "" && v.access.May(access.ActionObject, p) && e.ReplyOpen(s.cfg.Now()) == nil {
		body.Form, body.Text = v.form, v.c.PostForm("text")
		for _, row := range body.Rows {
			kind := string(row.Figure.Kind)
			body.Kinds = append(body.Kinds, option{Value: kind, Text: row.Figure.Name(), Selected: v.c.PostForm("kind") == kind})
		}
	}
	for _, o := range r.about(p.ID) {
		row := newObjectionRow(l, o)
		if v.form != "" && v.access.May(access.ActionRespond, p) && e.State == edition.Frozen {
			row.Respond = v.link(replyPath(p.ID, e.ID) + "/" + o.ID + "/repondre")
		}
		body.Objections = append(body.Objections, row)
	}
	page := s.spacePage(v, "reply", body)
	page.Title = l.T("reply.heading", e.ID)
	page.Crumbs = append(page.Crumbs, link{Text: p.Title, URL: body.URL, Own: true})
	return s.render(page, "reply", status)
}

// about is what was said about one procedure.
func (r reply) about(procedure string) []edition.Objection {
	return slices.DeleteFunc(slices.Clone(r.known), func(o edition.Objection) bool { return o.Procedure != procedure })
}

func newObjectionRow(l *locale.Locale, o edition.Objection) objectionRow {
	row := objectionRow{ID: o.ID, About: l.T("objections.all"), Text: o.Text, Filed: l.T("objections.filed", l.Date(o.FiledOn))}
	if o.Kind != "" {
		row.About = newFigure(l, indicator.Indicator{Kind: o.Kind}).Name()
	}
	if o.Answer != "" {
		row.Answer, row.Answered = o.Answer, l.T("objections.answered", l.Date(o.AnsweredOn))
	}
	return row
}

// replyUntil says in a sentence whether one may object to the edition.
func (s *Space) replyUntil(l *locale.Locale, e edition.Edition) string {
	switch {
	case e.State == edition.Published:
		return l.T("reply.published", l.Date(observatory.DayOf(e.PublishedAt)))
	case e.ReplyOpen(s.cfg.Now()) != nil:
		return l.T("reply.closed", l.Date(e.ReplyUntil))
	}
	return l.T("reply.open", l.Date(e.ReplyUntil))
}

// replyNotice tells of an edition that waits to be published.
type replyNotice struct {
	Heading, Text string
	// Links lead to the procedure's figures, or to those with objections.
	Links []link
}

// notices tells of the frozen editions: on the page of a procedure, how to
// object, else which of the visitor's procedures have objections.
func (s *Space) notices(v *visit) ([]replyNotice, error) {
	all, err := s.store.Editions(v.ctx)
	if err != nil {
		return nil, unread(err)
	}
	var notices []replyNotice
	for _, e := range slices.Backward(all) {
		if e.State != edition.Frozen {
			continue
		}
		n := replyNotice{Heading: v.loc.T("reply.heading", e.ID), Text: s.replyUntil(v.loc, e)}
		if p := v.entry.Procedure; p != nil {
			n.Links = []link{{Text: v.loc.T("reply.rows", e.ID), URL: v.link(replyPath(p.ID, e.ID))}}
		} else if n.Links, err = s.objectedTo(v, e); err != nil {
			return nil, err
		}
		notices = append(notices, n)
	}
	return notices, nil
}

// objectedTo leads to the visitor's procedures about which something was said.
func (s *Space) objectedTo(v *visit, e edition.Edition) ([]link, error) {
	known, err := s.store.Objections(v.ctx, e.ID)
	if err != nil {
		return nil, unread(err)
	}
	var links []link
	for _, p := range v.access.Scope(access.ActionRead, v.snap.Catalogue) {
		own := reply{known: known}.about(p.ID)
		if len(own) > 0 {
			links = append(links, link{Text: v.loc.T("reply.count", p.Title, v.loc.Count(uint64(len(own))), v.loc.Count(uint64(len(edition.Unanswered(own))))),
				URL: v.link(replyPath(p.ID, e.ID))})
		}
	}
	return links, nil
}
