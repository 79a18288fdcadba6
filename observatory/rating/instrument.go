package rating

import "slices"

// Instrument is a versioned questionnaire: which questions it asks, and on
// which scales.
type Instrument struct {
	Code string
	// SatisfactionLevels and ClarityLevels are the numbers of answers offered
	// (3 or 5).
	SatisfactionLevels int
	ClarityLevels      int
	// AsksHelp says whether the citizen is asked where help was sought.
	AsksHelp bool
	// Served says whether ratings may be posted with it; the others exist for
	// imports of older series.
	Served bool
}

// Avis1 is the code of the instrument that the observatory's own form serves.
const Avis1 = "avis-1"

// Instruments returns every known instrument.
func Instruments() []Instrument {
	return []Instrument{
		{Code: Avis1, SatisfactionLevels: 3, ClarityLevels: 5, AsksHelp: true, Served: true},
		{Code: "jdma-3", SatisfactionLevels: 3, ClarityLevels: 5, AsksHelp: true},
		{Code: "jdma-2", SatisfactionLevels: 3, ClarityLevels: 3},
		{Code: "xwiki-1", SatisfactionLevels: 3, ClarityLevels: 3},
	}
}

// FindInstrument returns the instrument with that code.
func FindInstrument(code string) (Instrument, bool) {
	all := Instruments()
	i := slices.IndexFunc(all, func(in Instrument) bool { return in.Code == code })
	if i < 0 {
		return Instrument{}, false
	}
	return all[i], true
}

// Series names the series in which an instrument's answers to a question may
// be averaged: same question, same scale, same family of wording. Figures are
// never averaged across series. An unknown instrument has none ("").
func Series(q Question, instrument string) string {
	in, ok := FindInstrument(instrument)
	switch {
	case !ok:
		return ""
	case q == QuestionSatisfaction:
		return "satisfaction/3"
	case q == QuestionClarity && in.ClarityLevels == 3:
		return "clarity/3"
	case q == QuestionClarity:
		return "clarity/5"
	case in.AsksHelp:
		return "help"
	}
	return ""
}

// Levels returns how many levels the answers of a series have.
func Levels(q Question, series string) int {
	switch {
	case q == QuestionSatisfaction, series == "clarity/3":
		return 3
	case q == QuestionClarity, q == QuestionHelpQuality:
		return 5
	}
	return 2
}

// Where the citizen stands with the procedure.
const (
	OutcomeDone        = "done"
	OutcomeNotEligible = "not_eligible"
	OutcomeGaveUp      = "gave_up"
	OutcomeError       = "error"
	OutcomeUnknown     = "unknown"
)

// Outcomes returns the outcomes that a citizen or a page may state.
func Outcomes() []string {
	return []string{OutcomeDone, OutcomeNotEligible, OutcomeGaveUp, OutcomeError, OutcomeUnknown}
}

// HelpNone is the exclusive answer "I sought no help".
const HelpNone = "none"

// HelpOther is the answer that may carry a text.
const HelpOther = "other"

// AdministrationHelp returns the help channels of the administration itself:
// those of which one asks whether somebody was reached, and how good it was.
func AdministrationHelp() []string { return []string{"counter", "phone", "email", "chat"} }

// HelpChannels returns every place where help may have been sought, HelpNone
// included.
func HelpChannels() []string {
	return append(AdministrationHelp(), "relative", "association", "websites", "aidant", HelpOther, HelpNone)
}

// Sources returns the ways in which the question may reach a person.
func Sources() []string {
	return []string{"button", "link", "iframe", "email", "sms", "qr", "letter", "site"}
}

// SatisfactionCodes returns the codes of the three answers, worst first.
func SatisfactionCodes() []string { return []string{"bad", "medium", "good"} }
