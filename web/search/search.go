// Package search finds procedures by what people call them.
//
// It owns how titles and questions are compared, and the shipped list of everyday
// names. It sees a catalogue, and keeps an index of it in memory. What a page does with
// what was found, and HTTP, never enter it.
package search

import (
	"fmt"
	"hash/fnv"
	"math"
	"slices"
	"strings"
	"sync"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/mapping"
	"github.com/blevesearch/bleve/v2/search/query"

	"servicequality/observatory"
)

// Bounds of a search: the words that are looked at; of how many letters a word is that
// may have one of them wrong, and of how many the beginning of another.
const (
	mostWords    = 12
	typoLetters  = 4
	longestWord  = 30
	shortestPart = 2
)

// Index finds the procedures of one catalogue. It may be asked by many at once.
type Index struct {
	index bleve.Index
	// volumes weigh what is found: of two that fit as well, the one that more people
	// carry out comes first.
	volumes map[string]float64
	titles  map[string]string // folded
}

// New indexes the procedures: 2,000 take about a second. An error means that the
// program was built wrong.
func New(procedures []observatory.Procedure) (*Index, error) {
	names, err := everydayNames()
	if err != nil {
		return nil, err
	}
	described, err := description()
	if err != nil {
		return nil, err
	}
	memory, err := bleve.NewMemOnly(described)
	if err != nil {
		return nil, fmt.Errorf("cannot make the index of procedures: %w", err)
	}
	x := &Index{index: memory, volumes: map[string]float64{}, titles: map[string]string{}}
	batch := memory.NewBatch()
	for i := range procedures {
		p := &procedures[i]
		if err := batch.Index(p.ID, newDocument(p, names)); err != nil {
			return nil, fmt.Errorf("cannot index the procedure %s: %w", p.ID, err)
		}
		if p.VolumeTotal != nil {
			x.volumes[p.ID] = float64(*p.VolumeTotal)
		}
		x.titles[p.ID] = observatory.Fold(p.Title)
	}
	if err := memory.Batch(batch); err != nil {
		return nil, fmt.Errorf("cannot make the index of procedures: %w", err)
	}
	return x, nil
}

// Find returns the ids of the procedures that fit every word of the text, or all but one
// where none does; those that fit best come first. A text without words finds nothing.
func (x *Index) Find(text string) []string {
	words := wordsOf(text)
	if len(words) == 0 {
		return nil
	}
	all := make([]query.Query, len(words))
	for i, word := range words {
		all[i] = anyOf(word, typos(word))
	}
	for missing := 0; missing < 2 && missing < len(words); missing++ {
		most := bleve.NewDisjunctionQuery(all...)
		most.SetMin(float64(len(words) - missing))
		asked := bleve.NewBooleanQuery()
		asked.AddMust(most)
		asked.AddShould(exactly(words))
		if found := x.ask(asked); len(found) > 0 {
			return found
		}
	}
	return nil
}

// Near returns up to n ids of procedures that a text which finds nothing may have meant.
func (x *Index) Near(text string, n int) []string {
	words := wordsOf(text)
	if len(words) == 0 {
		return nil
	}
	some := make([]query.Query, len(words))
	for i, word := range words {
		some[i] = anyOf(word, 2*typos(word))
	}
	found := x.ask(bleve.NewDisjunctionQuery(some...))
	return found[:min(n, len(found))]
}

// typos is how many letters of a word may be wrong.
func typos(word string) int {
	if len(word) < typoLetters || len(word) > longestWord {
		return 0
	}
	return 1
}

// ask returns what is found, weighed by the volume of transactions.
func (x *Index) ask(asked query.Query) []string {
	request := bleve.NewSearchRequestOptions(asked, len(x.titles)+1, 0, false)
	result, err := x.index.Search(request)
	if err != nil { // an index in memory fails on a question that no text leads to
		return nil
	}
	type hit struct {
		id    string
		score float64
	}
	hits := make([]hit, len(result.Hits))
	for i, found := range result.Hits {
		hits[i] = hit{found.ID, found.Score * (1 + math.Log10(1+x.volumes[found.ID])/10)}
	}
	slices.SortStableFunc(hits, func(a, b hit) int {
		switch {
		case a.score > b.score:
			return -1
		case a.score < b.score:
			return 1
		}
		return strings.Compare(x.titles[a.id], x.titles[b.id])
	})
	ids := make([]string, len(hits))
	for i, found := range hits {
		ids[i] = found.id
	}
	return ids
}

// Engine keeps the index of the newest catalogue that it was asked about. Its zero value
// is ready.
type Engine struct {
	mu        sync.Mutex
	catalogue *observatory.Catalogue
	print     uint64
	index     *Index
}

// Of returns the index of the catalogue. It is made when there is none yet of one that
// says the same: a catalogue is read again more often than it changes.
func (e *Engine) Of(catalogue *observatory.Catalogue) (*Index, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.index != nil && e.catalogue == catalogue {
		return e.index, nil
	}
	if print := fingerprint(catalogue.Procedures()); e.index == nil || e.print != print {
		index, err := New(catalogue.Procedures())
		if err != nil {
			return nil, err
		}
		e.print, e.index = print, index
	}
	e.catalogue = catalogue
	return e.index, nil
}

// fingerprint tells catalogues apart of which other things are found.
func fingerprint(procedures []observatory.Procedure) uint64 {
	h := fnv.New64a()
	for i := range procedures {
		p := &procedures[i]
		var volume uint64
		if p.VolumeTotal != nil {
			volume = *p.VolumeTotal
		}
		fmt.Fprintf(h, "%q %q %q %q %q %q %d\n", p.ID, p.Title, p.Administration, p.Ministry, p.Domain, p.Aliases, volume)
	}
	return h.Sum64()
}

// description names the fields, and how each is read.
func description() (*mapping.IndexMappingImpl, error) {
	m := bleve.NewIndexMapping()
	if err := addAnalyzers(m); err != nil {
		return nil, fmt.Errorf("cannot describe the index of procedures: %w", err)
	}
	d := bleve.NewDocumentStaticMapping()
	read := func(name, analyzer string) *mapping.FieldMapping {
		f := bleve.NewTextFieldMapping()
		f.Name, f.Analyzer, f.Store, f.IncludeInAll, f.DocValues, f.IncludeTermVectors = name, analyzer, false, false, false, false
		return f
	}
	for _, in := range weights {
		d.AddFieldMappingsAt(in.field, read(in.field, stemmed), read(in.field+"_plain", plain))
	}
	d.AddFieldMappingsAt("exact", read("exact", whole))
	m.DefaultMapping = d
	return m, nil
}
