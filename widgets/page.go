package widgets

import (
	"bytes"
	"cmp"
	"net/http"
	"net/url"
	"strings"

	"github.com/gin-gonic/gin"

	"servicequality/observatory"
	"servicequality/observatory/rating"
	"servicequality/web"
)

// policy is the Content-Security-Policy of every page: nothing runs, nothing
// comes from elsewhere, nobody may frame the form. That a page may connect to
// its own site serves checkers alone, which read robots.txt from inside.
const policy = formPolicy + "'none'"

// messagePolicy is that of what is said in the place of a framed element.
const messagePolicy = formPolicy + "*"

const formPolicy = "default-src 'none'; style-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors "

// titleLanguage is the language that catalogues are written in.
const titleLanguage = "fr"

// page is what the frame of every page needs; each page embeds it.
type page struct {
	Language *language
	Style    string
	Title    string
	// Description is what search engines say of the page; empty on those that
	// none is to find.
	Description string
	Canonical   string // empty: not to be indexed
	// Languages are the same page in every language.
	Languages []languageLink
	// Begun is the rating that a page in another language goes on with, where its
	// address must not tell it; nil where the address does, or there is none.
	Begun *begun
	// Procedure is nil on pages that are about none.
	Procedure *observatory.Procedure
	// Searched is what was looked for on a page that lets one search.
	Searched string
	// Demo says that the procedure, or some of those to be found, are invented.
	Demo bool
}

// begun is a form without visible fields.
type begun struct {
	Action string
	Hidden []hidden
}

type languageLink struct {
	*language
	Address string
	Current bool
}

// TitleLanguage is the language of the procedure's title when it is not the
// page's, else empty.
func (p page) TitleLanguage() string {
	if p.Language.Code == titleLanguage {
		return ""
	}
	return titleLanguage
}

// newPage frames a page whose address is path?query; title is a key.
func (w *Widgets) newPage(l *language, procedure *observatory.Procedure, title, path string, query url.Values) page {
	text := l.T(title)
	p := page{Language: l, Style: w.assets.style, Title: text, Procedure: procedure}
	if procedure != nil {
		p.Demo = procedure.Synthetic
	} else {
		p.Demo = w.catalogue().Synthetic()
	}
	for _, other := range w.languages.all {
		query.Set("lang", other.Code)
		p.Languages = append(p.Languages, languageLink{other, path + "?" + query.Encode(), other == l})
	}
	return p
}

// language chooses the language of an answer.
func (w *Widgets) language(c *gin.Context, wanted string) *language {
	return w.languages.match(wanted, c.GetHeader("Accept-Language"))
}

// render sends a page of the form, or a message.
func (w *Widgets) render(c *gin.Context, status int, template string, l *language, data any) {
	under := policy
	if strings.HasPrefix(c.FullPath(), "/embed/") {
		under = messagePolicy
	}
	w.renderUnder(c, under, status, template, l, data)
}

// renderUnder sends a page under a policy. One that cannot be made is logged,
// and answered without any of its parts.
func (w *Widgets) renderUnder(c *gin.Context, policy string, status int, template string, l *language, data any) {
	var body bytes.Buffer
	if err := l.pages.ExecuteTemplate(&body, template, data); err != nil {
		w.log.Error("cannot make a page", "page", template, "error", err)
		c.String(http.StatusInternalServerError, "This page could not be made. Please try again later.\n")
		return
	}
	header := c.Writer.Header()
	header.Set("Content-Security-Policy", policy)
	header.Set("Cache-Control", cmp.Or(header.Get("Cache-Control"), "no-store"))
	header.Set("Content-Language", l.Code)
	header.Set("Referrer-Policy", "same-origin") // addresses hold keys
	header.Set("X-Content-Type-Options", "nosniff")
	header.Add("Vary", "Accept-Language")
	c.Data(status, web.TypeHTML, body.Bytes())
}

// messagePage says one thing, and where to go from there.
type messagePage struct {
	page
	Text string // key
	Link string // key; empty without link
	To   string
	// Detail is what the administration says beside it, in its own words.
	Detail string
	// Search offers to look for a procedure.
	Search bool
}

// say renders a messagePage. The keys are subject.title, subject.text and,
// when there is somewhere to go, subject.link.
func (w *Widgets) say(c *gin.Context, status int, l *language, subject, to string) {
	p := messagePage{page: w.newPage(l, nil, subject+".title", c.Request.URL.EscapedPath(), url.Values{}), Text: subject + ".text", To: to}
	if to != "" {
		p.Link = subject + ".link"
	}
	w.render(c, status, "message", l, p)
}

// sayUnknown says that a link stands for no procedure that is known, and lets
// the citizen look for it.
func (w *Widgets) sayUnknown(c *gin.Context, l *language) {
	w.render(c, http.StatusNotFound, "message", l, messagePage{
		page: w.newPage(l, nil, "unknown.title", "/avis", url.Values{}), Text: "unknown.text", Search: true,
	})
}

// sayClosed says that a procedure or a button takes no more ratings, and
// counts the visit; false when it takes them.
func (w *Widgets) sayClosed(c *gin.Context, l *language, procedure *observatory.Procedure, button string) bool {
	message, closed := procedure.ClosedMessage, procedure.ClosedOn != 0
	if known, ok := w.cfg.Button(procedure.ID, button); ok && !closed {
		message, closed = known.Message, known.Closed(observatory.DayOf(w.cfg.Now()))
	}
	if !closed {
		return false
	}
	w.count(procedure.ID, button, rating.EventOpened)
	w.renderClosed(c, l, procedure, button, message)
	return true
}

// renderClosed says that nothing is taken any more, and the administration's
// message beside it.
func (w *Widgets) renderClosed(c *gin.Context, l *language, procedure *observatory.Procedure, button, message string) {
	query := url.Values{}
	if button != "" {
		query.Set("button", button)
	}
	w.render(c, http.StatusGone, "message", l, messagePage{
		page: w.newPage(l, procedure, "closed.title", "/avis/"+procedure.ID, query),
		Text: "closed.text", Detail: message, Link: "closed.link", To: "/avis?lang=" + l.Code,
	})
}
