package imports

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"servicequality/collector/imports/sheet"
)

// printedWord is a word of the public observatory's files and what it means.
type printedWord struct{ printed, own string }

// publicColumn is a column of the public observatory's files: the names that
// it had over the years, the column of ours that it fills, and how its cells
// are to be read.
type publicColumn struct {
	headers []string
	column  string
	read    func(cell string) (string, error)
}

// publicColumns lists what is read of the files that the French observatory
// has published since June 2019. Their other columns are its own indicators,
// which are not ours to repeat.
func publicColumns() []publicColumn {
	return []publicColumn{
		{[]string{"Nom_Demarche", "Démarche"}, "title", asPrinted},
		{[]string{"ID_Demarche"}, "id", asPrinted},
		{[]string{"Ministere politique", "Ministere"}, "ministry", unlessMissing},
		{[]string{"Ref_Administration", "Administration"}, "administration", unlessMissing},
		{[]string{"Statut_En_ligne", "Réalisable en ligne"}, "online", dictionary(onlineWords()...)},
		{[]string{"Volumetrie_Totale"}, "volume_total", unlessMissing},
		{[]string{"Volumetrie_En_Ligne"}, "volume_online", unlessMissing},
		{[]string{"% Recours_au_Numerique", "pct Recours_au_Numerique", "Recours_au_Numerique"}, "volume_share", unlessMissing},
		{[]string{"FranceConnect"}, "authentication", dictionary(authenticationWords()...)},
		{[]string{"Compatible_Mobile"}, "mobile", dictionary(
			printedWord{"Oui", "yes"}, printedWord{"Partiel", "partial"}, printedWord{"Non", "no"},
			printedWord{"n/a", "not_applicable"}, printedWord{"Sans objet", "not_applicable"},
			printedWord{"Non applicable", "not_applicable"})},
		{[]string{"Note_Satisfaction", "Satisfaction usagers"}, "published_satisfaction", asPrinted},
		{[]string{"Nb_Avis"}, "published_reviews", asPrinted},
		{[]string{"Support_Qualite"}, "published_support", asPrinted},
		{[]string{"Score_Dispo", "Taux_Dispo"}, "published_availability", asPrinted},
		{[]string{"Categories_Usagers"}, "audience", unlessMissing},
		{[]string{"Taux_Audit_RGAA"}, "accessibility_rate", unlessMissing},
		{[]string{"Date_Publication_Declaration"}, "accessibility_declared_on", frenchDay},
		{[]string{"Score_DLNUF"}, "tell_us_once", unlessMissing},
		{[]string{"URL_Demarche"}, "url", unlessMissing},
	}
}

// onlineWords and authenticationWords are the public files' words; of several
// with one meaning the first is the one that is written.
func onlineWords() []printedWord {
	return []printedWord{
		{"Oui", "yes"}, {"En cours de déploiement local", "local_rollout"}, {"Déploiement local", "local_rollout"},
		{"Partiel", "partial"}, {"Déploiement partiel", "partial"}, {"Expérimentation", "beta"}, {"Non", "no"},
		{"Démarche proactive", "proactive"},
	}
}

func authenticationWords() []printedWord {
	return []printedWord{
		{"Oui", "franceconnect"}, {"FranceConnect", "franceconnect"}, {"FranceConnect+", "franceconnect_plus"}, {"Non", "none"},
		{"n/a", "not_applicable"}, {"Sans objet", "not_applicable"}, {"Non applicable", "not_applicable"},
	}
}

// isLater says whether a column stands only in the files of 23 columns, since
// 2023.
func isLater(header string) bool {
	later := []string{"Perimetre ministeriel", "Categories_Usagers", "Note_Clarte_Langage", "Niveau_Autonomie", "Aide_Joignable"}
	return slices.ContainsFunc(later, func(h string) bool { return sheet.Fold(h) == publicKey(header) })
}

// publicKey folds a header and drops the remark in brackets that some of the
// public files carry in it.
func publicKey(header string) string {
	name, _, _ := strings.Cut(header, "(")
	return sheet.Fold(name)
}

// publicLayout is that of the public observatory. In the files before 2023
// the procedure's number is the one that links on the administrations' pages
// have carried since then: it becomes an alias too.
func publicLayout(later bool) layout {
	l := layout{name: "the columns of the public observatory, 2019 to 2022", key: publicKey, columns: map[string]column{}}
	if later {
		l.name = "the columns of the public observatory since 2023"
	}
	own := columnsByName()
	for _, public := range publicColumns() {
		c := own[public.column]
		set, read := c.set, public.read
		c.set = func(p *procedure, cell string) error {
			if public.column == "published_satisfaction" && ownMark.MatchString(cell) {
				return nil // what was printed stays
			}
			text, err := read(sheet.Disarm(cell))
			if err != nil {
				return err
			}
			return set(p, text)
		}
		if c.name == "id" && !later {
			c = withAlias(c)
		}
		for _, header := range public.headers {
			l.columns[l.key(header)] = c
		}
	}
	return l
}

// xwiki is the namespace of the numbers in the links of 2019 to 2024.
const xwiki = "xwiki:"

func withAlias(id column) column {
	set := id.set
	id.set = func(p *procedure, cell string) error {
		if err := set(p, cell); err != nil || p.ID == "" {
			return err
		}
		if name := xwiki + p.ID; !slices.Contains(p.Aliases, name) {
			p.Aliases = append(slices.Clip(p.Aliases), name)
		}
		return nil
	}
	return id
}

func asPrinted(cell string) (string, error) { return cell, nil }

// unknownWords are what the public files print for "we do not know".
func unknownWords() []string {
	return []string{"n/c", "Non renseigné", "Inconnu", "À venir", "-", "–"}
}

func isUnknown(cell string) bool {
	return cell == "" || slices.ContainsFunc(unknownWords(), func(w string) bool { return sheet.Fold(w) == sheet.Fold(cell) })
}

// dictionary translates words, and what means "we do not know" to nothing.
func dictionary(words ...printedWord) func(string) (string, error) {
	return func(cell string) (string, error) {
		if isUnknown(cell) {
			return "", nil
		}
		printed := make([]string, 0, len(words))
		for _, w := range words {
			if sheet.Fold(w.printed) == sheet.Fold(cell) {
				return w.own, nil
			}
			printed = append(printed, w.printed)
		}
		return "", sheet.NotOneOf(cell, append(printed, unknownWords()[:4]...))
	}
}

// unlessMissing leaves out the words that stand where a number or an address is
// missing, whatever the reason.
func unlessMissing(cell string) (string, error) {
	for _, missing := range []string{"n/a", "Sans objet", "Non applicable"} {
		if sheet.Fold(cell) == sheet.Fold(missing) {
			return "", nil
		}
	}
	if isUnknown(cell) {
		return "", nil
	}
	return cell, nil
}

// frenchDay reads 08/04/2022, with a remark such as "(périmée)" or without,
// and ISO dates.
func frenchDay(cell string) (string, error) {
	cell, _, _ = strings.Cut(cell, "(")
	cell, err := unlessMissing(strings.TrimSpace(cell))
	if err != nil || !strings.Contains(cell, "/") {
		return cell, err
	}
	t, err := time.Parse("02/01/2006", cell)
	if err != nil {
		return "", fmt.Errorf("%q is not a date like 31/10/2026", cell)
	}
	return t.Format(time.DateOnly), nil
}
