package sql

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"

	"servicequality/observatory"
	"servicequality/observatory/indicator"
	"servicequality/observatory/rating"
)

// rule is what "@name" or "@name(argument, …)" in a query stands for: a rule that Go
// writes, so that no query states a population, a kind or a threshold of its own.
type rule func(arguments []string) string

// rules lists the rules that queries name.
var rules = sync.OnceValue(func() map[string]rule {
	return map[string]rule{
		// The (standing, channel, outcome) of the headline population.
		"headline": constant(headline()),
		// The kinds of indicators that are made of ratings.
		"rated_kinds": constant(words(indicator.RatedKinds())),
		// The dimensions of slices that figures are made of, '' for all together.
		"dimensions": constant(words(indicator.SliceDimensions())),
		// The channels of help in which the administration answers.
		"administration_help": constant(words(rating.AdministrationHelp())),
		// Whether so many citizens would be given away by subtraction.
		"few": few,
		// Of the verdicts on one rating: whether it is set aside, whether it is erased.
		"aside":  constant(fmt.Sprintf("maxIf(at, kind = '%s') > maxIf(at, kind = '%s')", rating.VerdictQuarantine, rating.VerdictRelease)),
		"erased": constant(fmt.Sprintf("(countIf(kind = '%s') > 0)", rating.VerdictErase)),
		// The (procedure, day, id) of all ratings that are erased.
		"erased_ratings": constant(fmt.Sprintf("(SELECT procedure, day, id FROM verdicts WHERE kind = '%s')", rating.VerdictErase)),
		// The imports whose rows count.
		"committed": constant(fmt.Sprintf("(SELECT number FROM imports FINAL WHERE state = '%s')", observatory.ImportCommitted)),
		// What imports brought that count, each kind after a UNION ALL.
		"imported_rows": constant(importedRows()),
		// Into which procedure another was merged by a day, '' for none.
		"successor": successor,
		// Which procedure counts what another was given on a day.
		"counted_by": countedBy,
	}
})

func constant(text string) rule { return func([]string) string { return text } }

func words[W ~string](list []W) string {
	quoted := make([]string, len(list))
	for i, word := range list {
		quoted[i] = "'" + string(word) + "'"
	}
	return strings.Join(quoted, ", ")
}

// headline lists the standings, channels and outcomes of the headline population,
// as rating.Slice.Headline has it.
func headline() string {
	var counted []string
	for _, standing := range []rating.Standing{rating.Accepted, rating.Doubtful, rating.Quarantined} {
		for _, channel := range observatory.Channels() {
			for _, outcome := range rating.Outcomes() {
				if (rating.Slice{Standing: standing, Channel: channel, Outcome: outcome}).Headline() {
					counted = append(counted, fmt.Sprintf("('%s', '%s', '%s')", standing, channel, outcome))
				}
			}
		}
	}
	return strings.Join(counted, ", ")
}

// few asks of a number what indicator.Few asks: the numbers of which it holds follow
// each other.
func few(arguments []string) string {
	least := uint64(0)
	for !indicator.Few(least) {
		least++
	}
	most := least
	for indicator.Few(most + 1) {
		most++
	}
	return fmt.Sprintf("%s BETWEEN %d AND %d", arguments[0], least, most)
}

func successor(arguments []string) string {
	return fmt.Sprintf("arrayFirst((i, m, f) -> m = %s AND f <= %s, {merged_into:Array(String)}, {merged:Array(String)}, {merged_from:Array(Date)})",
		arguments[0], arguments[1])
}

func countedBy(arguments []string) string {
	return fmt.Sprintf("if((%s AS successor) = '', %s::String, successor)", successor(arguments), arguments[0])
}

// expand writes out the rules that a query names. Comments name none.
func expand(query string) (string, error) {
	known := rules()
	var b strings.Builder
	for line := range strings.Lines(query) {
		code, comment := line, ""
		if i := strings.Index(line, "--"); i >= 0 {
			code, comment = line[:i], line[i:]
		}
		for {
			before, after, found := strings.Cut(code, "@")
			b.WriteString(before)
			if !found {
				break
			}
			end := strings.IndexFunc(after, func(c rune) bool { return c != '_' && (c < 'a' || c > 'z') })
			if end < 0 {
				end = len(after)
			}
			name := after[:end]
			rule, ok := known[name]
			if !ok {
				return "", fmt.Errorf("there is no rule @%s: the rules are %s", name, strings.Join(slices.Sorted(maps.Keys(known)), ", "))
			}
			var arguments []string
			arguments, code = argumentsOf(after[end:])
			b.WriteString(rule(arguments))
		}
		b.WriteString(comment)
	}
	return b.String(), nil
}

// argumentsOf takes the arguments in parentheses that a text begins with; what
// follows them is the rest.
func argumentsOf(text string) (arguments []string, rest string) {
	if !strings.HasPrefix(text, "(") {
		return nil, text
	}
	depth, from := 0, 1
	for i, c := range text {
		switch c {
		case '(':
			depth++
		case ')':
			if depth--; depth == 0 {
				return append(arguments, strings.TrimSpace(text[from:i])), text[i+1:]
			}
		case ',':
			if depth == 1 {
				arguments, from = append(arguments, strings.TrimSpace(text[from:i])), i+1
			}
		}
	}
	return nil, text
}
