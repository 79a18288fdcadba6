package dashboard

import (
	"cmp"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/text/collate"
	"golang.org/x/text/language"

	"servicequality/observatory"
	"servicequality/observatory/alarm"
	"servicequality/observatory/indicator"
	"servicequality/observatory/rating"
)

const (
	defaultPerPage = 50
	mostPerPage    = 500
	mostPages      = 1_000_000
	// levelNone filters the procedures without a published level.
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
	figures      []indicator.Indicator
	satisfaction indicator.Indicator
	received     uint64
	receipts     rating.Receipts
	funnel       rating.Funnel
	// alarms are those that hold now; what is about another window has none.
	alarms []alarm.Alarm
	// revisions are the log of what verdicts changed of public months.
	revisions []indicator.Revision
	// asOf ends the window of the figures.
	asOf observatory.Day
}

// figure is the entry's figure of a kind; its zero value when there is none.
func (e entry) figure(kind indicator.Kind) indicator.Indicator {
	i, _ := figureOf(e.figures, kind)
	return i
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
		procedure: p, ministry: observatory.Slug(p.Ministry), figures: figures, received: receipts.Total(), receipts: receipts,
		funnel: orNotCollected(snap.funnels[p.ID]), asOf: snap.asOf, alarms: snap.alarms[p.ID], revisions: snap.revisions[p.ID],
		text: fold(strings.Join(append([]string{p.Title, p.Administration, p.Ministry, p.ID}, p.Aliases...), " ")),
	}
	e.satisfaction = e.figure(indicator.KindSatisfaction)
	return e
}

// listing is what an address asks of a list of procedures. Filters combine;
// one that is not set lets everything through.
type listing struct {
	Q string
	// chosen holds the values of the filters that are set, by field.
	chosen  map[string]string
	filters []filter
	// Columns are those asked for, nil for the usual ones.
	Columns []string
	Sort    string
	Order   string
	Page    int
	PerPage int
}

func listingSorts() []string {
	sorts := []string{"title", "ministry", "n", "volume", "received"}
	for _, rule := range indicator.Registry() {
		sorts = append(sorts, string(rule.Kind))
	}
	return sorts
}

func onlineWords() []string {
	return []string{
		string(observatory.OnlineYes), string(observatory.OnlineProactive), string(observatory.OnlineLocalRollout),
		string(observatory.OnlinePartial), string(observatory.OnlineBeta), string(observatory.OnlineNo),
		string(observatory.OnlineUnknown),
	}
}

// parseListing reads the filters of an address; its error is a refusal that
// names every wrong one.
func parseListing(query url.Values, list []entry) (listing, error) {
	var bad refusal
	l := listing{Q: query.Get("q"), chosen: map[string]string{}, filters: filters(list)}
	for _, f := range l.filters {
		if value := bad.word(query, f.field, "", f.words()); value != "" {
			l.chosen[f.field] = value
		}
	}
	l.Columns = bad.words(query, "columns", columnKeys())
	l.Sort = bad.word(query, "sort", "title", listingSorts())
	l.Order = bad.word(query, "order", naturalOrder(l.Sort), []string{ascending, descending})
	l.Page = bad.number(query, "page", 1, mostPages)
	l.PerPage = bad.number(query, "per_page", defaultPerPage, mostPerPage)
	return l, bad.orNil()
}

// naturalOrder is what a reader expects first: names from A, figures from the
// greatest.
func naturalOrder(sort string) string {
	if sort == "title" || sort == "ministry" {
		return ascending
	}
	return descending
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
	for field, value := range l.chosen {
		query.Set(field, value)
	}
	set("columns", strings.Join(l.Columns, ","), "")
	set("sort", l.Sort, "title")
	set("order", l.Order, naturalOrder(l.Sort))
	set("page", strconv.Itoa(l.Page), "1")
	set("per_page", strconv.Itoa(l.PerPage), strconv.Itoa(defaultPerPage))
	return query
}

// filtered says whether anything narrows the list.
func (l listing) filtered() bool { return l.Q != "" || len(l.chosen) > 0 }

// without is the same listing with one filter less, from its first page.
func (l listing) without(field string) listing {
	fewer := l
	fewer.Page, fewer.chosen = 1, map[string]string{}
	for name, value := range l.chosen {
		if name != field {
			fewer.chosen[name] = value
		}
	}
	if field == "q" {
		fewer.Q = ""
	}
	return fewer
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
		x, y := l.sortKey(a), l.sortKey(b)
		order := cmp.Or(cmp.Compare(x.text, y.text), cmp.Compare(x.number, y.number))
		if l.Order == descending {
			order = -order
		}
		return cmp.Or(x.missing-y.missing, order)
	})
	return kept
}

func (l listing) keeps(e entry) bool {
	for _, f := range l.filters {
		if value := l.chosen[f.field]; value != "" && !f.keeps(e, value) {
			return false
		}
	}
	return true
}

// onlineOf is how much of the procedure is online, in the vocabulary's words.
func onlineOf(p *observatory.Procedure) observatory.Online {
	if p.Online == "" {
		return observatory.OnlineUnknown
	}
	return p.Online
}

// sortKey is what an entry is sorted by; missing is 1 when it lacks that.
type sortKey struct {
	missing int
	text    string
	number  int64
}

func (l listing) sortKey(e entry) sortKey {
	switch l.Sort {
	case "title":
		return sortKey{number: int64(e.rank)}
	case "ministry":
		return sortKey{missing: oneIf(e.ministry == ""), text: e.ministry}
	case "n":
		return sortKey{number: int64(e.satisfaction.N)}
	case "received":
		return sortKey{number: int64(e.received)}
	case "volume":
		if e.procedure.VolumeTotal == nil {
			return sortKey{missing: 1}
		}
		return sortKey{number: int64(*e.procedure.VolumeTotal)}
	}
	i := e.figure(indicator.Kind(l.Sort))
	if i.Value != nil {
		return sortKey{number: int64(*i.Value)}
	}
	rule, _ := indicator.FindRule(i.Kind)
	at := slices.IndexFunc(rule.Words, func(w indicator.Word) bool { return w.Word == i.Word })
	if at < 0 {
		return sortKey{missing: 1}
	}
	return sortKey{number: -int64(at) - 1} // best first in the registry, below any number
}

func oneIf(condition bool) int {
	if condition {
		return 1
	}
	return 0
}

// slice returns the entries of the page, and how many pages there are.
func (l listing) slice(kept []entry) (shown []entry, pages int) {
	from, to, pages := l.bounds(len(kept))
	return kept[from:to], pages
}

// bounds is the page of a list of n things.
func (l listing) bounds(n int) (from, to, pages int) {
	pages = max(1, (n+l.PerPage-1)/l.PerPage)
	from = min((l.Page-1)*l.PerPage, n)
	return from, min(from+l.PerPage, n), pages
}
