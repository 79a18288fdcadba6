package dashboard

import (
	"net/url"
	"slices"

	"servicequality/dashboard/editions"
	"servicequality/dashboard/page"
	"servicequality/dashboard/snapshot"
	"servicequality/observatory/indicator"
)

// questions leads from the first page to what readers come for, each within
// one click. What nothing answers is not asked.
func questions(r *page.Request) []page.Link {
	red := func(kind indicator.Kind) bool {
		return slices.ContainsFunc(r.Snap.Entries, func(e snapshot.Entry) bool { return e.Figure(kind).Level == indicator.LevelRed })
	}
	filtered := func(kind indicator.Kind, columns string) string {
		return r.Address("/demarches", url.Values{string(kind): {string(indicator.LevelRed)}, "columns": {columns}})
	}
	ask := func(key, address string) page.Link { return page.Link{Text: r.Loc.T("question." + key), URL: address} }
	var list []page.Link
	if red(indicator.KindSatisfaction) {
		list = append(list, ask("low", filtered(indicator.KindSatisfaction, "ministry,satisfaction,trend,n,volume")))
	} else {
		list = append(list, ask("least", r.Address("/demarches", url.Values{"sort": {string(indicator.KindSatisfaction)}, "order": {snapshot.Ascending}})))
	}
	if red(indicator.KindHumanHelp) {
		list = append(list, ask("human", filtered(indicator.KindHumanHelp, "ministry,human_help,help_reachable,satisfaction,volume")))
	}
	if newest, before, ok := r.Snap.LastEditions(); ok {
		list = append(list, ask("editions", r.Link(page.EditionPath(before+editions.Between+newest))))
	}
	return append(list, ask("method", r.Link("/methodologie")), ask("data", r.Link("/donnees")), ask("rate", r.Link("/avis")))
}
