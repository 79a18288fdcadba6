package imports

import (
	"cmp"
	"regexp"
	"strconv"
	"strings"

	"servicequality/observatory"
	"servicequality/observatory/indicator"
)

// ownMark is how PublicRow writes a mark of the observatory's own: with six
// digits after the comma, as no public file has ever printed one. That is how
// reading the row again tells it from a mark that was published elsewhere.
var ownMark = regexp.MustCompile(`^\d{1,2},\d{6}$`)

// printedUnknown and printedNothing stand in the public files for what is not
// known and for what there is not to know.
const (
	printedUnknown = "n/c"
	printedNothing = "n/a"
)

// PublicRow writes a procedure and its figures as a row of the public
// observatory's files since 2023, with their 23 columns and their words.
// ReadCatalogue reads the row back without changing the procedure.
func PublicRow(p *observatory.Procedure, figures []indicator.Indicator) (header, row []string) {
	figure := func(kind indicator.Kind) indicator.Indicator {
		for _, i := range figures {
			if i.Kind == kind {
				return i
			}
		}
		return indicator.Indicator{}
	}
	cells := []struct{ header, cell string }{
		{"Nom_Demarche", p.Title},
		{"ID_Demarche", p.ID},
		{"Perimetre_ministeriel (AC/SG)", p.Administration},
		{"Ministere_politique", p.Ministry},
		{"Ref_Administration", p.Administration},
		{"Statut_En_ligne", printed(onlineWords(), string(p.Online), "Non renseigné")},
		{"Categories_Usagers", p.Audience},
		{"Volumetrie_Totale", printedCount(p.VolumeTotal)},
		{"Volumetrie_En_Ligne", printedCount(p.VolumeOnline)},
		{"% Recours_au_Numerique", printedShare(p, figure(indicator.KindDigitalUse))},
		{"Note_Satisfaction", cmp.Or(printedMark(figure(indicator.KindSatisfaction)), p.Published.Satisfaction)},
		{"Prise_en_compte_Handicap", printedAccessibility(figure(indicator.KindAccessibility))},
		{"Taux_Audit_RGAA", printedRate(p.AccessibilityRate)},
		{"Date_Publication_Declaration", printedDay(p.AccessibilityDeclaredOn)},
		{"Note_Clarte_Langage", printedFigure(figure(indicator.KindClarity), "")},
		{"Niveau_Autonomie", printedFigure(figure(indicator.KindAutonomy), " %")},
		{"Aide_Joignable", printedFigure(figure(indicator.KindHelpReachable), " %")},
		{"Aide_Efficace", printedFigure(figure(indicator.KindHelpQuality), "")},
		{"FranceConnect", printed(authenticationWords(), string(p.Authentication), printedUnknown)},
		{"Score_DLNUF", printedAsked(p.TellUsOnce)},
		{"Taux_Dispo", p.Published.Availability},
		{"Tps_Moy_Chargement", printedUnknown},
		{"URL_Demarche", cmp.Or(p.URL, printedNothing)},
	}
	for _, c := range cells {
		header, row = append(header, c.header), append(row, c.cell)
	}
	return header, row
}

// printed is the word of the public files for one of ours.
func printed(words []printedWord, own, unknown string) string {
	for _, w := range words {
		if w.own == own {
			return w.printed
		}
	}
	return unknown
}

func printedCount(n *uint64) string {
	if n == nil {
		return printedUnknown
	}
	return strconv.FormatUint(*n, 10)
}

func printedAsked(n *uint32) string {
	if n == nil {
		return printedUnknown
	}
	return strconv.FormatUint(uint64(*n), 10)
}

func printedRate(percent *float64) string {
	if percent == nil {
		return printedUnknown
	}
	return comma(strconv.FormatFloat(*percent, 'f', -1, 64)) + " %"
}

// printedShare is the declared share, or what the volumes make it: a share
// beside both volumes says nothing new, and is not read.
func printedShare(p *observatory.Procedure, use indicator.Indicator) string {
	if p.VolumeShare != nil {
		return printedRate(p.VolumeShare)
	}
	if p.VolumeOnline == nil || use.Value == nil {
		return printedUnknown
	}
	return printedFigure(use, " %")
}

func printedDay(d observatory.Day) string {
	if d == 0 {
		return printedUnknown
	}
	return d.Date().Format("02/01/2006")
}

func printedMark(i indicator.Indicator) string {
	if i.Value == nil {
		return ""
	}
	return comma(i.Value.String())
}

// printedFigure is a figure as people read it, with a decimal comma.
func printedFigure(i indicator.Indicator, unit string) string {
	if i.Value == nil {
		return printedNothing
	}
	return comma(i.Display()) + unit
}

func printedAccessibility(i indicator.Indicator) string {
	switch i.Level {
	case indicator.LevelGreen:
		return "Oui"
	case indicator.LevelYellow:
		return "Partiel"
	case indicator.LevelRed:
		return "Non"
	}
	return printedUnknown
}

func comma(number string) string { return strings.Replace(number, ".", ",", 1) }
