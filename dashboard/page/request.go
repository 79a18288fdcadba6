package page

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/netip"
	"net/url"
	"path"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"servicequality/dashboard/snapshot"
	"servicequality/observatory"
	"servicequality/web"
	"servicequality/web/locale"
)

// Request is what a view answers to: an address in a language, over a
// snapshot.
type Request struct {
	Ctx   context.Context
	Path  string
	Query url.Values
	Param func(name string) string
	Loc   *locale.Locale
	// lang is the language when the address names it, so that links keep it.
	lang string
	// anyDay says that a window may end on any day: the reader is an
	// administrator.
	anyDay bool
	// asked is the address as it was sent (see askedAs).
	asked string
	// base begins complete addresses (see baseOf).
	Base string
	Snap *snapshot.Snapshot
	// silent is since when the store has not answered; zero: it does.
	silent time.Time
}

// answerWithin bounds the computing of one answer.
const answerWithin = 30 * time.Second

// View computes an answer; its errors become an error page or a problem.
type View func(*Request) (*web.Answer, error)

// Page serves a view to people: errors are pages, except where the address
// asks for data.
func (d *Site) Page(v View) gin.HandlerFunc { return d.serve(v, false, d.ShowFailure) }

// API serves a view to machines: errors are RFC 9457 problems.
func (d *Site) API(v View, anyDay bool) gin.HandlerFunc { return d.serve(v, anyDay, TellFailure) }

// ShowFailure answers with an error page, or with a problem where the address
// asks for data.
func (d *Site) ShowFailure(r *Request, f web.Failure) *web.Answer {
	switch path.Ext(r.Path) {
	case ".csv", ".json", ".svg", ".xlsx", ".png", ".atom", ".xml":
		return f.Problem().Answer()
	}
	return d.ErrorPage(r, f)
}

// TellFailure answers with a problem for machines (RFC 9457).
func TellFailure(_ *Request, f web.Failure) *web.Answer { return f.Problem().Answer() }

func (d *Site) serve(v View, anyDay bool, onFailure func(*Request, web.Failure) *web.Answer) gin.HandlerFunc {
	return func(c *gin.Context) {
		if a := d.warm(c, anyDay); a != nil {
			a.Write(c)
			d.count(c)
			return
		}
		r := d.Request(c)
		r.anyDay, r.asked = anyDay, d.askedAs(c, anyDay)
		a, err := d.answer(r, v)
		if err != nil {
			f := d.Fail(c, err)
			a = onFailure(r, f).Finish(time.Time{})
		}
		a.Write(c)
		d.count(c)
	}
}

// warm is the answer that the snapshot in force has in memory; nil when there
// is none. Most readers need no more than this: what an address is answered
// with follows from its path, its query, the language that the browser prefers
// and the snapshot.
func (d *Site) warm(c *gin.Context, anyDay bool) *web.Answer {
	snap, silent, err := d.Shelf.Current(c.Request.Context())
	if err != nil || !silent.IsZero() {
		return nil
	}
	var room [256]byte // enough for most, on the stack
	return snap.Answers.CachedAs(d.appendAsked(room[:0], c, anyDay))
}

// askedAs is all of a request that an answer depends on, as it was sent: no
// work for the many who ask for the same in the same words.
func (d *Site) askedAs(c *gin.Context, anyDay bool) string {
	return string(d.appendAsked(nil, c, anyDay))
}

func (d *Site) appendAsked(key []byte, c *gin.Context, anyDay bool) []byte {
	if anyDay {
		key = append(key, "admin "...)
	}
	if d.Cfg.PublicURL == "" {
		key = append(append(key, baseOf(c.Request)...), ' ')
	}
	key = append(key, locale.Choose("", c.GetHeader("Accept-Language"))...)
	key = append(key, c.Request.URL.Path...)
	key = append(key, '?')
	return append(key, c.Request.URL.RawQuery...)
}

// count counts an answer by its route and status.
func (d *Site) count(c *gin.Context) { d.Metrics.answered(c.FullPath(), c.Writer.Status()) }

// Request reads from a request its path, query, language and the base of complete
// addresses. It has no snapshot yet.
func (d *Site) Request(c *gin.Context) *Request {
	query := c.Request.URL.Query()
	// One slash: links to this page must not lead to another host.
	r := &Request{Ctx: c.Request.Context(), Path: "/" + strings.TrimLeft(c.Request.URL.Path, "/"), Query: query, Param: c.Param}
	code := locale.Choose(query.Get("lang"), c.GetHeader("Accept-Language"))
	if query.Get("lang") == code {
		r.lang = code
	}
	r.Loc = d.locales[code]
	if r.Base = d.Cfg.PublicURL; r.Base == "" {
		r.Base = baseOf(c.Request)
	}
	return r
}

// answer takes the view's answer from the snapshot's memory, or computes it.
// A view that breaks is an error like another: the process serves on.
func (d *Site) answer(r *Request, v View) (a *web.Answer, err error) {
	defer func() {
		if broken := recover(); broken != nil {
			err = fmt.Errorf("cannot show %s: %v", r.Path, broken)
		}
	}()
	if r.Snap, r.silent, err = d.Shelf.Current(r.Ctx); err != nil {
		return nil, err
	}
	a, err = r.Snap.Answers.Get(r.key(), r.Snap.ReadAt, func() (*web.Answer, error) {
		// An answer is everybody's who asks for it at the same time: the first
		// reader's leaving must not cut it short.
		ctx, cancel := context.WithTimeout(context.WithoutCancel(r.Ctx), answerWithin)
		defer cancel()
		r.Ctx = ctx
		return v(r)
	})
	switch {
	case r.silent.IsZero() && err == nil:
		r.Snap.Answers.Alias(r.asked, a)
	case errors.Is(err, observatory.ErrUnavailable) && !r.silent.IsZero():
		if last := r.Snap.Answers.Cached(r.keyOf()); last != nil {
			return d.aged(r, last)
		}
	}
	return a, err
}

// aged is the last good answer with the age of what it says: what it was made
// from cannot be read now.
func (d *Site) aged(r *Request, last *web.Answer) (*web.Answer, error) {
	if last.Media != web.TypeHTML || last.Location != "" {
		return last, nil
	}
	var notice bytes.Buffer
	if err := d.pages["prose"].ExecuteTemplate(&notice, "silent", d.NewPage(r, "error", nil)); err != nil {
		return nil, fmt.Errorf("cannot say how old %s is: %w", r.Path, err)
	}
	body := bytes.Replace(last.Body, []byte("</header>"), append(notice.Bytes(), "</header>"...), 1)
	return (&web.Answer{Status: last.Status, Media: last.Media, Body: body}).Finish(r.Snap.ReadAt), nil
}

// key names an answer among those of its snapshot, the same for every order of
// the same query.
func (r *Request) key() string {
	if r.silent.IsZero() {
		return r.keyOf()
	}
	return r.silent.String() + " " + r.keyOf()
}

// keyOf is the key of the answer that was made while the store answered.
func (r *Request) keyOf() string {
	key := "\n" + r.Base + " " + r.Loc.Code + r.Path + "?" + r.Query.Encode()
	if r.anyDay {
		key = "admin " + key
	}
	return key
}

// Link is the address of another page in the reader's language.
func (r *Request) Link(to string) string { return r.Address(to, url.Values{}) }

// Address is a path with a query, in the reader's language; it changes the
// query.
func (r *Request) Address(to string, query url.Values) string {
	if r.lang != "" {
		query.Set("lang", r.lang)
	}
	if len(query) == 0 {
		return to
	}
	return to + "?" + query.Encode()
}

// Redirect answers with a permanent redirection to another address.
func (r *Request) Redirect(to string) *web.Answer {
	return &web.Answer{Status: http.StatusMovedPermanently, Location: to}
}

// baseOf is what complete addresses begin with where no public address was set:
// that of this machine, for whoever looks from it. Any other name of the
// request is anybody's to invent, and a request that came through a proxy says
// nothing about what the public sees: then it is "", and the page says what to
// set.
func baseOf(r *http.Request) string {
	if r.TLS != nil || r.Header["X-Forwarded-For"] != nil || r.Header["Forwarded"] != nil || r.Header["X-Real-Ip"] != nil || r.Header["Via"] != nil {
		return ""
	}
	address, err := netip.ParseAddrPort(r.Host)
	if name, port, found := strings.Cut(r.Host, ":"); found && name == "localhost" {
		address, err = netip.ParseAddrPort("127.0.0.1:" + port)
	}
	if err != nil || !address.Addr().IsLoopback() {
		return ""
	}
	return "http://" + r.Host
}

// Dated tells a chart of another window than the usual one apart.
func (r *Request) Dated(e snapshot.Entry) string {
	if e.AsOf == r.Snap.AsOf {
		return ""
	}
	return "-" + e.AsOf.String()
}

// DatedQuery is what addresses of the entry's figures need to keep its window.
func (r *Request) DatedQuery(e snapshot.Entry) url.Values {
	if e.AsOf == r.Snap.AsOf {
		return nil
	}
	return url.Values{"as_of": {e.AsOf.String()}}
}

// DatedValues is datedQuery for an address that more is added to.
func (r *Request) DatedValues(e snapshot.Entry) url.Values {
	query := url.Values{}
	for key, values := range r.DatedQuery(e) {
		query[key] = values
	}
	return query
}
