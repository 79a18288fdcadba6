package page

import (
	"bytes"
	"cmp"
	"embed"
	"fmt"
	"html/template"
	"net/http"
	"net/url"
	"strings"

	"servicequality/observatory/alarm"
	"servicequality/web"
	"servicequality/web/locale"
)

//go:embed templates/*.html
var templateFiles embed.FS

// Page is what the layout shows around the body of every page. Templates call
// the locale's methods on it.
type Page struct {
	*locale.Locale
	request     *Request
	Title       string
	Description string
	// TitleOwn says that the title is the catalogue's.
	TitleOwn bool
	Crumbs   []Link
	Demo     bool
	// Home says that this is the first page, which has no breadcrumb.
	Home bool
	// Charts asks for the script that makes charts interactive.
	Charts bool
	// SpaceOpen says that there is a ministries' space.
	SpaceOpen bool
	// Space is shown in the ministries' space alone.
	Space *SpaceBar
	// Copies asks for the script that copies what a reader may quote.
	Copies bool
	// Picture is the address of the page's picture for those who share it; the
	// site's when empty.
	Picture string
	assets  *web.Assets
	Public  string
	Body    any
}

// Link is a text that leads somewhere.
type Link struct {
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

// NewPage prepares a page whose title and description are messages named
// after it.
func (d *Site) NewPage(r *Request, name string, body any) *Page {
	return &Page{
		Locale: r.Loc, request: r, Body: body, assets: d.Assets, Public: d.Cfg.PublicURL,
		Title: r.Loc.T(name + ".title"), Description: r.Loc.T(name + ".description"),
		Demo: r.Snap != nil && r.Snap.Catalogue.Synthetic(), SpaceOpen: d.Cfg.Guard != nil,
	}
}

// Render executes the page's template.
func (d *Site) Render(p *Page, name string, status int) (*web.Answer, error) {
	var b bytes.Buffer
	if err := d.pages[name].ExecuteTemplate(&b, "layout", p); err != nil {
		return nil, fmt.Errorf("cannot render %s: %w", name, err)
	}
	return &web.Answer{Status: status, Media: web.TypeHTML, Body: b.Bytes()}, nil
}

// ErrorPage explains a failure to a person, and where to go from there.
func (d *Site) ErrorPage(r *Request, f web.Failure) *web.Answer {
	body := errorBody{Status: f.Status, Key: f.Messages}
	fields, lang := f.Fields, locale.English
	if f.Refusal != nil {
		fields, lang = f.Refusal.In(r.Loc), r.Loc.Code
	}
	for _, field := range fields {
		body.Fields = append(body.Fields, FieldFault{Name: field.Field, Reason: field.Reason, Lang: lang})
	}
	if f.Status == http.StatusNotFound && body.Fields == nil && r.Snap != nil {
		body.Suggestions = r.suggest()
	}
	p := d.NewPage(r, "error", body)
	p.Title, p.Description = r.Loc.T(body.Key+".title"), ""
	a, err := d.Render(p, "error", f.Status)
	if err != nil {
		d.Log.Error("cannot show the error page", "error", err)
		return f.Problem().Answer()
	}
	return a
}

type errorBody struct {
	Status      int
	Key         string
	Fields      []FieldFault
	Suggestions []Link
}

// FieldFault says what is wrong with a field, in the language Lang.
type FieldFault struct{ Name, Reason, Lang string }

// Link is the address of another page in the reader's language.
func (p *Page) Link(to string) string { return p.request.Link(to) }

// Query is the words that the reader searched for.
func (p *Page) Query() string { return p.request.Query.Get("q") }

// Own is the language of the catalogue's texts, for the lang attribute where
// the page is in another; "" where they are one.
func (p *Page) Own() string {
	if p.Code == locale.French {
		return ""
	}
	return locale.French
}

// Lang is the language when the address names it, for forms to keep it.
func (p *Page) Lang() string { return p.request.lang }

// Path is the address of this page, without its query.
func (p *Page) Path() string { return p.request.Path }

// In is the address of this page in another language.
func (p *Page) In(code string) string {
	query := url.Values{}
	for key, values := range p.request.Query {
		query[key] = values
	}
	query.Set("lang", code)
	address := url.URL{Path: p.request.Path, RawQuery: query.Encode()}
	return address.String()
}

// Canonical is the complete address of this page in its language.
func (p *Page) Canonical(code string) string { return p.Public + p.In(code) }

// Shared is the complete address of the picture for those who share the page.
func (p *Page) Shared() string {
	return p.Public + cmp.Or(p.Picture, "/apercu.png") + "?lang=" + p.Code
}

// Languages lists the languages that pages exist in.
func (p *Page) Languages() []string { return locale.Codes() }

// Sections lists the main pages, the one that the reader is in marked.
func (p *Page) Sections() []Link {
	var links []Link
	for _, s := range []struct{ key, path string }{
		{"nav.home", "/"}, {"nav.list", "/demarches"}, {"nav.ministries", "/ministeres"}, {"nav.editions", "/editions"}, {"nav.method", "/methodologie"}, {"nav.data", "/donnees"},
	} {
		links = append(links, Link{Text: p.T(s.key), URL: p.Link(s.path), Current: p.request.Path == s.path || s.path != "/" && strings.HasPrefix(p.request.Path, s.path+"/")})
	}
	return links
}

// Asset is the address of a built file, "" before it is built.
func (p *Page) Asset(name string) string { return p.assets.URL(name) }

// Icon is the picture of the browser's tab.
func (p *Page) Icon() template.URL {
	return "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 32 32'%3E" +
		"%3Crect width='32' height='32' rx='6' fill='%23000091'/%3E" +
		"%3Cpath d='M6 18h5v8H6zM13.500 12h5v14h-5zM21 6h5v20h-5z' fill='%23fff'/%3E%3C/svg%3E"
}

// Silent says since when the figures cannot be read, "" when they can.
func (p *Page) Silent() string {
	if p.request.silent.IsZero() {
		return ""
	}
	return p.Instant(p.request.silent)
}

// Freshness says which day the figures end on; "" when there are none.
func (p *Page) Freshness() string {
	if p.request.Snap == nil {
		return ""
	}
	return p.T("freshness", p.Date(p.request.Snap.AsOf))
}

// AlarmSentence says what an alarm found, on which day.
func AlarmSentence(l *locale.Locale, a alarm.Alarm) string {
	if job, ok := strings.CutPrefix(a.Subject, alarm.SourceJob); ok && a.Kind == alarm.KindStale {
		return l.T("alarm.stale.job", l.Date(a.Day), job)
	}
	if key := "alarm.stale." + a.Subject; a.Kind == alarm.KindStale && l.Has(key) {
		return l.T(key, l.Date(a.Day))
	}
	return l.T("alarm."+string(a.Kind)+".text", l.Date(a.Day))
}

// EditionPath is the address of an edition's page.
func EditionPath(id string) string { return "/editions/" + id }

// GroupAll names the group of all procedures in an address.
const GroupAll = "all"

// MinistryPath is the address of a ministry's page; GroupAll names all together.
func MinistryPath(slug string) string { return "/ministeres/" + slug }

// Choice is a filter with its options.
type Choice struct {
	Field, Name string
	// Own says that the options are texts of the catalogue, in its language.
	Own     bool
	Options []Option
}

// Option is one value of a filter.
type Option struct {
	Value, Text string
	Selected    bool
}

// NumberedLink leads to a page of the list; one without URL is an ellipsis.
type NumberedLink struct {
	Text, URL, Name string
	Current         bool
}

// Keep is an address with the query of this one.
func (r *Request) Keep(to string) string {
	query := url.Values{}
	for key, values := range r.Query {
		query[key] = values
	}
	return r.Address(to, query)
}

// FormatName is what readers call a format.
func FormatName(format string) string {
	return map[string]string{"csv": "CSV", "json": "JSON", "xlsx": "XLSX", "svg": "SVG"}[format]
}
