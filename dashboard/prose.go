package dashboard

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"servicequality/dashboard/page"
	"servicequality/observatory/indicator"
	"servicequality/web"
	"servicequality/web/locale"
)

// passage is a heading with its paragraphs.
type passage struct {
	ID, Title  string
	Paragraphs []string
}

// passagesOf reads the messages "name.1.title", "name.1.text", "name.2.title" …
// in order; paragraphs of a text are apart by an empty line.
func passagesOf(l *locale.Locale, name string) []passage {
	var all []passage
	for i := 1; ; i++ {
		key := fmt.Sprintf("%s.%d", name, i)
		if !l.Has(key + ".text") {
			return all
		}
		p := passage{ID: strings.ReplaceAll(key, ".", "-"), Paragraphs: strings.Split(l.T(key+".text"), "\n\n")}
		if l.Has(key + ".title") {
			p.Title = l.T(key + ".title")
		}
		all = append(all, p)
	}
}

// prose answers with a page of text, written in the message catalogue.
func (d Dashboard) prose(name string) page.View {
	return func(r *page.Request) (*web.Answer, error) {
		return d.Render(d.NewPage(r, name, passagesOf(r.Loc, name)), "prose", http.StatusOK)
	}
}

// methodBody is the page that says how figures are made; its table is the
// registry itself.
type methodBody struct {
	Sections []passage
	// Published are numbers of the State explained, Response what a response
	// rate leaves open.
	Published []published
	Response  string
	Version   string
	Rules     []ruleRow
	Formulas  []formula
}

type ruleRow struct{ Name, About, Origin, Green, Yellow, Red, Goal string }

type formula struct{ Name, Text string }

func (d Dashboard) method(r *page.Request) (*web.Answer, error) {
	body := methodBody{Sections: passagesOf(r.Loc, "method"), Published: d.worked.published(r.Loc), Response: d.worked.response(r.Loc), Version: r.Loc.T("method.version", indicator.Rules)}
	for _, name := range []string{"strict", "weighted", "at_least_partial"} {
		body.Formulas = append(body.Formulas, formula{r.Loc.T("rule." + name), r.Loc.T("rule." + name + ".formula")})
	}
	for _, rule := range indicator.Registry() {
		f := page.Figure{Indicator: indicator.Indicator{Kind: rule.Kind}, Loc: r.Loc, Rule: rule}
		body.Rules = append(body.Rules, ruleRow{
			Name: f.Name(), About: f.About(), Origin: r.Loc.T("origin." + string(rule.Origin)), Goal: f.Goal(),
			Green: f.LevelText(indicator.LevelGreen), Yellow: f.LevelText(indicator.LevelYellow), Red: f.LevelText(indicator.LevelRed),
		})
		body.Formulas = append(body.Formulas, formula{f.Name(), f.Formula()})
	}
	return d.Render(d.NewPage(r, "method", body), "method", http.StatusOK)
}

// siteGroup is a heading of the site map with its links.
type siteGroup struct {
	Title string
	Links []page.Link
}

func (d Dashboard) siteMap(r *page.Request) (*web.Answer, error) {
	l := r.Loc
	groups := []siteGroup{
		{l.T("sitemap.pages"), []page.Link{
			{Text: l.T("nav.home"), URL: r.Link("/")}, {Text: l.T("list.title"), URL: r.Link("/demarches")},
			{Text: l.T("ministries.title"), URL: r.Link("/ministeres")}, {Text: l.T("editions.title"), URL: r.Link("/editions")}, {Text: l.T("data.title"), URL: r.Link("/donnees")},
			{Text: l.T("method.title"), URL: r.Link("/methodologie")}, {Text: l.T("accessibility.title"), URL: r.Link("/accessibilite")},
			{Text: l.T("privacy.title"), URL: r.Link("/confidentialite")}, {Text: l.T("sitemap.title"), URL: r.Link("/plan-du-site")},
			{Text: l.T("sitemap.rate"), URL: r.Link("/avis")}, {Text: l.T("sitemap.integration"), URL: r.Link("/integration")},
		}},
		{l.T("sitemap.data"), []page.Link{
			{Text: l.T("sitemap.summary"), URL: "/api/v1/summary"}, {Text: l.T("sitemap.procedures"), URL: "/api/v1/procedures"},
			{Text: l.T("sitemap.csv"), URL: "/demarches.csv"}, {Text: l.T("data.api.openapi"), URL: "/api/v1/openapi.json"},
			{Text: l.T("feed.title"), URL: r.Link("/feed.atom")}, {Text: l.T("plot.online"), URL: "/dematerialisation.csv"},
		}},
	}
	editions := siteGroup{Title: l.T("editions.title")}
	for _, e := range slices.Backward(r.Snap.Editions) {
		editions.Links = append(editions.Links, page.Link{Text: l.T("edition.heading", e.ID), URL: r.Link(page.EditionPath(e.ID))})
	}
	ministries := siteGroup{Title: l.T("sitemap.ministries")}
	for _, m := range r.Snap.Summary.Ministries {
		ministries.Links = append(ministries.Links, page.Link{Own: true, Text: m.Name, URL: r.Link(page.MinistryPath(m.Slug))})
	}
	procedures := siteGroup{Title: l.T("sitemap.all")}
	for _, e := range r.Snap.Entries {
		procedures.Links = append(procedures.Links, page.Link{Own: true, Text: e.Procedure.Title, URL: r.Link(page.ProcedurePath(e.Procedure.ID))})
	}
	for _, group := range []siteGroup{editions, ministries, procedures} {
		if len(group.Links) > 0 {
			groups = append(groups, group)
		}
	}
	return d.Render(d.NewPage(r, "sitemap", groups), "sitemap", http.StatusOK)
}

// robots keeps search engines from filing every filter of the list apart.
func (d Dashboard) robots(*page.Request) (*web.Answer, error) {
	text := "User-agent: *\nDisallow: /espace\nDisallow: /demarches?\nAllow: /\n"
	if d.Cfg.PublicURL != "" {
		text += "Sitemap: " + d.Cfg.PublicURL + "/sitemap.xml\n"
	}
	return &web.Answer{Media: web.TypeText, Body: []byte(text)}, nil
}
