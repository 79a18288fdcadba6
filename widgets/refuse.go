package widgets

import (
	"errors"
	"net/http"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/gin-gonic/gin"

	"servicequality/observatory"
)

// retryAfter is how long a citizen is asked to wait, in seconds.
const retryAfter = "10"

// refuse answers what went wrong, in one place: each kind of error has its
// status and its page, and answers are kept wherever they can be.
func (w *Widgets) refuse(c *gin.Context, l *language, procedure *observatory.Procedure, s state, err error) {
	var (
		tooLarge *http.MaxBytesError
		invalid  *observatory.InvalidError
		tooMany  *observatory.TooManyError
	)
	switch {
	case errors.As(err, &tooLarge):
		w.say(c, http.StatusRequestEntityTooLarge, l, "large", "")
	case errors.Is(err, errUnreadable):
		w.say(c, http.StatusBadRequest, l, "unreadable", "")
	case errors.As(err, &tooMany):
		p := w.formPage(l, procedure, s)
		p.Notice = "many"
		c.Header("Retry-After", strconv.Itoa(int(tooMany.RetryAfter.Seconds())))
		w.render(c, http.StatusTooManyRequests, "form", l, p)
	case errors.As(err, &invalid) && invalid.Fields[0].Field == "token":
		w.refuseToken(c, l, procedure, s)
	case errors.As(err, &invalid):
		w.render(c, http.StatusUnprocessableEntity, "form", l, w.faultyPage(l, procedure, s, invalid))
	case errors.Is(err, observatory.ErrNotFound):
		w.sayUnknown(c, l)
	case errors.Is(err, observatory.ErrClosed):
		w.renderClosed(c, l, procedure, s.Button, procedure.ClosedMessage)
	case errors.Is(err, observatory.ErrConflict):
		w.sayLate(c, l, procedure, s)
	default:
		status := http.StatusServiceUnavailable
		if !errors.Is(err, observatory.ErrUnavailable) {
			w.log.Error("cannot accept a rating", "procedure", procedure.ID, "error", err)
			status = http.StatusInternalServerError
		}
		p := w.formPage(l, procedure, s)
		p.Notice = "retry"
		c.Header("Retry-After", retryAfter)
		w.render(c, status, "form", l, p)
	}
}

// faultyPage is the step again, with a sentence at each wrong answer and a
// summary of them. A field that no page asks was damaged on its way.
func (w *Widgets) faultyPage(l *language, procedure *observatory.Procedure, s state, invalid *observatory.InvalidError) formPage {
	p := w.formPage(l, procedure, s)
	prefix := l.T("error.prefix")
	p.Title = prefix + p.Title
	for _, wrong := range invalid.Fields {
		asked := p.question(s.formField(wrong.Field))
		if asked == nil {
			continue
		}
		key, args := s.explanation(asked.Field)
		asked.Error = l.T(key, args...)
		p.Faults = append(p.Faults, fault{asked.ID(), asked.Error})
	}
	if p.Faults == nil {
		sentence := l.T("error.damaged")
		p.Faults = []fault{{"", sentence}}
		p.Restart = "/avis/" + procedure.ID + "?lang=" + l.Code
	}
	return p
}

// sayLate says that what was sent before stays as it is.
func (w *Widgets) sayLate(c *gin.Context, l *language, procedure *observatory.Procedure, s state) {
	to := ""
	if s.rating != "" {
		to = s.address(procedure.ID, stepDone)
	}
	w.say(c, http.StatusConflict, l, "late", to)
}

// refuseToken shows the first step again after the link's token was refused:
// the citizen may send the same rating without it, as anybody may. On a later
// step that would be a second rating.
func (w *Widgets) refuseToken(c *gin.Context, l *language, procedure *observatory.Procedure, s state) {
	if s.Version > 0 {
		w.sayLate(c, l, procedure, s)
		return
	}
	s.Token = ""
	p := w.formPage(l, procedure, s)
	prefix := l.T("error.prefix")
	sentence := l.T("error.token")
	p.Title = prefix + p.Title
	p.Faults = []fault{{"", sentence}}
	w.render(c, http.StatusUnprocessableEntity, "form", l, p)
}

// formField is the name that a field of the submission has in the form:
// help[1].quality is asked as help_phone_quality.
func (s state) formField(field string) string {
	name, place, indexed := strings.Cut(field, "[")
	if !indexed || s.step != stepContact {
		return name
	}
	index, attribute, _ := strings.Cut(place, "].")
	if i, err := strconv.Atoi(index); err == nil && i >= 0 && i < len(s.Help) {
		return "help_" + s.Help[i].Channel + "_" + attribute
	}
	return name
}

// question finds the question that asks that field; nil when it was reported
// already or is not on the page.
func (p formPage) question(field string) *question {
	for _, group := range p.Groups {
		for i := range group.Questions {
			if q := &group.Questions[i]; q.Field == field && q.Error == "" {
				return q
			}
		}
	}
	return nil
}

// explanation is the key, with its arguments, of the sentence that says what
// is wrong with an answer.
func (s state) explanation(field string) (key string, args []any) {
	switch field {
	case "satisfaction", "help":
		return "error." + field, nil
	case "comment":
		return "error.comment", []any{utf8.RuneCountInString(s.Comment)}
	case "help_other_text":
		return "error.other", []any{utf8.RuneCountInString(s.HelpOtherText)}
	}
	return "error.choice", nil
}
