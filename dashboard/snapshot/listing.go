package snapshot

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
	"servicequality/web"
)

// The pages of a list: how many things are on one unless the address says so, how
// many at most, and the last page that may be asked for.
const (
	DefaultPerPage = 50
	MostPerPage    = 500
	MostPages      = 1_000_000
)

// LevelNone filters the procedures without a published level.
const LevelNone = "none"

// The orders of a list.
const (
	Ascending  = "asc"
	Descending = "desc"
)

// Entry is one procedure as lists show, search and sort it.
type Entry struct {
	Procedure    *observatory.Procedure
	rank         int    // its place in the order of titles
	place        int    // its place among what a search found
	Ministry     string // its slug
	Figures      []indicator.Indicator
	Satisfaction indicator.Indicator
	Received     uint64
	receipts     rating.Receipts
	Funnel       rating.Funnel
	// Alarms are those that hold now; what is about another window has none.
	Alarms []alarm.Alarm
	// Revisions are the log of what verdicts changed of public months.
	Revisions []indicator.Revision
	// AsOf ends the window of the figures.
	AsOf observatory.Day
}

// Figure is the entry's figure of a kind; its zero value when there is none.
func (e Entry) Figure(kind indicator.Kind) indicator.Indicator {
	i, _ := FigureOf(e.Figures, kind)
	return i
}

// entries lists the procedures by title, in the dictionary's order.
func entries(snap *Snapshot) []Entry {
	procedures := snap.Catalogue.Procedures()
	list := make([]Entry, len(procedures))
	for i := range procedures {
		list[i] = NewEntry(&procedures[i], snap)
	}
	order := collate.New(language.French, collate.Loose)
	slices.SortStableFunc(list, func(a, b Entry) int {
		return order.CompareString(a.Procedure.Title, b.Procedure.Title)
	})
	for i := range list {
		list[i].rank = i
	}
	return list
}

// NewEntry is a procedure with what the snapshot knows of it.
func NewEntry(p *observatory.Procedure, snap *Snapshot) Entry {
	figures, receipts := snap.Figures[p.ID], snap.Receipts[p.ID]
	e := Entry{
		Procedure: p, Ministry: observatory.Slug(p.Ministry), Figures: figures, Received: receipts.Total(), receipts: receipts,
		Funnel: orNotCollected(snap.funnels[p.ID]), AsOf: snap.AsOf, Alarms: snap.alarms[p.ID], Revisions: snap.revisions[p.ID],
	}
	e.Satisfaction = e.Figure(indicator.KindSatisfaction)
	return e
}

// Listing is what an address asks of a list of procedures. Filters combine;
// one that is not set lets everything through.
type Listing struct {
	Q string
	// Chosen holds the values of the filters that are set, by field.
	Chosen  map[string]string
	Filters []Filter
	// Columns are those asked for, nil for the usual ones.
	Columns []string
	Sort    string
	Order   string
	Page    int
	PerPage int
}

// SortRelevance puts what fits a search best first; without one it is by title.
const SortRelevance = "relevance"

// Sorts lists what a list may be sorted by.
func Sorts() []string {
	sorts := []string{SortRelevance, "title", "ministry", "n", "volume", "received"}
	for _, rule := range indicator.Registry() {
		sorts = append(sorts, string(rule.Kind))
	}
	return sorts
}

// OnlineWords lists how much of a procedure may be online, the most first.
func OnlineWords() []string {
	return []string{
		string(observatory.OnlineYes), string(observatory.OnlineProactive), string(observatory.OnlineLocalRollout),
		string(observatory.OnlinePartial), string(observatory.OnlineBeta), string(observatory.OnlineNo),
		string(observatory.OnlineUnknown),
	}
}

// ParseListing reads the filters of an address, whose columns are some of these; its
// error is a *web.Refusal that names every wrong one.
func ParseListing(query url.Values, list []Entry, columns []string) (Listing, error) {
	var bad web.Refusal
	l := Listing{Q: query.Get("q"), Chosen: map[string]string{}, Filters: Filters(list)}
	for _, f := range l.Filters {
		if value := bad.Word(query, f.Field, "", f.words()); value != "" {
			l.Chosen[f.Field] = value
		}
	}
	l.Columns = bad.Words(query, "columns", columns)
	l.Sort = bad.Word(query, "sort", l.usualSort(), Sorts())
	l.Order = bad.Word(query, "order", NaturalOrder(l.Sort), []string{Ascending, Descending})
	l.Page = bad.Number(query, "page", 1, MostPages)
	l.PerPage = bad.Number(query, "per_page", DefaultPerPage, MostPerPage)
	return l, bad.OrNil()
}

// usualSort is how a list is sorted unless the address says so.
func (l Listing) usualSort() string {
	if l.Q != "" {
		return SortRelevance
	}
	return "title"
}

// NaturalOrder is what a reader expects first: names from A, figures from the
// greatest.
func NaturalOrder(sort string) string {
	if sort == SortRelevance || sort == "title" || sort == "ministry" {
		return Ascending
	}
	return Descending
}

// Query writes the listing as an address, leaving out what is the default.
func (l Listing) Query() url.Values {
	query := url.Values{}
	set := func(field, value, usual string) {
		if value != usual {
			query.Set(field, value)
		}
	}
	set("q", l.Q, "")
	for field, value := range l.Chosen {
		query.Set(field, value)
	}
	set("columns", strings.Join(l.Columns, ","), "")
	set("sort", l.Sort, l.usualSort())
	set("order", l.Order, NaturalOrder(l.Sort))
	set("page", strconv.Itoa(l.Page), "1")
	set("per_page", strconv.Itoa(l.PerPage), strconv.Itoa(DefaultPerPage))
	return query
}

// Filtered says whether anything narrows the list.
func (l Listing) Filtered() bool { return l.Q != "" || len(l.Chosen) > 0 }

// Without is the same listing with one filter less, from its first page.
func (l Listing) Without(field string) Listing {
	fewer := l
	fewer.Page, fewer.Chosen = 1, map[string]string{}
	for name, value := range l.Chosen {
		if name != field {
			fewer.Chosen[name] = value
		}
	}
	if field == "q" {
		fewer.Q = ""
		if l.Sort == SortRelevance {
			fewer.Sort = fewer.usualSort()
		}
	}
	return fewer
}

// Apply searches, filters and sorts the snapshot's entries; they come in the order of
// titles, which decides between equals. What has no value comes last, whatever the
// order.
func (l Listing) Apply(snap *Snapshot) ([]Entry, error) {
	places, err := l.found(snap)
	if err != nil {
		return nil, err
	}
	kept := make([]Entry, 0, len(snap.Entries))
	for _, e := range snap.Entries {
		place, found := places[e.Procedure.ID]
		if (found || places == nil) && l.keeps(e) {
			e.place = place
			kept = append(kept, e)
		}
	}
	slices.SortStableFunc(kept, func(a, b Entry) int {
		x, y := l.sortKey(a), l.sortKey(b)
		order := cmp.Or(cmp.Compare(x.text, y.text), cmp.Compare(x.number, y.number))
		if l.Order == Descending {
			order = -order
		}
		return cmp.Or(x.missing-y.missing, order)
	})
	return kept, nil
}

// found are the procedures that the search finds, each with its place; nil without a
// word to search for.
func (l Listing) found(snap *Snapshot) (map[string]int, error) {
	if observatory.Fold(l.Q) == "" {
		return nil, nil
	}
	index, err := snap.Search()
	if err != nil {
		return nil, err
	}
	places := map[string]int{}
	for i, id := range index.Find(l.Q) {
		places[id] = i
	}
	return places, nil
}

func (l Listing) keeps(e Entry) bool {
	for _, f := range l.Filters {
		if value := l.Chosen[f.Field]; value != "" && !f.keeps(e, value) {
			return false
		}
	}
	return true
}

// OnlineOf is how much of the procedure is online, in the vocabulary's words.
func OnlineOf(p *observatory.Procedure) observatory.Online {
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

func (l Listing) sortKey(e Entry) sortKey {
	switch l.Sort {
	case SortRelevance:
		return sortKey{number: int64(e.place)}
	case "title":
		return sortKey{number: int64(e.rank)}
	case "ministry":
		if e.Ministry == "" {
			return sortKey{missing: 1}
		}
		return sortKey{text: e.Ministry}
	case "n":
		return sortKey{number: int64(e.Satisfaction.N)}
	case "received":
		return sortKey{number: int64(e.Received)}
	case "volume":
		if e.Procedure.VolumeTotal == nil {
			return sortKey{missing: 1}
		}
		return sortKey{number: int64(*e.Procedure.VolumeTotal)}
	}
	i := e.Figure(indicator.Kind(l.Sort))
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

// Slice returns the entries of the page, and how many pages there are.
func (l Listing) Slice(kept []Entry) (shown []Entry, pages int) {
	from, to, pages := l.Bounds(len(kept))
	return kept[from:to], pages
}

// Bounds is the page of a list of n things.
func (l Listing) Bounds(n int) (from, to, pages int) {
	pages = max(1, (n+l.PerPage-1)/l.PerPage)
	from = min((l.Page-1)*l.PerPage, n)
	return from, min(from+l.PerPage, n), pages
}
