package dashboard

import (
	"fmt"
	"net/url"
	"slices"
	"strings"

	"servicequality/observatory"
	"servicequality/observatory/indicator"
	"servicequality/web"
)

// chartAt finds the chart of an address: the one list of what can be drawn,
// downloaded and embedded.
func (d *Dashboard) chartAt(r *request, address string) (*plot, error) {
	parts := strings.Split(strings.Trim(address, "/"), "/")
	switch {
	case len(parts) == 1 && parts[0] == "dematerialisation":
		return d.plot(r, r.onlineShares(), "/dematerialisation"), nil
	case len(parts) == 3 && parts[0] == "demarches":
		e, err := r.find(parts[1])
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
func (d *Dashboard) groupChart(r *request, slug string, kind indicator.Kind) (*plot, error) {
	at := ministryPath(slug) + "/" + string(kind)
	if slug == groupAll {
		return d.plot(r, r.dots("ministeres", kind, r.ministries()), at), nil
	}
	g, err := r.findGroup(slug)
	if err != nil {
		return nil, err
	}
	with := r.query.Get("with")
	if with == "" {
		with = groupAll
	}
	other, err := r.findGroup(with)
	if err != nil {
		return nil, web.Refuse("with", "must be a ministry's slug or all")
	}
	c := r.dots(g.Slug, kind, []group{g, other})
	c.ID += "-" + other.Slug // another picture for another comparison
	p := d.plot(r, c, at)
	p.query = url.Values{"with": {other.Slug}}
	return p, nil
}

// chartFile answers with a chart as a picture or as its table.
func (d *Dashboard) chartFile(r *request, p *plot, format string) (*web.Answer, error) {
	name := strings.ReplaceAll(strings.Trim(p.path, "/"), "/", "-")
	switch format {
	case ".svg":
		return d.picture(r, p.Chart, name)
	case ".csv":
		return tableSheet(name, p.Chart, r.snap.AsOf).CSV(p.Synthetic)
	case ".json":
		return web.JSONFile(struct {
			Title     string           `json:"title"`
			AsOf      observatory.Day  `json:"as_of"`
			Synthetic bool             `json:"synthetic"`
			Items     []map[string]any `json:"items"`
		}{p.Title, r.snap.AsOf, p.Synthetic, tableItems(p.Chart)}, name+".json", p.Synthetic)
	}
	return nil, fmt.Errorf("chart %s as %s: %w", p.path, format, observatory.ErrNotFound)
}
