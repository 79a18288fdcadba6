package dashboard

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"servicequality/observatory"
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
func (d *Dashboard) prose(name string) view {
	return func(r *request) (*web.Answer, error) {
		return d.render(d.newPage(r, name, passagesOf(r.loc, name)), "prose", http.StatusOK)
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

func (d *Dashboard) method(r *request) (*web.Answer, error) {
	body := methodBody{Sections: passagesOf(r.loc, "method"), Published: publishedNumbers(r.loc), Response: unansweredText(r.loc), Version: r.loc.T("method.version", indicator.Rules)}
	for _, name := range []string{"strict", "weighted", "at_least_partial"} {
		body.Formulas = append(body.Formulas, formula{r.loc.T("rule." + name), r.loc.T("rule." + name + ".formula")})
	}
	for _, rule := range indicator.Registry() {
		f := figure{indicator.Indicator{Kind: rule.Kind}, r.loc, rule}
		body.Rules = append(body.Rules, ruleRow{
			Name: f.Name(), About: f.About(), Origin: r.loc.T("origin." + string(rule.Origin)), Goal: f.Goal(),
			Green: f.levelText(indicator.LevelGreen), Yellow: f.levelText(indicator.LevelYellow), Red: f.levelText(indicator.LevelRed),
		})
		body.Formulas = append(body.Formulas, formula{f.Name(), f.Formula()})
	}
	return d.render(d.newPage(r, "method", body), "method", http.StatusOK)
}

// levelText says which values have the level: words, or a range of numbers.
func (f figure) levelText(level indicator.Level) string {
	var parts []string
	for i, b := range f.rule.Bounds {
		if b.Level != level {
			continue
		}
		from, lowest, highest := f.bound(b.From)+f.unit(), i == len(f.rule.Bounds)-1, i == 0
		switch {
		case highest && f.rule.Unit != indicator.UnitCount && b.From == observatory.Ratio{Num: 1, Den: 1}:
			parts = append(parts, from)
		case lowest:
			parts = append(parts, f.loc.T("range.below", f.bound(f.rule.Bounds[i-1].From)+f.unit()))
		case highest:
			parts = append(parts, f.loc.T("range.from", from))
		default:
			parts = append(parts, f.loc.T("range.between", f.bound(b.From), f.bound(f.rule.Bounds[i-1].From)+f.unit()))
		}
	}
	for _, w := range f.rule.Words {
		if w.Level == level || level == indicator.LevelGreen && w.Level == indicator.LevelBlue {
			parts = append(parts, f.loc.T("word."+string(f.Kind)+"."+w.Word))
		}
	}
	return strings.Join(parts, ", ")
}

// siteGroup is a heading of the site map with its links.
type siteGroup struct {
	Title string
	Links []link
}

func (d *Dashboard) siteMap(r *request) (*web.Answer, error) {
	l := r.loc
	groups := []siteGroup{
		{l.T("sitemap.pages"), []link{
			{Text: l.T("nav.home"), URL: r.link("/")}, {Text: l.T("list.title"), URL: r.link("/demarches")},
			{Text: l.T("ministries.title"), URL: r.link("/ministeres")}, {Text: l.T("editions.title"), URL: r.link("/editions")}, {Text: l.T("data.title"), URL: r.link("/donnees")},
			{Text: l.T("method.title"), URL: r.link("/methodologie")}, {Text: l.T("accessibility.title"), URL: r.link("/accessibilite")},
			{Text: l.T("privacy.title"), URL: r.link("/confidentialite")}, {Text: l.T("sitemap.title"), URL: r.link("/plan-du-site")},
			{Text: l.T("sitemap.rate"), URL: r.link("/avis")}, {Text: l.T("sitemap.integration"), URL: r.link("/integration")},
		}},
		{l.T("sitemap.data"), []link{
			{Text: l.T("sitemap.summary"), URL: "/api/v1/summary"}, {Text: l.T("sitemap.procedures"), URL: "/api/v1/procedures"},
			{Text: l.T("sitemap.csv"), URL: "/demarches.csv"}, {Text: l.T("data.api.openapi"), URL: "/api/v1/openapi.json"},
			{Text: l.T("feed.title"), URL: r.link("/feed.atom")}, {Text: l.T("plot.online"), URL: "/dematerialisation.csv"},
		}},
	}
	editions := siteGroup{Title: l.T("editions.title")}
	for _, e := range slices.Backward(r.snap.Editions) {
		editions.Links = append(editions.Links, link{Text: l.T("edition.heading", e.ID), URL: r.link(editionPath(e.ID))})
	}
	ministries := siteGroup{Title: l.T("sitemap.ministries")}
	for _, m := range r.snap.Summary.Ministries {
		ministries.Links = append(ministries.Links, link{Own: true, Text: m.Name, URL: r.link(ministryPath(m.Slug))})
	}
	procedures := siteGroup{Title: l.T("sitemap.all")}
	for _, e := range r.snap.Entries {
		procedures.Links = append(procedures.Links, link{Own: true, Text: e.Procedure.Title, URL: r.link(procedurePath(e.Procedure.ID))})
	}
	for _, group := range []siteGroup{editions, ministries, procedures} {
		if len(group.Links) > 0 {
			groups = append(groups, group)
		}
	}
	return d.render(d.newPage(r, "sitemap", groups), "sitemap", http.StatusOK)
}

// robots keeps search engines from filing every filter of the list apart.
func (d *Dashboard) robots(*request) (*web.Answer, error) {
	text := "User-agent: *\nDisallow: /espace\nDisallow: /demarches?\nAllow: /\n"
	if d.cfg.PublicURL != "" {
		text += "Sitemap: " + d.cfg.PublicURL + "/sitemap.xml\n"
	}
	return &web.Answer{Media: web.TypeText, Body: []byte(text)}, nil
}
