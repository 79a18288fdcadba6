package dashboard

import (
	"fmt"
	"net/url"
	"slices"
	"strings"

	"servicequality/dashboard/page"
	"servicequality/observatory"
	"servicequality/observatory/indicator"
	"servicequality/web"
)

// chartAt finds the chart of an address: the one list of what can be drawn,
// downloaded and embedded.
func (d Dashboard) chartAt(r *page.Request, address string) (*page.Plot, error) {
	parts := strings.Split(strings.Trim(address, "/"), "/")
	switch {
	case len(parts) == 1 && parts[0] == "dematerialisation":
		return d.Plot(r, onlineShares(r), "/dematerialisation"), nil
	case len(parts) == 3 && parts[0] == "demarches":
		e, err := r.Find(parts[1])
		if err != nil {
			return nil, err
		}
		return d.procedureChart(r, e, parts[2])
	case len(parts) == 3 && parts[0] == "ministeres" && slices.Contains(dotKinds(), parts[2]):
		return d.groupChart(r, parts[1], indicator.Kind(parts[2]))
	}
	return nil, fmt.Errorf("chart %s: %w", address, observatory.ErrNotFound)
}

// groupChart draws the dots of one ministry beside another group, or of all
// ministries.
func (d Dashboard) groupChart(r *page.Request, slug string, kind indicator.Kind) (*page.Plot, error) {
	at := page.MinistryPath(slug) + "/" + string(kind)
	if slug == page.GroupAll {
		return d.Plot(r, dots(r, "ministeres", kind, ministries(r)), at), nil
	}
	g, err := findGroup(r, slug)
	if err != nil {
		return nil, err
	}
	with := r.Query.Get("with")
	if with == "" {
		with = page.GroupAll
	}
	other, err := findGroup(r, with)
	if err != nil {
		return nil, web.Refuse("with", "must be a ministry's slug or all")
	}
	c := dots(r, g.Slug, kind, []group{g, other})
	c.ID += "-" + other.Slug // another picture for another comparison
	p := d.Plot(r, c, at)
	p.Query = url.Values{"with": {other.Slug}}
	return p, nil
}
