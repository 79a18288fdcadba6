package widgets

import (
	"errors"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/google/uuid"

	"servicequality/observatory"
	"servicequality/observatory/rating"
)

// Limits and defaults of what a link may say.
const (
	maxToken      = 512 // bytes of a completion token that are carried on
	defaultSource = "link"
)

// errUnreadable means that a form holds bytes that are no text.
var errUnreadable = errors.New("the form is not valid UTF-8")

// state is all that a citizen has said so far. Between pages it travels in
// the address, as codes only: what was typed never does, which is why every
// text is asked on the last page.
type state struct {
	// Version is the last one that was accepted, 0 before any was.
	rating.Submission
	step step
	// rating is the accepted rating's id, empty before.
	rating string
	// outcomeGiven says that the link told the outcome: it is not asked.
	outcomeGiven bool
}

// readQuery reads the state in an address. It never fails: a link that an
// administration mistyped must not turn citizens away, so what is not allowed
// is forgotten.
func readQuery(values url.Values) state {
	s := parseState(values)
	accepted := s.Version
	s.Comment, s.HelpOtherText = "", ""
	s.forgetInvalid()
	if accepted == 0 || s.ID == "" || s.Satisfaction == "" {
		s.step, s.Version, s.rating = stepSatisfaction, 0, ""
	}
	s.stayOnPath()
	return s
}

// readForm reads what a page of the form sent. The error is errUnreadable, or
// an *observatory.InvalidError beside what could be read; the acceptor checks
// the rest.
func readForm(values url.Values) (state, error) {
	for _, texts := range values {
		if slices.ContainsFunc(texts, func(text string) bool { return !utf8.ValidString(text) }) {
			return state{}, errUnreadable
		}
	}
	s := parseState(values)
	s.stayOnPath()
	// The page hides the question of quality once "no" is chosen, but still
	// sends an answer that was given before.
	for i, h := range s.Help {
		if h.Reached != nil && !*h.Reached {
			s.Help[i].Quality = nil
		}
	}
	_, err := rating.ParseSubmission(values)
	return s, err
}

// parseState reads what it can; the page's address or its form tells the
// procedure, the server the instrument.
func parseState(values url.Values) state {
	submission, _ := rating.ParseSubmission(values)
	s := state{Submission: submission, step: step(values.Get("step"))}
	s.Procedure, s.Instrument = "", rating.Avis1
	if s.Source == "" {
		s.Source = defaultSource
	}
	if len(s.Token) > maxToken {
		s.Token = ""
	}
	if id, err := uuid.Parse(values.Get("rating")); err == nil {
		s.rating = id.String()
	}
	told := s.Outcome != "" && s.Outcome != rating.OutcomeUnknown
	s.outcomeGiven = told && (s.ID == "" || values.Get("given") == "outcome")
	return s
}

// stayOnPath leads whoever is on a page that these answers do not lead to
// back to one that they do.
func (s *state) stayOnPath() {
	switch {
	case s.step == stepContact && len(s.contacts()) == 0:
		s.step = stepHelp
	case s.step == stepDone, !slices.Contains(s.path(), s.step):
		s.step = stepSatisfaction
	}
}

// forgetInvalid clears what the instrument does not allow.
func (s *state) forgetInvalid() {
	var invalid *observatory.InvalidError
	if !errors.As(s.Validate(), &invalid) {
		return
	}
	for _, wrong := range invalid.Fields {
		switch field, _, _ := strings.Cut(wrong.Field, "["); field {
		case "id":
			s.ID = ""
		case "version":
			s.Version = 1
		case "satisfaction":
			s.Satisfaction = ""
		case "outcome":
			s.Outcome, s.outcomeGiven = rating.OutcomeUnknown, false
		case "channel":
			s.Channel = observatory.ChannelOnline
		case "clarity":
			s.Clarity = nil
		case "help":
			s.Help = nil
		case "lang":
			s.Lang = ""
		case "source":
			s.Source = defaultSource
		case "button":
			s.Button = ""
		}
	}
}

// values writes the state as form fields.
func (s state) values() url.Values {
	v := s.Form()
	v.Del("procedure")
	v.Del("instrument")
	v.Set("step", string(s.step))
	if s.rating != "" {
		v.Set("rating", s.rating)
	}
	if s.outcomeGiven {
		v.Set("given", "outcome")
	}
	return v
}

// query writes the state as the query of the address of that step.
func (s state) query(at step) string {
	s.step, s.Comment, s.HelpOtherText = at, "", ""
	return s.values().Encode()
}
