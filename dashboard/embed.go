package dashboard

import (
	"net/http"
	"strings"

	"servicequality/dashboard/page"
	"servicequality/web"
)

// embedBody is a chart alone, with where it comes from.
type embedBody struct {
	*page.Plot
	Source string
}

// embed answers /embed/chart/…, the path of any chart.
func (d Dashboard) embed(r *page.Request) (*web.Answer, error) {
	p, err := d.chartAt(r, strings.TrimPrefix(r.Path, "/embed/chart"))
	if err != nil {
		return nil, err
	}
	page := d.NewPage(r, "embed", embedBody{Plot: p, Source: keepLanguage(r, p.Home)})
	page.Title, page.Description, page.Charts = p.Title, "", true
	return d.Render(page, "embed", http.StatusOK)
}

// keepLanguage is an address that names the language of this page: whoever
// follows it comes from another site.
func keepLanguage(r *page.Request, to string) string {
	path, fragment, found := strings.Cut(to, "#")
	path += "?lang=" + r.Loc.Code
	if found {
		path += "#" + fragment
	}
	return path
}
