package widgets

import (
	"cmp"
	"math"

	"github.com/gin-gonic/gin"
)

// buttonPicture is a button as it is drawn.
type buttonPicture struct {
	Label     string
	Lang      string
	Direction string
	// Height is in CSS pixels, at least the 44 that a finger needs.
	Height int
	Light  colours
	// Dark is what readers of dark pages see, nil for the same.
	Dark *colours
}

// colours of a button. An empty Fill leaves the page's own.
type colours struct{ Fill, Ink, Edge string }

// The colours of the solid button and of its negative, on light and on dark
// pages.
func solid() (light, dark colours) {
	return colours{"#3a45a8", "#ffffff", "#3a45a8"}, colours{"#aab4ff", "#14152b", "#aab4ff"}
}

func negative() (light, dark colours) {
	return colours{"#ffffff", "#3a45a8", "#3a45a8"}, colours{"#14152b", "#aab4ff", "#aab4ff"}
}

// Measures of the drawing, in CSS pixels.
func (p buttonPicture) Font() float64      { return math.Round(float64(p.Height) * .36) }
func (p buttonPicture) TextWidth() float64 { return math.Ceil(textWidth(p.Label, p.Font())) }
func (p buttonPicture) FaceSize() float64  { return math.Round(float64(p.Height) * .55) }
func (p buttonPicture) Radius() float64    { return float64(p.Height)/2 - 1 }
func (p buttonPicture) Inner() int         { return p.Height - 2 }
func (p buttonPicture) Margin() float64    { return math.Round(float64(p.Height) * .4) }
func (p buttonPicture) FaceTop() float64   { return (float64(p.Height) - p.FaceSize()) / 2 }
func (p buttonPicture) Baseline() float64  { return float64(p.Height)/2 + p.Font()*.35 }

// Width is the width of the whole button.
func (p buttonPicture) Width() float64 {
	return 2*p.Margin() + p.FaceSize() + p.Font()/2 + p.TextWidth()
}

// InnerWidth is the width inside the edge.
func (p buttonPicture) InnerWidth() float64 { return p.Width() - 2 }

// FaceLeft and TextLeft say where the face and the text begin: the face comes
// first in the direction of reading.
func (p buttonPicture) FaceLeft() float64 {
	if p.Direction == "rtl" {
		return p.Width() - p.Margin() - p.FaceSize()
	}
	return p.Margin()
}

func (p buttonPicture) TextLeft() float64 {
	if p.Direction == "rtl" {
		return p.Margin()
	}
	return p.Margin() + p.FaceSize() + p.Font()/2
}

// buttonHeights are the sizes that /button.svg draws.
func buttonHeights() map[string]int { return map[string]int{"s": 44, "m": 52, "l": 64} }

// button draws the button in a language, size and theme.
func (w *Widgets) button(c *gin.Context) {
	l := w.languages.match(c.Query("lang"), "")
	label := l.T("button.label")
	p := buttonPicture{Label: label, Lang: l.Code, Direction: l.Direction(), Height: cmp.Or(buttonHeights()[c.Query("size")], 44)}
	light, dark := solid()
	switch themeOf(c) {
	case "light":
		p.Light = light
	case "dark":
		p.Light = dark
	default:
		p.Light, p.Dark = light, &dark
	}
	w.drawSVG(c, l, "button.svg", p)
}
