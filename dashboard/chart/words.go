package chart

import (
	"strconv"
	"time"

	"servicequality/observatory"
	"servicequality/web/locale"
)

// Words is what charts say in one language. The sentences take their
// parts by position, already written in the language.
type Words struct {
	months   [12]string
	to       string // between the first and the last month of a period
	Notice   string
	percent  string // a percentage
	Interval string // the name of the interval, in legend and table

	// columns of tables
	Month, Value, Low, High, Answers, Group, Total string

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

// WordsOf returns the words of a language, French when it is not known.
func WordsOf(lang string) Words {
	if lang == locale.English {
		return englishChartWords()
	}
	return frenchChartWords()
}

func frenchChartWords() Words {
	return Words{
		months: [12]string{"janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc."},
		to:     "à", Notice: "Données fictives", percent: "%s" + locale.NoBreakSpace + "%%", Interval: "Intervalle à 95" + locale.NoBreakSpace + "%",
		Month: "Période", Value: "Valeur", Low: "Borne basse", High: "Borne haute", Answers: "Réponses", Group: "Groupe", Total: "Total",
		empty:  "Aucun mois n’a assez de réponses pour un chiffre.",
		single: "Un seul chiffre" + locale.NoBreakSpace + ": %s (%s).", change: "De %s (%s) à %s (%s)", extremes: "au plus bas %s (%s), au plus haut %s (%s)",
		rise: "hausse établie", fall: "baisse établie", equal: "même valeur au début et à la fin",
		unclear:  "ni hausse ni baisse établie, les intervalles se recouvrent",
		seeTable: "Les mêmes nombres sont dans le tableau.",
		gapOne:   "Un mois sans chiffre.", gapOther: "%s mois sans chiffre.",
		tipInterval: "de %s à %s (intervalle à 95" + locale.NoBreakSpace + "%%)", tipAnswers: "%s réponses",
		share: "%s %s (%s)", ofGroup: "%s" + locale.NoBreakSpace + ": %s", nobody: "Rien à compter",
	}
}

func englishChartWords() Words {
	return Words{
		months: [12]string{"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"},
		to:     "to", Notice: "Synthetic data", percent: "%s%%", Interval: "95% interval",
		Month: "Period", Value: "Value", Low: "Lower limit", High: "Upper limit", Answers: "Answers", Group: "Group", Total: "Total",
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

// AxisMonth is a month below an axis; the year goes with January and with the
// first month shown.
func (w Words) AxisMonth(month observatory.Day, first bool) string {
	date := month.Date()
	label := w.months[date.Month()-1]
	if first || date.Month() == time.January {
		label += "\n" + strconv.Itoa(date.Year())
	}
	return label
}

// period is the months of a cell in full: "octobre 2026", or the first and the
// last of several.
func (w Words) period(l *locale.Locale, first, last observatory.Day) string {
	if first.FirstOfMonth() == last.FirstOfMonth() {
		return l.Month(first)
	}
	return l.Month(first) + " " + w.to + " " + l.Month(last)
}
