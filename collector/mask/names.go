package mask

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// names finds the names that something announces: a title, an introduction
// ("je m'appelle"), or the end of a letter ("Cordialement,").
type names struct {
	titles    map[string]bool
	dotted    map[string]bool // titles that may have a dot
	exact     map[string]bool // titles that are other words in other cases
	short     map[string]bool // titles after which a name may be in lower case
	plural    map[string]bool // titles of several people
	particles map[string]bool // words inside a name that begin in lower case
	foreign   map[string]bool // those of them that are no words of French
	others    map[string]bool // what follows a title and is no name

	introduction announcement
	closing      announcement
}

func newNames() names {
	return names{
		titles: wordSet(`monsieur madame mademoiselle messieurs mesdames docteur maître maitre
mme mmes mlle mlles mr mrs mm dr m Ms Pr`),
		dotted:    wordSet(`mme mlle mr mrs mm dr m Ms Pr`),
		exact:     wordSet(`Ms Pr`),
		short:     wordSet(`mme mme. mmes mlle mlle. mlles mr mr. mm. m.`),
		plural:    wordSet(`mm. mmes mlles messieurs mesdames`),
		particles: wordSet(`de du des la le les van von der den da dos di del della el al ben bin`),
		foreign:   wordSet(`van von der den da dos di del della el al ben bin`),
		others: wordSet(`a à ai as au aux avec bonjour bonsoir ça ce ces cet cette chez comme dans de des donc du elle elles en est
et été eu être il ils je la le les leur lui ma mais me merci mes mon ne nous on ont ou où par pas plus pour que qui quand
sa sans se ses si son sont suis sur ta te très tres tout toute trop tu un une va vos votre vous y aucun aucune encore
jamais non oui hier ici puis car alors après apres avait ayant était etait
monsieur madame mademoiselle messieurs mesdames m m. mm. mme mme. mlle mlle. mmes mlles mr mr. dr dr. docteur maître maitre pr ms mrs
maire préfet prefet préfète prefete directeur directrice président présidente president presidente ministre conseiller
conseillère conseillere agent agente secrétaire secretaire adjoint adjointe chef cheffe responsable inspecteur inspectrice
juge procureur commissaire docteur professeur sous-préfet sous-préfète gendarme guichet accueil état etat
aimable agréable agreable sympathique charmante charmant gentille gentil compétente competente compétent competent
bonne belle bon excellente vive usager usagère`),
		introduction: newIntroduction(),
		closing:      newClosing(),
	}
}

func wordSet(list string) map[string]bool {
	set := make(map[string]bool)
	for word := range strings.FieldsSeq(list) {
		set[word] = true
	}
	return set
}

// search adds the names of a text to what is found already.
func (n names) search(text string, found []find) []find {
	found = between(text, found, func(start, end int) []find { return n.titled(text, start, end) })
	return n.introduced(text, found)
}

// titled finds the names after a title.
func (n names) titled(text string, start, end int) []find {
	var all []find
	for at := start; at < end; {
		step := strings.IndexAny(text[at:end], "MmDdP")
		if step < 0 {
			break
		}
		from := at + step
		at = from + 1
		if !beginsWord(text[:from]) {
			continue
		}
		title, length := n.title(text[from:end])
		if length == 0 || afterNumber(title, text[start:from]) {
			continue
		}
		at = from + length
		title = strings.ToLower(title)
		low := n.short[title]
		for to := at; ; {
			length := n.length(low, text[to:end])
			if length == 0 {
				break
			}
			at = to + length
			all = append(all, find{to, at, nameToken})
			joint := anotherName(text[at:end])
			if !n.plural[title] || joint == 0 {
				break
			}
			to, low = at+joint, false
		}
	}
	return all
}

// title returns the title that text begins with, and the length of it and of
// the space before a name; 0 when it begins with none.
func (n names) title(text string) (title string, length int) {
	end := strings.IndexFunc(text, func(r rune) bool { return !unicode.IsLetter(r) })
	if end < 0 || end > longestTitle {
		return "", 0
	}
	word := text[:end]
	if !n.exact[word] {
		word = strings.ToLower(word)
	}
	rest := text[end:]
	spaced := strings.TrimLeft(rest, gaps)
	if after, dot := strings.CutPrefix(spaced, "."); dot && n.dotted[word] && len(rest)-len(spaced) <= len("\u202f") {
		return text[:end] + ".", len(text) - len(strings.TrimLeft(after, gaps))
	}
	if !n.titles[word] || spaced == rest {
		return "", 0
	}
	return text[:end], len(text) - len(spaced)
}

// longestTitle bounds a title in bytes.
const longestTitle = len("mademoiselle")

// gaps are what may stand between two words of a name.
const gaps = " \u00a0\u202f"

// anotherName returns the length of what joins two names, 0 when no other
// follows.
func anotherName(text string) int {
	for _, and := range []string{", ", " et ", " & "} {
		if rest, ok := strings.CutPrefix(text, and); ok {
			return len(text) - len(rest)
		}
	}
	return 0
}

// beginsWord says whether a word may follow the text: not inside another, nor
// after what elides or a mask.
func beginsWord(before string) bool {
	last, _ := utf8.DecodeLastRuneInString(before)
	return before == "" || notAlphanumeric(last) && last != '\'' && last != '’' && last != '-' && !endsInToken(before)
}

// afterNumber says whether the title is a letter after a number, where it is
// metres or millions.
func afterNumber(title, before string) bool {
	last, _ := utf8.DecodeLastRuneInString(strings.TrimRightFunc(before, unicode.IsSpace))
	return unicode.IsDigit(last) && (title == "m" || title == "M" || title == "m.")
}

// mostWords bounds a name: first names, particles and surnames.
const mostWords = 6

// length returns how many bytes of rest are a name; 0 when none is. With low its
// first word may be in lower case.
func (n names) length(low bool, rest string) int {
	end, at := 0, 0
	for i := range mostWords {
		word := firstWord(rest[at:])
		next := afterWord(rest, at, word)
		switch {
		case word == "":
			return end
		case n.joins(word) && n.leads(rest[next:]):
			// It belongs to the name that follows.
		case n.capital(word), low && n.lower(i, word):
			end = at + len(word)
		case low && end > 0 && n.foreign[word]:
			if following := firstWord(rest[next:]); following != "" && !n.others[following] {
				end = next + len(following)
			}
			return end
		default:
			return end
		}
		if next == at+len(word) && !elided(word) && !strings.HasSuffix(word, ".") {
			return end // a comma, a full stop, the end of the text
		}
		at = next
	}
	return end
}

// lower says whether the word may be the name that a short title announces, all
// in lower case.
func (n names) lower(i int, word string) bool {
	return i == 0 && len(word) > 2 && !n.others[strings.ToLower(word)] && !elided(word)
}

// joins says whether a word may stand inside a name, or begin one.
func (n names) joins(word string) bool { return n.particles[strings.ToLower(word)] || elided(word) }

// leads says whether text begins with a name, after any particles.
func (n names) leads(text string) bool {
	for range mostWords {
		word := firstWord(text)
		if n.capital(word) {
			return true
		}
		if !n.joins(word) {
			return false
		}
		text = text[afterWord(text, 0, word):]
	}
	return false
}

// capital says whether the word begins with a capital and may be a name.
func (n names) capital(word string) bool {
	r, _ := utf8.DecodeRuneInString(word)
	return unicode.IsUpper(r) && !elided(word) && !n.others[strings.ToLower(word)]
}

// elided says whether the word ends in an apostrophe, as d' and l' do.
func elided(word string) bool { return strings.HasSuffix(word, "'") || strings.HasSuffix(word, "’") }

// firstWord returns the letters and hyphens that s starts with, up to and
// including an apostrophe or the dot of an initial.
func firstWord(s string) string {
	for i, r := range s {
		switch {
		case unicode.IsLetter(r), unicode.IsMark(r), r == '-' && i > 0:
		case (r == '\'' || r == '’') && i > 0:
			return s[:i+utf8.RuneLen(r)]
		case r == '.' && utf8.RuneCountInString(s[:i]) == 1:
			return s[:i+1]
		default:
			return s[:i]
		}
	}
	return s
}

// afterWord returns where what follows the word at the given place starts.
func afterWord(s string, at int, word string) int {
	rest := strings.TrimLeft(s[at+len(word):], gaps)
	return len(s) - len(rest)
}
