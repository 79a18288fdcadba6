package widgets

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"unicode"

	"github.com/gin-gonic/gin"
	"golang.org/x/text/unicode/norm"

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
			to := url.Values{"lang": {l.Code()}, "source": {"site"}}
			p.Found = append(p.Found, foundLink{procedure, "/avis/" + procedure.ID + "?" + to.Encode()})
		}
	}
	p.page = w.newPage(l, nil, "find.title", "/avis", query)
	p.Searched = searched
	if searched == "" {
		p.Canonical = w.canonical("/avis")
		p.Description, _ = l.text("find.text")
	}
	w.render(c, http.StatusOK, "find", l, p)
}

// search returns the procedures whose title, administration and ministry
// together hold every word of the text, whatever the accents and the case:
// first those whose title alone holds them, then by title.
func search(procedures []observatory.Procedure, text string) []*observatory.Procedure {
	words := strings.Fields(fold(text))
	var byTitle, others []*observatory.Procedure
	for i := range procedures {
		p := &procedures[i]
		switch title := fold(p.Title); {
		case holdsAll(title, words):
			byTitle = append(byTitle, p)
		case holdsAll(title+" "+fold(p.Administration+" "+p.Ministry), words):
			others = append(others, p)
		}
	}
	for _, list := range [][]*observatory.Procedure{byTitle, others} {
		slices.SortFunc(list, func(a, b *observatory.Procedure) int { return strings.Compare(fold(a.Title), fold(b.Title)) })
	}
	return append(byTitle, others...)
}

func holdsAll(text string, words []string) bool {
	return len(words) > 0 && !slices.ContainsFunc(words, func(word string) bool { return !strings.Contains(text, word) })
}

// fold writes a text in lower case, without accents, punctuation as spaces.
func fold(text string) string {
	text = strings.NewReplacer("œ", "oe", "æ", "ae").Replace(strings.ToLower(text))
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.Is(unicode.Mn, r):
			return -1
		case unicode.IsLetter(r), unicode.IsDigit(r):
			return r
		}
		return ' '
	}, norm.NFD.String(text))
}
