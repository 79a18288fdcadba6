package mask

import (
	"regexp"
	"slices"
	"strings"
)

// announcement is what citizens write before their name.
type announcement struct {
	pattern *regexp.Regexp
	// hints are pieces of every match: a text with none of them is not searched.
	hints []string
}

// newIntroduction finds "je m'appelle", "mon nom est", "nom :" and "née".
func newIntroduction() announcement {
	return announcement{
		regexp.MustCompile(`(?i)je m['’]appelle +|mon nom +est +|(?:pré)?nom[ \x{a0}\x{202f}]?: *|n[ée]e +`),
		[]string{"ppelle", "PPELLE", "nom", "Nom", "NOM", "née ", "Née ", "NÉE ", "nee ", "NEE "},
	}
}

// newClosing finds how letters end, line ends included.
func newClosing() announcement {
	return announcement{
		regexp.MustCompile(`(?i)(?:cordialement|salutations|(?:respectueu|chaleureu)sement|bien +à +vous|signé *:?)[,.]?\s+`),
		[]string{"ordialement", "ORDIALEMENT", "alutations", "ALUTATIONS", "eusement", "EUSEMENT", "à vous", "À VOUS", "igné", "IGNÉ"},
	}
}

// search calls found for what follows each match in text[start:end]; found
// returns where to go on.
func (a announcement) search(text string, start, end int, found func(from, to int) int) {
	hinted := slices.ContainsFunc(a.hints, func(hint string) bool { return strings.Contains(text[start:end], hint) })
	for at := start; hinted && at < end; {
		match := a.pattern.FindStringIndex(text[at:end])
		if match == nil {
			return
		}
		from, to := at+match[0], at+match[1]
		at = to
		if beginsWord(text[:from]) {
			at = found(from, to)
		}
	}
}

// introduced adds the names by which citizens introduce themselves, or end their
// letter, to what is found already.
func (n names) introduced(text string, found []find) []find {
	found = between(text, found, func(start, end int) (all []find) {
		n.introduction.search(text, start, end, func(from, to int) int {
			// "née en" is followed by anything; "je m'appelle" by a name alone.
			low := strings.EqualFold(text[from:from+2], "je")
			length := n.length(low, text[to:end])
			if length > 0 {
				all = append(all, find{to, to + length, nameToken})
			}
			return to + length
		})
		return all
	})
	return between(text, found, func(start, end int) (all []find) {
		n.closing.search(text, start, end, func(_, to int) int {
			length := n.length(false, text[to:end])
			rest := strings.TrimLeft(text[to+length:end], " .!\r\t")
			if length == 0 || rest != "" && rest[0] != '\n' {
				return to
			}
			all = append(all, find{to, to + length, nameToken})
			return to + length
		})
		return all
	})
}
