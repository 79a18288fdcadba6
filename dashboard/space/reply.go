package space

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"

	"servicequality/dashboard/page"
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
	Faults      []page.FieldFault
	Rows        []replyRow
	Objections  []page.ObjectionRow
	// Form proves the forms to be ours; there is none where nothing may be sent.
	Form  string
	Kinds []page.Option
	Text  string
	Post  string
}

type replyRow struct {
	Figure page.Figure
	N      string
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

func (s *Space) replyAt(v *page.Visit) (r reply, err error) {
	all, err := s.store.Editions(v.Ctx)
	if err != nil {
		return r, unread(err)
	}
	if r.edition, err = edition.Find(all, v.C.Param("edition")); err != nil {
		return r, err
	}
	id := v.Entry.Procedure.ID
	if r.edition.State == edition.Draft {
		return r, fmt.Errorf("a draft %w", observatory.ErrNotFound)
	}
	figures, err := s.store.EditionIndicators(v.Ctx, r.edition, id)
	if err != nil {
		return r, unread(err)
	}
	if r.figures = figures[id]; len(r.figures) == 0 {
		return r, fmt.Errorf("the procedure %s in the edition %s: %w", id, r.edition.ID, observatory.ErrNotFound)
	}
	if r.known, err = s.store.Objections(v.Ctx, r.edition.ID); err != nil {
		return r, unread(err)
	}
	return r, nil
}

// rows shows the owner what a frozen edition says of the procedure.
func (s *Space) rows(v *page.Visit) (*web.Answer, error) {
	r, err := s.replyAt(v)
	if err != nil {
		return nil, err
	}
	return s.replyPage(v, r, nil, http.StatusOK)
}

// object files an objection of the owner.
func (s *Space) object(v *page.Visit) (*web.Answer, error) {
	r, err := s.replyAt(v)
	if err != nil {
		return nil, err
	}
	o := edition.Objection{Procedure: v.Entry.Procedure.ID, Kind: indicator.Kind(v.C.PostForm("kind")), Text: v.C.PostForm("text")}
	if o, err = r.edition.Object(o, r.figures, r.known, s.Cfg.Now()); err != nil {
		return s.replyFault(v, r, err)
	}
	return s.keepReply(v, access.ActObject, o, s.store.FileObjection)
}

// respond keeps the operator's answer to an objection about the procedure.
func (s *Space) respond(v *page.Visit) (*web.Answer, error) {
	r, err := s.replyAt(v)
	if err != nil {
		return nil, err
	}
	o, err := r.edition.Respond(v.C.Param("objection"), v.C.PostForm("answer"), r.about(v.Entry.Procedure.ID), s.Cfg.Now())
	if err != nil {
		return s.replyFault(v, r, err)
	}
	return s.keepReply(v, access.ActRespond, o, s.store.AnswerObjection)
}

// keepReply writes into the audit log what is said, then what was said.
func (s *Space) keepReply(v *page.Visit, act access.Act, o edition.Objection, keep func(context.Context, edition.Objection, string) error) (*web.Answer, error) {
	ctx := v.C.Request.Context()
	if err := s.guard.Audit(ctx, act, o.Procedure, o.ID, o.Edition); err != nil {
		return nil, err
	}
	if err := keep(ctx, o, v.Access.ID); err != nil {
		return nil, unread(err)
	}
	v.Query.Set("done", string(act))
	return seeOther(v.Keep(replyPath(o.Procedure, o.Edition))), nil
}

// replyFault shows the page again with what is wrong, or that it is too late.
func (s *Space) replyFault(v *page.Visit, r reply, err error) (*web.Answer, error) {
	var invalid *observatory.InvalidError
	switch {
	case errors.As(err, &invalid):
		return s.replyPage(v, r, invalid.Fields, http.StatusUnprocessableEntity)
	case errors.Is(err, observatory.ErrClosed):
		return s.replyPage(v, r, nil, http.StatusGone)
	}
	return nil, err
}

func (s *Space) replyPage(v *page.Visit, r reply, faults []observatory.FieldError, status int) (*web.Answer, error) {
	l, p, e := v.Loc, v.Entry.Procedure, r.edition
	body := replyBody{Edition: e.ID, Title: p.Title, URL: v.Link(spacePath(p.ID)), Until: s.replyUntil(l, e), Post: v.Link(replyPath(p.ID, e.ID))}
	if done := "reply.done." + v.Query.Get("done"); v.Query.Has("done") && l.Has(done) {
		body.Done = l.T(done)
	}
	for _, f := range faults {
		body.Faults = append(body.Faults, page.FieldFault{Name: f.Field, Reason: f.Reason, Lang: locale.English})
	}
	for _, i := range r.figures {
		row := replyRow{Figure: page.NewFigure(l, i)}
		if row.Figure.Rated() {
			row.N = l.Count(i.N)
		}
		body.Rows = append(body.Rows, row)
	}
	if v.Form != "" && v.Access.May(access.ActionObject, p) && e.ReplyOpen(s.Cfg.Now()) == nil {
		body.Form, body.Text = v.Form, v.C.PostForm("text")
		for _, row := range body.Rows {
			kind := string(row.Figure.Kind)
			body.Kinds = append(body.Kinds, page.Option{Value: kind, Text: row.Figure.Name(), Selected: v.C.PostForm("kind") == kind})
		}
	}
	for _, o := range r.about(p.ID) {
		row := page.NewObjectionRow(l, o)
		if v.Form != "" && v.Access.May(access.ActionRespond, p) && e.State == edition.Frozen {
			row.Respond = v.Link(replyPath(p.ID, e.ID) + "/" + o.ID + "/repondre")
		}
		body.Objections = append(body.Objections, row)
	}
	shown := s.spacePage(v, "reply", body)
	shown.Title = l.T("reply.heading", e.ID)
	shown.Crumbs = append(shown.Crumbs, page.Link{Text: p.Title, URL: body.URL, Own: true})
	return s.Render(shown, "reply", status)
}

// about is what was said about one procedure.
func (r reply) about(procedure string) []edition.Objection {
	return slices.DeleteFunc(slices.Clone(r.known), func(o edition.Objection) bool { return o.Procedure != procedure })
}

// replyUntil says in a sentence whether one may object to the edition.
func (s *Space) replyUntil(l *locale.Locale, e edition.Edition) string {
	switch {
	case e.State == edition.Published:
		return l.T("reply.published", l.Date(observatory.DayOf(e.PublishedAt)))
	case e.ReplyOpen(s.Cfg.Now()) != nil:
		return l.T("reply.closed", l.Date(e.ReplyUntil))
	}
	return l.T("reply.open", l.Date(e.ReplyUntil))
}

// replyNotice tells of an edition that waits to be published.
type replyNotice struct {
	Heading, Text string
	// Links lead to the procedure's figures, or to those with objections.
	Links []page.Link
}

// notices tells of the frozen editions: on the page of a procedure, how to
// object, else which of the visitor's procedures have objections.
func (s *Space) notices(v *page.Visit) ([]replyNotice, error) {
	all, err := s.store.Editions(v.Ctx)
	if err != nil {
		return nil, unread(err)
	}
	var notices []replyNotice
	for _, e := range slices.Backward(all) {
		if e.State != edition.Frozen {
			continue
		}
		n := replyNotice{Heading: v.Loc.T("reply.heading", e.ID), Text: s.replyUntil(v.Loc, e)}
		if p := v.Entry.Procedure; p != nil {
			n.Links = []page.Link{{Text: v.Loc.T("reply.rows", e.ID), URL: v.Link(replyPath(p.ID, e.ID))}}
		} else if n.Links, err = s.objectedTo(v, e); err != nil {
			return nil, err
		}
		notices = append(notices, n)
	}
	return notices, nil
}

// objectedTo leads to the visitor's procedures about which something was said.
func (s *Space) objectedTo(v *page.Visit, e edition.Edition) ([]page.Link, error) {
	known, err := s.store.Objections(v.Ctx, e.ID)
	if err != nil {
		return nil, unread(err)
	}
	var links []page.Link
	for _, p := range v.Access.Scope(access.ActionRead, v.Snap.Catalogue) {
		own := reply{known: known}.about(p.ID)
		if len(own) > 0 {
			links = append(links, page.Link{Text: v.Loc.T("reply.count", p.Title, v.Loc.Count(uint64(len(own))), v.Loc.Count(uint64(len(edition.Unanswered(own))))),
				URL: v.Link(replyPath(p.ID, e.ID))})
		}
	}
	return links, nil
}
