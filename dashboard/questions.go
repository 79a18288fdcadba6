package dashboard

import (
	"net/url"

	"servicequality/observatory/indicator"
)

// questions leads from the first page to what readers come for, each within
// one click.
func (r *request) questions() []link {
	filtered := func(kind indicator.Kind, columns string) string {
		return r.address("/demarches", url.Values{string(kind): {string(indicator.LevelRed)}, "columns": {columns}})
	}
	ask := func(key, address string) link { return link{Text: r.loc.T("question." + key), URL: address} }
	list := []link{
		ask("low", filtered(indicator.KindSatisfaction, "ministry,satisfaction,trend,n,volume")),
		ask("human", filtered(indicator.KindHumanHelp, "ministry,human_help,help_reachable,satisfaction,volume")),
	}
	if newest, before, ok := r.snap.LastEditions(); ok {
		list = append(list, ask("editions", r.link(editionPath(before+between+newest))))
	}
	return append(list, ask("method", r.link("/methodologie")), ask("data", r.link("/donnees")), ask("rate", r.link("/avis")))
}
