package widgets

import (
	"encoding/json"
	"math"

	"github.com/gin-gonic/gin"

	"servicequality/observatory/indicator"
)

// Colours that white text is read on, and that shares are told apart by.
const (
	inkDark   = "#1c1d2b"
	inkGrey   = "#55586d"
	inkRed    = "#9f2d14"
	inkYellow = "#7a5200"
	inkGreen  = "#14663d"
	inkViolet = "#5b2a86"
)

// badgePicture is a line of boxes.
type badgePicture struct {
	Text  string
	Lang  string
	Width float64
	Parts []badgePart
}

// badgePart is one box with a text in its middle.
type badgePart struct {
	Text, Fill          string
	Left, Width, Middle float64
}

// TextWidth is the width that the text is given.
func (p badgePart) TextWidth() float64 { return p.Width - badgeMargin }

// badgeMargin is the room beside the text of a box.
const badgeMargin = 16

// badge answers with the mark of a procedure, drawn or as JSON.
func (w *Widgets) badge(c *gin.Context) {
	o, format, ok := w.opinion(c, "svg", "json")
	switch {
	case !ok:
	case format == "json":
		w.sendOpinion(c, o)
	default:
		w.drawSVG(c, o.language, "badge.svg", o.badge())
	}
}

func (o opinion) badge() badgePicture {
	b := badgePicture{Text: o.sentence(), Lang: o.language.Code}
	add := func(text, fill string) {
		width := math.Ceil(textWidth(text, 12)) + badgeMargin
		b.Parts = append(b.Parts, badgePart{Text: text, Fill: fill, Left: b.Width, Width: width, Middle: b.Width + width/2})
		b.Width += width
	}
	add(o.language.T("badge.label"), inkDark)
	add(o.mark(), levelInk(o.figure.Level))
	if o.procedure.Synthetic {
		add(o.language.T("badge.synthetic"), inkViolet)
	}
	return b
}

func levelInk(level indicator.Level) string {
	switch level {
	case indicator.LevelGreen:
		return inkGreen
	case indicator.LevelYellow:
		return inkYellow
	case indicator.LevelRed:
		return inkRed
	}
	return inkGrey
}

// sendOpinion answers with what the badge and the card show, for machines.
func (w *Widgets) sendOpinion(c *gin.Context, o opinion) {
	body := struct {
		Procedure    string               `json:"procedure"`
		Title        string               `json:"title"`
		URL          string               `json:"url"`
		Lang         string               `json:"lang"`
		Text         string               `json:"text"`
		Synthetic    bool                 `json:"synthetic,omitempty"`
		Shares       []share              `json:"shares"`
		Satisfaction *indicator.Indicator `json:"satisfaction"`
	}{
		Procedure: o.procedure.ID, Title: o.procedure.Title, URL: w.base(c) + "/demarches/" + o.procedure.ID,
		Lang: o.language.Code, Text: o.sentence(), Synthetic: o.procedure.Synthetic, Shares: o.shares(),
	}
	if o.figure.State != "" {
		body.Satisfaction = &o.figure
	}
	text, err := json.Marshal(body)
	if err != nil {
		w.log.Error("cannot write a badge", "procedure", o.procedure.ID, "error", err)
		refusePicture(c, 500, "This badge could not be written.")
		return
	}
	w.sendPicture(c, append(text, '\n'), typeJSON)
}
