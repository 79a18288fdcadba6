package dashboard

import (
	"net/url"

	"servicequality/dashboard/editions"
	"servicequality/dashboard/page"
	"servicequality/observatory/indicator"
)

// questions leads from the first page to what readers come for, each within
// one click.
func questions(r *page.Request) []page.Link {
	filtered := func(kind indicator.Kind, columns string) string {
		return r.Address("/demarches", url.Values{string(kind): {string(indicator.LevelRed)}, "columns": {columns}})
	}
	ask := func(key, address string) page.Link { return page.Link{Text: r.Loc.T("question." + key), URL: address} }
	list := []page.Link{
		ask("low", filtered(indicator.KindSatisfaction, "ministry,satisfaction,trend,n,volume")),
		ask("human", filtered(indicator.KindHumanHelp, "ministry,human_help,help_reachable,satisfaction,volume")),
	}
	if newest, before, ok := r.Snap.LastEditions(); ok {
		list = append(list, ask("editions", r.Link(page.EditionPath(before+editions.Between+newest))))
	}
	return append(list, ask("method", r.Link("/methodologie")), ask("data", r.Link("/donnees")), ask("rate", r.Link("/avis")))
}
