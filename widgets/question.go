package widgets

import (
	"strconv"

	"servicequality/observatory/rating"
)

// question is one question of a page, as its template shows it. Texts are
// keys of messages.
type question struct {
	// Field is the name of the form's field, and the beginning of every
	// element id.
	Field string
	Asks  string
	Hint  string
	// Look is the template: faces, scale, list, ticks, text or line.
	Look     string
	Required bool
	Choices  []choice
	// Value and Limit (in characters) are those of a text.
	Value string
	Limit int
	// Error is a sentence, empty when nothing is wrong.
	Error string
}

// choice is one answer that can be chosen.
type choice struct {
	Value, Label string
	Checked      bool
}

// ID is the id of the element that gets the focus when the answer is wrong.
func (q question) ID() string {
	if len(q.Choices) > 0 {
		return q.Field + "-" + q.Choices[0].Value
	}
	return q.Field
}

// Exclusive says whether the choice excludes all others.
func (c choice) Exclusive() bool { return c.Value == rating.HelpNone }

// group is what belongs together on a page, under a legend of its own unless
// Legend (a key) is empty.
type group struct {
	Legend    string
	Questions []question
}

// questions returns what the current step asks, with the answers so far.
func (s state) questions() []group {
	switch s.step {
	case stepSatisfaction:
		return []group{{Questions: []question{s.satisfactionQuestion()}}}
	case stepClarity:
		clarity := question{Field: "clarity", Asks: "clarity.question", Look: "scale", Choices: levels("clarity.", s.Clarity)}
		if s.outcomeGiven {
			return []group{{Questions: []question{clarity}}}
		}
		return []group{{Questions: []question{s.outcomeQuestion(), clarity}}}
	case stepHelp:
		return []group{{Questions: []question{s.helpQuestion()}}}
	case stepContact:
		return s.contactQuestions()
	}
	return []group{{Questions: s.textQuestions()}}
}

func (s state) satisfactionQuestion() question {
	q := question{Field: "satisfaction", Asks: "satisfaction.question", Look: "faces", Required: true}
	for _, code := range rating.SatisfactionCodes() {
		q.Choices = append(q.Choices, choice{code, "satisfaction." + code, s.Satisfaction == code})
	}
	return q
}

func (s state) outcomeQuestion() question {
	q := question{Field: "outcome", Asks: "outcome.question", Look: "list"}
	for _, code := range rating.Outcomes() {
		if code != rating.OutcomeUnknown {
			q.Choices = append(q.Choices, choice{code, "outcome." + code, s.Outcome == code})
		}
	}
	return q
}

func (s state) helpQuestion() question {
	q := question{Field: "help", Asks: "help.question", Hint: "help.hint", Look: "ticks"}
	for _, channel := range rating.HelpChannels() {
		q.Choices = append(q.Choices, choice{channel, "help." + channel, s.ticked(channel)})
	}
	return q
}

func (s state) contactQuestions() []group {
	var groups []group
	for _, h := range s.Help {
		if !isAdministration(h.Channel) {
			continue
		}
		groups = append(groups, group{Legend: "help." + h.Channel, Questions: []question{
			{Field: reachedField(h.Channel), Asks: "reached.question", Look: "list", Choices: []choice{
				{"yes", "reached.yes", h.Reached != nil && *h.Reached},
				{"no", "reached.no", h.Reached != nil && !*h.Reached},
			}},
			{Field: qualityField(h.Channel), Asks: "quality.question", Look: "scale", Choices: levels("quality.", h.Quality)},
		}})
	}
	return groups
}

func (s state) textQuestions() []question {
	comment := question{Field: "comment", Asks: "comment.question", Hint: "comment.hint", Look: "text",
		Value: s.Comment, Limit: rating.MaxComment}
	if !s.ticked(rating.HelpOther) {
		return []question{comment}
	}
	other := question{Field: "help_other_text", Asks: "other.question", Hint: "other.hint", Look: "line",
		Value: s.HelpOtherText, Limit: maxOtherText}
	return []question{other, comment}
}

// maxOtherText is the longest name of another place of help, in characters.
const maxOtherText = 200

// levels are the five answers of a scale, worst first.
func levels(keys string, chosen *int) []choice {
	choices := make([]choice, 5)
	for i := range choices {
		level := strconv.Itoa(i + 1)
		choices[i] = choice{level, keys + level, chosen != nil && *chosen == i+1}
	}
	return choices
}
