package widgets

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/gin-gonic/gin"

	"servicequality/observatory"
)

// Bounds of a search: the length of what is looked for, in bytes, and the
// number of procedures shown, or suggested where none is found.
const (
	maxSearch = 200
	maxFound  = 20
	maxNear   = 5
)

// findPage lets a citizen find the procedure to rate by its name.
type findPage struct {
	page
	Found []foundLink
	// Total counts what was found, Found holds the first ones; where nothing was found,
	// what may have been meant.
	Total int
}

type foundLink struct {
	*observatory.Procedure
	Address string
}

func (w *Widgets) find(c *gin.Context) {
	l := w.language(c, c.Query("lang"))
	searched := strings.TrimSpace(strings.ToValidUTF8(c.Query("q"), ""))
	var p findPage
	if len(searched) > maxSearch {
		searched = strings.ToValidUTF8(searched[:maxSearch], "")
	}
	query := url.Values{}
	if searched != "" {
		query.Set("q", searched)
		found, near := w.search(searched)
		p.Total = len(found)
		to := "?" + url.Values{"lang": {l.Code}, "source": {"site"}}.Encode()
		for _, procedure := range append(found[:min(len(found), maxFound)], near...) {
			p.Found = append(p.Found, foundLink{procedure, "/avis/" + procedure.ID + to})
		}
	}
	p.page = w.newPage(l, nil, "find.title", "/avis", query)
	p.Searched = searched
	if searched == "" {
		p.Canonical = w.canonical("/avis")
		p.Description = l.T("find.text")
	}
	w.render(c, http.StatusOK, "find", l, p)
}

// search returns the procedures that people call so, as the list of the pages finds
// them; where there are none, those that may have been meant are near.
func (w *Widgets) search(text string) (found, near []*observatory.Procedure) {
	catalogue := w.catalogue()
	index, err := w.index.Of(catalogue)
	if err != nil { // New tried it
		w.log.Error("cannot search procedures", "error", err)
		return nil, nil
	}
	procedures := func(ids []string) (all []*observatory.Procedure) {
		for _, id := range ids {
			if p, ok := catalogue.Find(id); ok {
				all = append(all, p)
			}
		}
		return all
	}
	if found = procedures(index.Find(text)); len(found) == 0 {
		near = procedures(index.Near(text, maxNear))
	}
	return found, near
}
