package widgets

import (
	"fmt"
	"strings"

	"github.com/gin-gonic/gin"
)

// Measures of the card, in CSS pixels.
const (
	cardWidth  = 420
	cardMargin = 20
)

// cardPicture is what citizens said, on a card that a page can show.
type cardPicture struct {
	Title, Text     string
	Lang, Direction string
	Width, Height   int
	Lines           []cardLine
	Bars            []cardBar
	BarTop          float64
}

type cardLine struct {
	Text       string
	Top        float64
	Size       int
	Bold, Soft bool
}

// cardBar is the share of one answer; the text beside it says the same.
type cardBar struct {
	Left, Width float64
	Fill        string
}

// InnerWidth and InnerHeight are those inside the edge, Start is where lines
// begin.
func (p cardPicture) InnerWidth() int  { return p.Width - 1 }
func (p cardPicture) InnerHeight() int { return p.Height - 1 }

func (p cardPicture) Start() int {
	if p.Direction == "rtl" {
		return p.Width - cardMargin
	}
	return cardMargin
}

// card answers with the mark, its interval, what it is made from and the three
// shares.
func (w *Widgets) card(c *gin.Context) {
	if o, _, ok := w.opinion(c, "svg"); ok {
		w.drawSVG(c, o.language, "card.svg", o.card())
	}
}

func (o opinion) card() cardPicture {
	p := cardPicture{
		Title: o.language.T("badge.label") + " – " + o.procedure.Title, Text: o.sentence(),
		Lang: o.language.Code, Direction: o.language.Direction(), Width: cardWidth,
	}
	top := float64(cardMargin)
	add := func(line cardLine) {
		if line.Text == "" {
			return
		}
		top += float64(line.Size) * 1.4
		line.Top = top
		p.Lines = append(p.Lines, line)
	}
	for _, line := range wrap(o.procedure.Title, 16, cardWidth-2*cardMargin) {
		add(cardLine{Text: line, Size: 16, Soft: true})
	}
	add(cardLine{Text: o.mark(), Size: 30, Bold: true})
	add(cardLine{Text: o.interval(), Size: 16})
	if o.shown() {
		add(cardLine{Text: o.basis(), Size: 14, Soft: true})
	}
	if shares := o.shares(); shares != nil {
		p.BarTop = top + 14
		top += 28
		left, words := float64(cardMargin), ""
		for i, s := range shares {
			width := float64(cardWidth-2*cardMargin) * float64(s.Percent) / 100
			p.Bars = append(p.Bars, cardBar{Left: left, Width: width, Fill: []string{inkRed, inkYellow, inkGreen}[i]})
			left += width
			words += fmt.Sprintf("%s %d %%   ", s.Label, s.Percent)
		}
		add(cardLine{Text: words, Size: 14})
	}
	if o.procedure.Synthetic {
		add(cardLine{Text: o.language.T("badge.synthetic"), Size: 14, Bold: true})
	}
	p.Height = int(top) + cardMargin
	return p
}

// wrap cuts a text into lines that are not wider than that.
func wrap(text string, size, width float64) []string {
	var lines []string
	for _, word := range strings.Fields(text) {
		if n := len(lines); n > 0 && textWidth(lines[n-1]+" "+word, size) <= width {
			lines[n-1] += " " + word
		} else {
			lines = append(lines, word)
		}
	}
	return lines
}
