package search

import (
	"slices"
	"strings"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/analysis/analyzer/custom"
	"github.com/blevesearch/bleve/v2/analysis/lang/fr"
	"github.com/blevesearch/bleve/v2/analysis/tokenizer/single"
	"github.com/blevesearch/bleve/v2/analysis/tokenizer/whitespace"
	"github.com/blevesearch/bleve/v2/mapping"
	"github.com/blevesearch/bleve/v2/search/query"

	"servicequality/observatory"
)

// How a field is read: its words reduced to their stems, its words as they are, or as one.
const (
	stemmed = "stemmed"
	plain   = "plain"
	whole   = "whole"
)

func addAnalyzers(m *mapping.IndexMappingImpl) error {
	for name, c := range map[string]map[string]any{
		stemmed: {"type": custom.Name, "tokenizer": whitespace.Name, "token_filters": []string{fr.LightStemmerName}},
		plain:   {"type": custom.Name, "tokenizer": whitespace.Name},
		whole:   {"type": custom.Name, "tokenizer": single.Name},
	} {
		if err := m.AddCustomAnalyzer(name, c); err != nil {
			return err
		}
	}
	return nil
}

// empty are words, folded, that tell nothing of what is looked for.
var empty = strings.Fields("a ai ait au aux avec avoir ce ces cette comment d dans de des du elle en est et etre faire il ils j je l la le les leur " +
	"ma me mes moi mon n ne nos notre nous on ou par pas pour puis qu que quel quelle qui s sa se ses si son sur ta te tes ton tu un une veux voudrais vos votre vous y " +
	"an and apply for get how i in my of the to want")

// vague are words that many titles begin with: a question of more words is not held to
// them.
var vague = strings.Fields("demande demander obtenir demarche demarches formulaire service ligne internet refaire")

// wordsOf are the words of a question, folded, those that tell something.
func wordsOf(text string) []string {
	all := spelled(strings.Fields(observatory.Fold(text)))
	for _, without := range [][]string{append(slices.Clone(empty), vague...), empty} {
		words := slices.DeleteFunc(slices.Clone(all), func(w string) bool { return slices.Contains(without, w) })
		if len(words) > 0 {
			return words[:min(len(words), mostWords)]
		}
	}
	return all[:min(len(all), mostWords)]
}

// spelled joins letters that stand alone, as in "R.S.A.", to a word; an elided article
// or pronoun is one letter before a word.
func spelled(words []string) (joined []string) {
	letters := ""
	for i, word := range words {
		if len(word) == 1 {
			letters += word
		}
		if len(word) > 1 || i == len(words)-1 {
			if letters != "" {
				joined = append(joined, letters)
			}
			letters = ""
		}
		if len(word) > 1 {
			joined = append(joined, word)
		}
	}
	return joined
}

// weights are what a word counts for by the field that it is found in. Their order is
// kept, so that sums of scores are the same each time.
var weights = []struct {
	field  string
	weight float64
}{{"title", 4}, {"said", 4}, {"about", 1}}

// anyOf asks for a word: in its forms, as the beginning of a word, or with some letters
// wrong.
func anyOf(word string, typos int) query.Query {
	any := bleve.NewDisjunctionQuery()
	for _, in := range weights {
		field, weight := in.field, in.weight
		match := bleve.NewMatchQuery(word)
		match.SetField(field)
		if len(word) > longestWord { // no word of a title: its stem might be one
			match.SetField(field + "_plain")
		}
		match.SetBoost(weight)
		any.AddQuery(match)
		if len(word) >= shortestPart && len(word) <= longestWord {
			prefix := bleve.NewPrefixQuery(word)
			prefix.SetField(field + "_plain")
			prefix.SetBoost(weight / 3)
			any.AddQuery(prefix)
		}
		if typos > 0 && field != "about" {
			fuzzy := bleve.NewFuzzyQuery(word)
			fuzzy.SetField(field + "_plain")
			fuzzy.SetFuzziness(typos)
			fuzzy.SetPrefix(1)
			fuzzy.SetBoost(weight / 6)
			any.AddQuery(fuzzy)
		}
	}
	return any
}

// exactly asks for what people call a procedure, as a whole.
func exactly(words []string) query.Query {
	term := bleve.NewTermQuery(strings.Join(words, " "))
	term.SetField("exact")
	term.SetBoost(8)
	return term
}
