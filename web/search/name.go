package search

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"

	"servicequality/observatory"
)

// synonyms.json lists what people say for what titles say, in French and English: who
// looks for one of "said" finds the procedures whose title has all words of one of
// "means".
//
//go:embed synonyms.json
var synonymsJSON []byte

// names are everyday names of what some titles mean.
type names struct {
	Means []string `json:"means"`
	Said  []string `json:"said"`
}

var everydayNames = sync.OnceValues(func() ([]names, error) {
	var all []names
	if err := json.Unmarshal(synonymsJSON, &all); err != nil {
		return nil, fmt.Errorf("cannot read the everyday names of procedures: %w", err)
	}
	for i := range all {
		for j, phrase := range all[i].Means {
			all[i].Means[j] = observatory.Fold(phrase)
		}
	}
	return all, nil
})

// document is a procedure as it is indexed: its texts folded.
type document struct {
	Title string   `json:"title"`
	Said  string   `json:"said"`
	About string   `json:"about"`
	Exact []string `json:"exact"`
}

func newDocument(p *observatory.Procedure, everyday []names) document {
	title := observatory.Fold(p.Title)
	about := observatory.Fold(strings.Join(append([]string{p.Administration, p.Ministry, p.Domain, p.ID}, p.Aliases...), " "))
	var said []string
	exact := []string{strings.Join(wordsOf(p.Title), " ")}
	for _, of := range everyday {
		if !slices.ContainsFunc(of.Means, func(phrase string) bool { return has(title, phrase) }) {
			continue
		}
		for _, name := range of.Said {
			said = append(said, observatory.Fold(name))
			exact = append(exact, strings.Join(wordsOf(name), " "))
		}
	}
	return document{title, strings.Join(said, " "), about, exact}
}

// has says whether a title has all words of a phrase, each perhaps with an ending; both
// are folded.
func has(title, phrase string) bool {
	words := strings.Fields(title)
	for _, word := range strings.Fields(phrase) {
		if !slices.ContainsFunc(words, func(w string) bool {
			return strings.HasPrefix(w, strings.TrimSuffix(word, "s")) && len(w)-len(word) <= 2
		}) {
			return false
		}
	}
	return true
}
