package widgets

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"

	"servicequality/observatory"
)

// Bounds of a search: the length of what is looked for, in bytes, and the
// number of procedures shown.
const (
	maxSearch = 200
	maxFound  = 20
)

// findPage lets a citizen find the procedure to rate by its name.
type findPage struct {
	page
	Found []foundLink
	// Total counts what was found, Found holds the first ones.
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
		found := search(w.catalogue().Procedures(), searched)
		p.Total = len(found)
		for _, procedure := range found[:min(len(found), maxFound)] {
			to := url.Values{"lang": {l.Code}, "source": {"site"}}
			p.Found = append(p.Found, foundLink{procedure, "/avis/" + procedure.ID + "?" + to.Encode()})
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

// search returns the procedures that hold every word of the text, as the list of the
// pages finds them: first those whose title alone holds them, then by title.
func search(procedures []observatory.Procedure, text string) []*observatory.Procedure {
	query := observatory.Fold(text)
	if query == "" {
		return nil
	}
	var byTitle, others []*observatory.Procedure
	for i := range procedures {
		p := &procedures[i]
		switch {
		case observatory.Holds(observatory.Fold(p.Title), query):
			byTitle = append(byTitle, p)
		case observatory.Holds(p.Searched(), query):
			others = append(others, p)
		}
	}
	for _, list := range [][]*observatory.Procedure{byTitle, others} {
		slices.SortFunc(list, func(a, b *observatory.Procedure) int {
			return strings.Compare(observatory.Fold(a.Title), observatory.Fold(b.Title))
		})
	}
	return append(byTitle, others...)
}
