package dashboard

import (
	"cmp"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/text/collate"
	"golang.org/x/text/language"

	"observatory"
)

const (
	defaultPerPage = 50
	mostPerPage    = 500
	// levelNone filters the procedures without a published mark.
	levelNone = "none"

	ascending  = "asc"
	descending = "desc"
)

// entry is one procedure as lists show, search and sort it.
type entry struct {
	procedure    *observatory.Procedure
	rank         int    // its place in the order of titles
	ministry     string // its slug
	text         string // what a search compares, folded
	figures      []observatory.Indicator
	satisfaction observatory.Indicator
	received     uint64
	funnel       observatory.Funnel
}

// entries lists the procedures by title, in the dictionary's order.
func entries(snap *snapshot) []entry {
	procedures := snap.catalogue.Procedures()
	list := make([]entry, len(procedures))
	for i := range procedures {
		list[i] = newEntry(&procedures[i], snap)
	}
	order := collate.New(language.French, collate.Loose)
	slices.SortStableFunc(list, func(a, b entry) int {
		return order.CompareString(a.procedure.Title, b.procedure.Title)
	})
	for i := range list {
		list[i].rank = i
	}
	return list
}

func newEntry(p *observatory.Procedure, snap *snapshot) entry {
	figures, receipts := snap.figures[p.ID], snap.receipts[p.ID]
	e := entry{
		procedure: p, ministry: observatory.Slug(p.Ministry), figures: figures, received: receipts.Total(),
		funnel: orNotCollected(snap.funnels[p.ID]),
		text:   fold(strings.Join(append([]string{p.Title, p.Administration, p.Ministry, p.ID}, p.Aliases...), " ")),
	}
	e.satisfaction, _ = indicator(figures, observatory.KindSatisfaction)
	return e
}

// listing is what an address asks of a list of procedures. Filters combine;
// an empty one lets everything through.
type listing struct {
	Q            string
	Ministry     string
	Online       string
	Satisfaction string
	Sort         string
	Order        string
	Page         int
	PerPage      int
}

func listingSorts() []string { return []string{"title", "ministry", "satisfaction", "n", "volume"} }

func onlineWords() []string {
	return []string{
		string(observatory.OnlineYes), string(observatory.OnlineProactive), string(observatory.OnlineLocalRollout),
		string(observatory.OnlinePartial), string(observatory.OnlineBeta), string(observatory.OnlineNo),
		string(observatory.OnlineUnknown),
	}
}

func levelWords() []string {
	return []string{string(observatory.LevelGreen), string(observatory.LevelYellow), string(observatory.LevelRed), levelNone}
}

// parseListing reads the filters of an address; its error is an
// *observatory.InvalidError that names every wrong one.
func parseListing(query url.Values, list []entry) (listing, error) {
	var bad []observatory.FieldError
	word := func(field, fallback string, words []string) string {
		value := query.Get(field)
		if value == "" {
			return fallback
		}
		if !slices.Contains(words, value) {
			bad = append(bad, observatory.FieldError{Field: field, Reason: "must be one of " + strings.Join(words, ", ")})
		}
		return value
	}
	number := func(field string, fallback, most int) int {
		text := query.Get(field)
		if text == "" {
			return fallback
		}
		n, err := strconv.Atoi(text)
		if err != nil || n < 1 || n > most {
			bad = append(bad, observatory.FieldError{Field: field, Reason: "must be a whole number from 1 to " + strconv.Itoa(most)})
		}
		return n
	}
	l := listing{
		Q:            query.Get("q"),
		Ministry:     word("ministry", "", ministrySlugs(list)),
		Online:       word("online", "", onlineWords()),
		Satisfaction: word("satisfaction", "", levelWords()),
		Sort:         word("sort", "title", listingSorts()),
		Page:         number("page", 1, 1_000_000),
		PerPage:      number("per_page", defaultPerPage, mostPerPage),
	}
	l.Order = word("order", naturalOrder(l.Sort), []string{ascending, descending})
	if bad != nil {
		return l, &observatory.InvalidError{Fields: bad}
	}
	return l, nil
}

// naturalOrder is what a reader expects first: names from A, figures from the
// greatest.
func naturalOrder(sort string) string {
	if sort == "title" || sort == "ministry" {
		return ascending
	}
	return descending
}

func ministrySlugs(list []entry) []string {
	var slugs []string
	for _, e := range list {
		slugs = append(slugs, e.ministry)
	}
	slices.Sort(slugs)
	return slices.Compact(slugs)
}

// query writes the listing as an address, leaving out what is the default.
func (l listing) query() url.Values {
	query := url.Values{}
	set := func(field, value, usual string) {
		if value != usual {
			query.Set(field, value)
		}
	}
	set("q", l.Q, "")
	set("ministry", l.Ministry, "")
	set("online", l.Online, "")
	set("satisfaction", l.Satisfaction, "")
	set("sort", l.Sort, "title")
	set("order", l.Order, naturalOrder(l.Sort))
	set("page", strconv.Itoa(l.Page), "1")
	set("per_page", strconv.Itoa(l.PerPage), strconv.Itoa(defaultPerPage))
	return query
}

// filtered says whether any filter is set.
func (l listing) filtered() bool {
	return l.Q != "" || l.Ministry != "" || l.Online != "" || l.Satisfaction != ""
}

// apply filters and sorts; the list comes in the order of titles, which
// decides between equals. What has no value comes last, whatever the order.
func (l listing) apply(list []entry) []entry {
	folded := fold(l.Q)
	kept := make([]entry, 0, len(list))
	for _, e := range list {
		if matchesAll(e.text, folded) && l.keeps(e) {
			kept = append(kept, e)
		}
	}
	slices.SortStableFunc(kept, func(a, b entry) int {
		order := l.compare(a, b)
		if l.Order == descending {
			order = -order
		}
		return cmp.Or(l.absence(a)-l.absence(b), order)
	})
	return kept
}

func (l listing) keeps(e entry) bool {
	level := string(e.satisfaction.Level)
	if e.satisfaction.Value == nil {
		level = levelNone
	}
	return (l.Ministry == "" || l.Ministry == e.ministry) &&
		(l.Online == "" || l.Online == string(onlineOf(e.procedure))) &&
		(l.Satisfaction == "" || l.Satisfaction == level)
}

// onlineOf is how much of the procedure is online, in the vocabulary's words.
func onlineOf(p *observatory.Procedure) observatory.Online {
	if p.Online == "" {
		return observatory.OnlineUnknown
	}
	return p.Online
}

func (l listing) compare(a, b entry) int {
	switch l.Sort {
	case "ministry":
		return cmp.Compare(a.ministry, b.ministry)
	case "satisfaction":
		if a.satisfaction.Value != nil && b.satisfaction.Value != nil {
			return cmp.Compare(*a.satisfaction.Value, *b.satisfaction.Value)
		}
	case "n":
		return cmp.Compare(a.satisfaction.N, b.satisfaction.N)
	case "volume":
		if a.procedure.VolumeTotal != nil && b.procedure.VolumeTotal != nil {
			return cmp.Compare(*a.procedure.VolumeTotal, *b.procedure.VolumeTotal)
		}
	case "title":
		return cmp.Compare(a.rank, b.rank)
	}
	return 0
}

// absence is 1 for an entry that lacks what the list is sorted by.
func (l listing) absence(e entry) int {
	missing := false
	switch l.Sort {
	case "ministry":
		missing = e.procedure.Ministry == ""
	case "satisfaction":
		missing = e.satisfaction.Value == nil
	case "volume":
		missing = e.procedure.VolumeTotal == nil
	}
	if missing {
		return 1
	}
	return 0
}

// slice returns the entries of the page, and how many pages there are.
func (l listing) slice(kept []entry) (shown []entry, pages int) {
	pages = max(1, (len(kept)+l.PerPage-1)/l.PerPage)
	from := min((l.Page-1)*l.PerPage, len(kept))
	return kept[from:min(from+l.PerPage, len(kept))], pages
}
