package collector

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// names finds the names that follow a title.
type names struct {
	title     *regexp.Regexp
	short     map[string]bool // titles after which a name may be in lower case
	particles map[string]bool // words inside a name that begin in lower case
	others    map[string]bool // what follows a title and is no name
}

// gap is what may stand between two words of a name.
const gap = "[ \u00a0\u202f]"

func newNames() names {
	return names{
		title:     regexp.MustCompile(`(?i)(?:monsieur|madame|mademoiselle|messieurs|mesdames|mmes?|mlles?|mrs?|m)` + gap + `+|(?:mme|mlle|mr|mm|m)\.` + gap + `*`),
		short:     wordSet(`mme mme. mmes mlle mlle. mlles mr mr. mm. m.`),
		particles: wordSet(`de du des la le les van von der den da dos di del della el al ben bin`),
		others: wordSet(`a à ai as au aux avec bonjour bonsoir ça ce ces cet cette chez comme dans de des donc du elle elles en est
et été eu être il ils je la le les leur lui ma mais me merci mes mon ne nous on ont ou où par pas plus pour que qui quand
sa sans se ses si son sont suis sur ta te très tres tout toute trop tu un une va vos votre vous y aucun aucune encore
jamais non oui hier ici puis car alors après apres avait ayant était etait
monsieur madame mademoiselle messieurs mesdames m m. mm. mme mme. mlle mlle. mr mr.
maire préfet prefet préfète prefete directeur directrice président présidente president presidente ministre conseiller
conseillère conseillere agent agente secrétaire secretaire adjoint adjointe chef cheffe responsable inspecteur inspectrice
juge procureur commissaire docteur professeur sous-préfet sous-préfète gendarme guichet accueil état etat
aimable agréable agreable sympathique charmante charmant gentille gentil compétente competente compétent competent`),
	}
}

func wordSet(list string) map[string]bool {
	set := make(map[string]bool)
	for word := range strings.FieldsSeq(list) {
		set[word] = true
	}
	return set
}

// mask replaces the words after a title that are a name.
func (n names) mask(text string) string {
	if !strings.ContainsAny(text, "Mm") {
		return text
	}
	var out strings.Builder
	done := 0
	for at := 0; at < len(text); {
		found := n.title.FindStringIndex(text[at:])
		if found == nil {
			break
		}
		start, end := at+found[0], at+found[1]
		at = end
		if !startsTitle(text[:start]) {
			continue
		}
		if length := n.length(text[start:end], text[end:]); length > 0 {
			out.WriteString(text[done:end])
			out.WriteString("[nom]")
			at += length
			done = at
		}
	}
	out.WriteString(text[done:])
	return out.String()
}

// startsTitle says whether a title may follow the text: not inside a word, and
// not after a number, where an m is metres or millions.
func startsTitle(before string) bool {
	last, _ := utf8.DecodeLastRuneInString(before)
	if before != "" && (!notAlphanumeric(last) || last == '\'' || last == '’' || last == '-') {
		return false
	}
	last, _ = utf8.DecodeLastRuneInString(strings.TrimRightFunc(before, unicode.IsSpace))
	return !unicode.IsDigit(last)
}

// mostWords bounds a name: first names, particles and surnames.
const mostWords = 6

// length returns how many bytes of rest, which follows the title, are a name; 0
// when none is.
func (n names) length(title, rest string) int {
	short := n.short[strings.ToLower(strings.TrimRightFunc(title, unicode.IsSpace))]
	end, at := 0, 0
	for i := range mostWords {
		word := firstWord(rest[at:])
		next := afterWord(rest, at, word)
		switch {
		case word == "":
			return end
		case n.joins(word) && n.leads(rest[next:]):
			// It belongs to the name that follows.
		case n.capital(word), i == 0 && short && len(word) > 2 && !n.others[strings.ToLower(word)] && !elided(word):
			end = at + len(word)
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
	rest := strings.TrimLeft(s[at+len(word):], " \u00a0\u202f")
	return len(s) - len(rest)
}
