package rating

import (
	"cmp"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/google/uuid"

	"servicequality/observatory"
)

// MaxComment is the longest comment that a citizen may send, in characters.
const MaxComment = 2000

// MaxVersion bounds how often one rating can be sent with another content; the
// version is part of an ordering number (see Rating.Order) that holds 200 of them.
const MaxVersion = 200

// Submission is what a form or a client sends: codes, never marks. Its JSON
// form is the body of POST /api/v1/ratings.
type Submission struct {
	// ID is the key: any UUID that the client chose. The rating's id is made
	// from it (see RatingID).
	ID           string `json:"id"`
	Version      int    `json:"version,omitempty"`
	Procedure    string `json:"procedure"`
	Instrument   string `json:"instrument"`
	Satisfaction string `json:"satisfaction"`
	Outcome      string `json:"outcome,omitempty"`
	Channel      string `json:"channel,omitempty"`
	// Clarity is 1–5, nil when not answered.
	Clarity *int `json:"clarity,omitempty"`
	// Help is nil when not asked; one element HelpNone means no help.
	Help          []Help `json:"help,omitempty"`
	HelpOtherText string `json:"help_other_text,omitempty"`
	Comment       string `json:"comment,omitempty"`
	Lang          string `json:"lang,omitempty"`
	Source        string `json:"source,omitempty"`
	Button        string `json:"button,omitempty"`
	// Token is the text of a Token, empty without one.
	Token string `json:"token,omitempty"`
}

// Help is one place where help was sought.
type Help struct {
	Channel string `json:"channel"`
	// Reached is nil when not answered, and for channels that are not the
	// administration's.
	Reached *bool `json:"reached,omitempty"`
	// Quality is 1–5, nil when not answered or nobody was reached.
	Quality *int `json:"quality,omitempty"`
}

// Receipt is the answer to a submission that was accepted.
type Receipt struct {
	// Key is the id that the client sent, Rating the id of the stored rating.
	Key     uuid.UUID `json:"id"`
	Rating  uuid.UUID `json:"rating"`
	Version int       `json:"version"`
	// Known says that this key and version had been received before: nothing
	// changed.
	Known bool `json:"-"`
}

// ParseSubmission reads the fields of a form: those of the JSON form, with
// help repeated and help_<channel>_reached=yes|no, help_<channel>_quality=1..5.
// It returns an *InvalidError that names every field it cannot read; what it
// reads still has to be checked by Validate.
func ParseSubmission(form url.Values) (Submission, error) {
	var bad []observatory.FieldError
	number := func(field string) *int {
		text := form.Get(field)
		if text == "" {
			return nil
		}
		n, err := strconv.Atoi(text)
		if err != nil {
			bad = append(bad, observatory.FieldError{Field: field, Reason: "must be a whole number"})
			return nil
		}
		return &n
	}
	s := Submission{
		ID: form.Get("id"), Procedure: form.Get("procedure"), Instrument: form.Get("instrument"),
		Satisfaction: form.Get("satisfaction"), Outcome: form.Get("outcome"), Channel: form.Get("channel"),
		Clarity: number("clarity"), HelpOtherText: form.Get("help_other_text"), Comment: form.Get("comment"),
		Lang: form.Get("lang"), Source: form.Get("source"), Button: form.Get("button"), Token: form.Get("token"),
	}
	if v := number("version"); v != nil {
		s.Version = cmp.Or(*v, -1) // 0 stands for a version that is absent
	}
	for _, channel := range form["help"] {
		h := Help{Channel: channel, Quality: number("help_" + channel + "_quality")}
		switch field := "help_" + channel + "_reached"; form.Get(field) {
		case "":
		case "yes", "no":
			reached := form.Get(field) == "yes"
			h.Reached = &reached
		default:
			bad = append(bad, observatory.FieldError{Field: field, Reason: "must be yes or no"})
		}
		s.Help = append(s.Help, h)
	}
	if bad != nil {
		return s, &observatory.InvalidError{Fields: bad}
	}
	return s, nil
}

// Form writes the submission as the fields that ParseSubmission reads.
func (s Submission) Form() url.Values {
	form := url.Values{}
	set := func(field, value string) {
		if value != "" {
			form.Set(field, value)
		}
	}
	for field, value := range map[string]string{
		"id": s.ID, "procedure": s.Procedure, "instrument": s.Instrument, "satisfaction": s.Satisfaction,
		"outcome": s.Outcome, "channel": s.Channel, "help_other_text": s.HelpOtherText, "comment": s.Comment,
		"lang": s.Lang, "source": s.Source, "button": s.Button, "token": s.Token,
	} {
		set(field, value)
	}
	if s.Version != 0 {
		form.Set("version", strconv.Itoa(s.Version))
	}
	if s.Clarity != nil {
		form.Set("clarity", strconv.Itoa(*s.Clarity))
	}
	for _, h := range s.Help {
		form.Add("help", h.Channel)
		if h.Reached != nil {
			form.Set("help_"+h.Channel+"_reached", map[bool]string{true: "yes", false: "no"}[*h.Reached])
		}
		if h.Quality != nil {
			form.Set("help_"+h.Channel+"_quality", strconv.Itoa(*h.Quality))
		}
	}
	return form
}

// Validate checks the submission against its instrument, after filling in
// what may be left out: version 1, instrument avis-1, channel online, outcome
// unknown. The error is an *InvalidError that names every wrong field.
func (s *Submission) Validate() error {
	s.setDefaults()
	var c observatory.Check
	_, err := uuid.Parse(s.ID)
	c.That(err == nil && len(s.ID) == 36, "id", "must be a UUID like 0197f0a2-0000-7000-8000-000000000000")
	c.That(s.Version >= 1 && s.Version <= MaxVersion, "version", "must be between 1 and "+strconv.Itoa(MaxVersion))
	instrument, ok := FindInstrument(s.Instrument)
	c.That(ok && instrument.Served, "instrument", "must be a questionnaire that is served: "+Avis1)
	c.OneOf("satisfaction", s.Satisfaction, SatisfactionCodes())
	c.OneOf("outcome", s.Outcome, Outcomes())
	c.OneOf("channel", s.Channel, observatory.Channels())
	if ok {
		c.Level("clarity", s.Clarity, instrument.ClarityLevels)
	}
	help(&c, s.Help)
	c.That(s.HelpOtherText == "" || slices.ContainsFunc(s.Help, func(h Help) bool { return h.Channel == HelpOther }),
		"help_other_text", "goes with the help channel "+HelpOther)
	c.Text("help_other_text", s.HelpOtherText, 200)
	c.Text("comment", s.Comment, MaxComment)
	c.That(s.Lang == "" || observatory.LanguageCode(s.Lang), "lang", "must be a language code like fr or pt-BR")
	if s.Source != "" {
		c.OneOf("source", s.Source, Sources())
	}
	c.That(s.Button == "" || observatory.ValidID(s.Button), "button", "must be at most 64 letters, digits, _ or -")
	if c.Bad != nil {
		return &observatory.InvalidError{Fields: c.Bad}
	}
	return nil
}

func (s *Submission) setDefaults() {
	if s.Version == 0 {
		s.Version = 1
	}
	s.Instrument = cmp.Or(s.Instrument, Avis1)
	s.Channel = cmp.Or(s.Channel, observatory.ChannelOnline)
	s.Outcome = cmp.Or(s.Outcome, OutcomeUnknown)
	s.Comment, s.HelpOtherText = observatory.CleanText(s.Comment), observatory.CleanText(s.HelpOtherText)
	s.Lang = strings.ToLower(s.Lang)
}

func help(c *observatory.Check, help []Help) {
	c.That(help == nil || len(help) > 0, "help", "must not be empty: leave it out when not asked, send [{\"channel\": \"none\"}] for no help")
	seen := map[string]bool{}
	for i, h := range help {
		field := fmt.Sprintf("help[%d]", i)
		c.OneOf(field+".channel", h.Channel, HelpChannels())
		c.That(!seen[h.Channel], field+".channel", "is given twice")
		seen[h.Channel] = true
		administration := slices.Contains(AdministrationHelp(), h.Channel)
		c.That(administration || h.Reached == nil, field+".reached", "is only asked of the administration's own channels")
		c.That(h.Quality == nil || administration && (h.Reached == nil || *h.Reached), field+".quality",
			"is only asked of a channel of the administration that was reached")
		c.Level(field+".quality", h.Quality, 5)
	}
	c.That(!seen[HelpNone] || len(help) == 1, "help", "none goes with no other channel")
}
