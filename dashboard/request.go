package dashboard

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
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

// request is what a view answers to: an address in a language, over a
// snapshot.
type request struct {
	ctx   context.Context
	path  string
	query url.Values
	param func(name string) string
	loc   *locale.Locale
	// lang is the language when the address names it, so that links keep it.
	lang string
	// anyDay says that a window may end on any day: the reader is an
	// administrator.
	anyDay bool
	// asked is the address as it was sent (see askedAs).
	asked string
	// base begins complete addresses (see baseOf).
	base string
	snap *snapshot.Snapshot
	// silent is since when the store has not answered; zero: it does.
	silent time.Time
}

// answerWithin bounds the computing of one answer.
const answerWithin = 30 * time.Second

// view computes an answer; its errors become an error page or a problem.
type view func(*request) (*web.Answer, error)

// page serves a view to people: errors are pages, except where the address
// asks for data.
func (d *Dashboard) page(v view) gin.HandlerFunc { return d.serve(v, false, d.showFailure) }

// api serves a view to machines: errors are RFC 9457 problems.
func (d *Dashboard) api(v view, anyDay bool) gin.HandlerFunc { return d.serve(v, anyDay, tellFailure) }

// showFailure answers with an error page, or with a problem where the address
// asks for data.
func (d *Dashboard) showFailure(r *request, f web.Failure) *web.Answer {
	switch path.Ext(r.path) {
	case ".csv", ".json", ".svg", ".xlsx", ".png", ".atom", ".xml":
		return web.Problem(f)
	}
	return d.errorPage(r, f)
}

// tellFailure answers with a problem.
func tellFailure(_ *request, f web.Failure) *web.Answer { return web.Problem(f) }

// NotFound answers the addresses that nobody registered: give it to the
// engine's NoRoute.
func (d *Dashboard) NotFound(c *gin.Context) {
	web.Secure(c)
	missing := func(*request) (*web.Answer, error) { return nil, observatory.ErrNotFound }
	if strings.HasPrefix(c.Request.URL.Path, "/api/") {
		d.api(missing, false)(c)
		return
	}
	d.page(missing)(c)
}

func (d *Dashboard) serve(v view, anyDay bool, onFailure func(*request, web.Failure) *web.Answer) gin.HandlerFunc {
	return func(c *gin.Context) {
		if a := d.warm(c, anyDay); a != nil {
			a.Write(c)
			d.count(c)
			return
		}
		r := d.request(c)
		r.anyDay, r.asked = anyDay, d.askedAs(c, anyDay)
		a, err := d.answer(r, v)
		if err != nil {
			f := d.fail(c, err)
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
func (d *Dashboard) warm(c *gin.Context, anyDay bool) *web.Answer {
	snap, silent, err := d.shelf.Current(c.Request.Context())
	if err != nil || !silent.IsZero() {
		return nil
	}
	var room [256]byte // enough for most, on the stack
	return snap.Answers.KeptAs(d.appendAsked(room[:0], c, anyDay))
}

// askedAs is all of a request that an answer depends on, as it was sent: no
// work for the many who ask for the same in the same words.
func (d *Dashboard) askedAs(c *gin.Context, anyDay bool) string {
	return string(d.appendAsked(nil, c, anyDay))
}

func (d *Dashboard) appendAsked(key []byte, c *gin.Context, anyDay bool) []byte {
	if anyDay {
		key = append(key, "admin "...)
	}
	if d.cfg.PublicURL == "" {
		key = append(append(key, baseOf(c.Request)...), ' ')
	}
	key = append(key, locale.Choose("", c.GetHeader("Accept-Language"))...)
	key = append(key, c.Request.URL.Path...)
	key = append(key, '?')
	return append(key, c.Request.URL.RawQuery...)
}

// count counts an answer by its route and status.
func (d *Dashboard) count(c *gin.Context) { d.metrics.answered(c.FullPath(), c.Writer.Status()) }

func (d *Dashboard) request(c *gin.Context) *request {
	query := c.Request.URL.Query()
	// One slash: links to this page must not lead to another host.
	r := &request{ctx: c.Request.Context(), path: "/" + strings.TrimLeft(c.Request.URL.Path, "/"), query: query, param: c.Param}
	code := locale.Choose(query.Get("lang"), c.GetHeader("Accept-Language"))
	if query.Get("lang") == code {
		r.lang = code
	}
	r.loc = d.locales[code]
	if r.base = d.cfg.PublicURL; r.base == "" {
		r.base = baseOf(c.Request)
	}
	return r
}

// answer takes the view's answer from the snapshot's memory, or computes it.
// A view that breaks is an error like another: the process serves on.
func (d *Dashboard) answer(r *request, v view) (a *web.Answer, err error) {
	defer func() {
		if broken := recover(); broken != nil {
			err = fmt.Errorf("cannot show %s: %v", r.path, broken)
		}
	}()
	if r.snap, r.silent, err = d.shelf.Current(r.ctx); err != nil {
		return nil, err
	}
	a, err = r.snap.Answers.Get(r.key(), r.snap.ReadAt, func() (*web.Answer, error) {
		// An answer is everybody's who asks for it at the same time: the first
		// reader's leaving must not cut it short.
		ctx, cancel := context.WithTimeout(context.WithoutCancel(r.ctx), answerWithin)
		defer cancel()
		r.ctx = ctx
		return v(r)
	})
	switch {
	case r.silent.IsZero() && err == nil:
		r.snap.Answers.Alias(r.asked, a)
	case errors.Is(err, observatory.ErrUnavailable) && !r.silent.IsZero():
		if last := r.snap.Answers.Kept(r.keyOf()); last != nil {
			return d.aged(r, last)
		}
	}
	return a, err
}

// aged is the last good answer with the age of what it says: what it was made
// from cannot be read now.
func (d *Dashboard) aged(r *request, last *web.Answer) (*web.Answer, error) {
	if last.Media != web.TypeHTML || last.Location != "" {
		return last, nil
	}
	var notice bytes.Buffer
	if err := d.pages["prose"].ExecuteTemplate(&notice, "silent", d.newPage(r, "error", nil)); err != nil {
		return nil, fmt.Errorf("cannot say how old %s is: %w", r.path, err)
	}
	body := bytes.Replace(last.Body, []byte("</header>"), append(notice.Bytes(), "</header>"...), 1)
	return (&web.Answer{Status: last.Status, Media: last.Media, Body: body}).Finish(r.snap.ReadAt), nil
}

// key names an answer among those of its snapshot, the same for every order of
// the same query.
func (r *request) key() string {
	if r.silent.IsZero() {
		return r.keyOf()
	}
	return r.silent.String() + " " + r.keyOf()
}

// keyOf is the key of the answer that was made while the store answered.
func (r *request) keyOf() string {
	key := "\n" + r.base + " " + r.loc.Code + r.path + "?" + r.query.Encode()
	if r.anyDay {
		key = "admin " + key
	}
	return key
}

// link is the address of another page in the reader's language.
func (r *request) link(to string) string { return r.address(to, url.Values{}) }

// address is a path with a query, in the reader's language; it changes the
// query.
func (r *request) address(to string, query url.Values) string {
	if r.lang != "" {
		query.Set("lang", r.lang)
	}
	if len(query) == 0 {
		return to
	}
	return to + "?" + query.Encode()
}

// redirect leads to another address for good.
func (r *request) redirect(to string) *web.Answer {
	return &web.Answer{Status: http.StatusMovedPermanently, Location: to}
}
