package dashboard

import (
	"net/http"
	"strings"

	"servicequality/web"
)

// embedBody is a chart alone, with where it comes from.
type embedBody struct {
	*plot
	Source string
}

// embed answers /embed/chart/…, the path of any chart.
func (d *Dashboard) embed(r *request) (*web.Answer, error) {
	p, err := d.chartAt(r, strings.TrimPrefix(r.path, "/embed/chart"))
	if err != nil {
		return nil, err
	}
	page := d.newPage(r, "embed", embedBody{plot: p, Source: r.keepLanguage(p.home)})
	page.Title, page.Description, page.Charts = p.Title, "", true
	return d.render(page, "embed", http.StatusOK)
}

// keepLanguage is an address that names the language of this page: whoever
// follows it comes from another site.
func (r *request) keepLanguage(to string) string {
	path, fragment, found := strings.Cut(to, "#")
	path += "?lang=" + r.loc.Code
	if found {
		path += "#" + fragment
	}
	return path
}
