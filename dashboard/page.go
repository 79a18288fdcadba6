package dashboard

import (
	"bytes"
	"cmp"
	"embed"
	"fmt"
	"html/template"
	"net/http"
	"net/url"
	"strings"

	"servicequality/web"
	"servicequality/web/locale"
)

//go:embed templates/*.html
var templateFiles embed.FS

// page is what the layout shows around the body of every page. Templates call
// the locale's methods on it.
type page struct {
	*locale.Locale
	request     *request
	Title       string
	Description string
	// TitleOwn says that the title is the catalogue's.
	TitleOwn bool
	Crumbs   []link
	Demo     bool
	// Home says that this is the first page, which has no breadcrumb.
	Home bool
	// Charts asks for the script that makes charts interactive.
	Charts bool
	// SpaceOpen says that there is a ministries' space.
	SpaceOpen bool
	// Space is shown in the ministries' space alone.
	Space *spaceBar
	// Copies asks for the script that copies what a reader may quote.
	Copies bool
	// Picture is the address of the page's picture for those who share it; the
	// site's when empty.
	Picture string
	assets  *web.Assets
	Public  string
	Body    any
}

// link is a text that leads somewhere.
type link struct {
	Text, URL string
	Current   bool
	// Own says that the text is the catalogue's, in its own language.
	Own bool
}

// parsePages reads the templates: each page's own with the layout and the
// parts that pages share.
func parsePages() (map[string]*template.Template, error) {
	shared, err := template.New("").Funcs(template.FuncMap{"pair": newPair}).ParseFS(templateFiles, "templates/_*.html")
	if err != nil {
		return nil, fmt.Errorf("cannot read the templates: %w", err)
	}
	pages := map[string]*template.Template{}
	for _, name := range []string{"home", "list", "procedure", "method", "prose", "sitemap", "error", "editions", "edition", "editiondiff",
		"ministries", "ministry", "embed", "data",
		"signin", "space", "own", "comments", "access", "audit", "reply"} {
		own, err := template.Must(shared.Clone()).ParseFS(templateFiles, "templates/"+name+".html")
		if err != nil {
			return nil, fmt.Errorf("cannot read the template of %s: %w", name, err)
		}
		pages[name] = own
	}
	return pages, nil
}

// pair hands two values to a template that takes one.
type pair struct{ First, Second any }

func newPair(first, second any) pair { return pair{first, second} }

// newPage prepares a page whose title and description are messages named
// after it.
func (d *Dashboard) newPage(r *request, name string, body any) *page {
	return &page{
		Locale: r.loc, request: r, Body: body, assets: d.assets, Public: d.cfg.PublicURL,
		Title: r.loc.T(name + ".title"), Description: r.loc.T(name + ".description"),
		Demo: r.snap != nil && r.snap.Catalogue.Synthetic(), SpaceOpen: d.cfg.Guard != nil,
	}
}

// render executes the page's template.
func (d *Dashboard) render(p *page, name string, status int) (*web.Answer, error) {
	var b bytes.Buffer
	if err := d.pages[name].ExecuteTemplate(&b, "layout", p); err != nil {
		return nil, fmt.Errorf("cannot render %s: %w", name, err)
	}
	return &web.Answer{Status: status, Media: web.TypeHTML, Body: b.Bytes()}, nil
}

// errorPage explains a failure to a person, and where to go from there.
func (d *Dashboard) errorPage(r *request, f web.Failure) *web.Answer {
	body := errorBody{Status: f.Status, Key: f.Messages}
	fields, lang := f.Fields, locale.English
	if f.Refusal != nil {
		fields, lang = f.Refusal.In(r.loc), r.loc.Code
	}
	for _, field := range fields {
		body.Fields = append(body.Fields, fieldFault{Name: field.Field, Reason: field.Reason, Lang: lang})
	}
	if f.Status == http.StatusNotFound && body.Fields == nil && r.snap != nil {
		body.Suggestions = r.suggest()
	}
	p := d.newPage(r, "error", body)
	p.Title, p.Description = r.loc.T(body.Key+".title"), ""
	a, err := d.render(p, "error", f.Status)
	if err != nil {
		d.log.Error("cannot show the error page", "error", err)
		return web.Problem(f)
	}
	return a
}

type errorBody struct {
	Status      int
	Key         string
	Fields      []fieldFault
	Suggestions []link
}

// fieldFault says what is wrong with a field, in the language Lang.
type fieldFault struct{ Name, Reason, Lang string }

// Link is the address of another page in the reader's language.
func (p *page) Link(to string) string { return p.request.link(to) }

// Query is the words that the reader searched for.
func (p *page) Query() string { return p.request.query.Get("q") }

// Own is the language of the catalogue's texts, for the lang attribute where
// the page is in another; "" where they are one.
func (p *page) Own() string {
	if p.Code == locale.French {
		return ""
	}
	return locale.French
}

// Lang is the language when the address names it, for forms to keep it.
func (p *page) Lang() string { return p.request.lang }

// Path is the address of this page, without its query.
func (p *page) Path() string { return p.request.path }

// In is the address of this page in another language.
func (p *page) In(code string) string {
	query := url.Values{}
	for key, values := range p.request.query {
		query[key] = values
	}
	query.Set("lang", code)
	address := url.URL{Path: p.request.path, RawQuery: query.Encode()}
	return address.String()
}

// Canonical is the complete address of this page in its language.
func (p *page) Canonical(code string) string { return p.Public + p.In(code) }

// Shared is the complete address of the picture for those who share the page.
func (p *page) Shared() string {
	return p.Public + cmp.Or(p.Picture, "/apercu.png") + "?lang=" + p.Code
}

// Languages lists the languages that pages exist in.
func (p *page) Languages() []string { return locale.Codes() }

// Sections lists the main pages, the one that the reader is in marked.
func (p *page) Sections() []link {
	var links []link
	for _, s := range []struct{ key, path string }{
		{"nav.home", "/"}, {"nav.list", "/demarches"}, {"nav.ministries", "/ministeres"}, {"nav.editions", "/editions"}, {"nav.method", "/methodologie"}, {"nav.data", "/donnees"},
	} {
		links = append(links, link{Text: p.T(s.key), URL: p.Link(s.path), Current: p.request.path == s.path || s.path != "/" && strings.HasPrefix(p.request.path, s.path+"/")})
	}
	return links
}

// Asset is the address of a built file, "" before it is built.
func (p *page) Asset(name string) string { return p.assets.URL(name) }

// Icon is the picture of the browser's tab.
func (p *page) Icon() template.URL {
	return "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 32 32'%3E" +
		"%3Crect width='32' height='32' rx='6' fill='%23000091'/%3E" +
		"%3Cpath d='M6 18h5v8H6zM13.500 12h5v14h-5zM21 6h5v20h-5z' fill='%23fff'/%3E%3C/svg%3E"
}

// Silent says since when the figures cannot be read, "" when they can.
func (p *page) Silent() string {
	if p.request.silent.IsZero() {
		return ""
	}
	return p.Instant(p.request.silent)
}

// Freshness says which day the figures end on; "" when there are none.
func (p *page) Freshness() string {
	if p.request.snap == nil {
		return ""
	}
	return p.T("freshness", p.Date(p.request.snap.AsOf))
}
