package dashboard

import (
	"strconv"
	"time"

	"servicequality/observatory"
)

// chartWords is what charts say in one language. The sentences take their
// parts by position, already written in the language.
type chartWords struct {
	months   [12]string
	to       string // between the first and the last month of a period
	notice   string
	percent  string // a percentage
	interval string // the name of the interval, in legend and table

	// columns of tables
	month, value, low, high, answers, group, total string

	// the description of a line: the change, the extremes, how it moved
	empty, single, change, extremes string
	rise, fall, unclear, equal      string
	seeTable                        string
	gapOne, gapOther                string

	// tips
	tipInterval, tipAnswers string

	share   string // one part: its name, percentage, count
	ofGroup string // a group's name, its parts
	nobody  string // a group without anything in it
}

// wordsOf returns the words of a language, French when it is not known.
func wordsOf(lang string) chartWords {
	if lang == english {
		return englishChartWords()
	}
	return frenchChartWords()
}

func frenchChartWords() chartWords {
	return chartWords{
		months: [12]string{"janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc."},
		to:     "à", notice: "Données fictives", percent: "%s" + nbsp + "%%", interval: "Intervalle à 95" + nbsp + "%",
		month: "Période", value: "Valeur", low: "Borne basse", high: "Borne haute", answers: "Réponses", group: "Groupe", total: "Total",
		empty:  "Aucun mois n’a assez de réponses pour un chiffre.",
		single: "Un seul chiffre" + nbsp + ": %s (%s).", change: "De %s (%s) à %s (%s)", extremes: "au plus bas %s (%s), au plus haut %s (%s)",
		rise: "hausse établie", fall: "baisse établie", equal: "même valeur au début et à la fin",
		unclear:  "ni hausse ni baisse établie, les intervalles se recouvrent",
		seeTable: "Les mêmes nombres sont dans le tableau.",
		gapOne:   "Un mois sans chiffre.", gapOther: "%s mois sans chiffre.",
		tipInterval: "de %s à %s (intervalle à 95" + nbsp + "%%)", tipAnswers: "%s réponses",
		share: "%s %s (%s)", ofGroup: "%s" + nbsp + ": %s", nobody: "Rien à compter",
	}
}

func englishChartWords() chartWords {
	return chartWords{
		months: [12]string{"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"},
		to:     "to", notice: "Synthetic data", percent: "%s%%", interval: "95% interval",
		month: "Period", value: "Value", low: "Lower limit", high: "Upper limit", answers: "Answers", group: "Group", total: "Total",
		empty:  "No month has enough answers for a figure.",
		single: "A single figure: %s (%s).", change: "From %s (%s) to %s (%s)", extremes: "lowest %s (%s), highest %s (%s)",
		rise: "a clear rise", fall: "a clear fall", equal: "the same value at both ends",
		unclear:  "no clear rise or fall, the intervals overlap",
		seeTable: "The table has the same numbers.",
		gapOne:   "One month without a figure.", gapOther: "%s months without a figure.",
		tipInterval: "from %s to %s (95%% interval)", tipAnswers: "%s answers",
		share: "%s %s (%s)", ofGroup: "%s: %s", nobody: "Nothing to count",
	}
}

// axisMonth is a month below an axis; the year goes with January and with the
// first month shown.
func (w chartWords) axisMonth(month observatory.Day, first bool) string {
	date := month.Date()
	label := w.months[date.Month()-1]
	if first || date.Month() == time.January {
		label += "\n" + strconv.Itoa(date.Year())
	}
	return label
}

// period is the months of a cell in full: "octobre 2026", or the first and the
// last of several.
func (w chartWords) period(l *locale, first, last observatory.Day) string {
	if first.FirstOfMonth() == last.FirstOfMonth() {
		return l.Month(first)
	}
	return l.Month(first) + " " + w.to + " " + l.Month(last)
}
