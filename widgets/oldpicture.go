package widgets

import (
	"bytes"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"net/http"
	"path"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"
	"golang.org/x/image/font"
	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"
	"golang.org/x/image/vector"

	"servicequality/web"
)

// oldHeight is the height of the buttons that pages have linked to.
const oldHeight = 52

// oldPicture draws, in our hand, a button that pages show from its old address:
// bouton-bleu-clair.svg, button-problem-ghost-dark.svg and the like.
func (w *Widgets) oldPicture(c *gin.Context) {
	name, format, _ := cutExtension(path.Base(c.Request.URL.Path))
	l := w.languages.all[0] // they were French
	key, known := oldLabel(name)
	if !known || format != "svg" && format != "png" {
		refusePicture(c, http.StatusNotFound, "There is no such picture.")
		return
	}
	p := buttonPicture{Label: l.T(key), Lang: l.Code, Direction: l.Direction(), Height: oldHeight, Light: oldColours(name)}
	if format == "svg" {
		w.drawSVG(c, l, "button.svg", p)
		return
	}
	body, err := buttonPNG(p)
	if err != nil {
		w.log.Error("cannot draw a button", "error", err)
		refusePicture(c, http.StatusInternalServerError, "This picture could not be drawn.")
		return
	}
	w.sendPicture(c, body, web.TypePNG)
}

// oldLabel returns the key of the message that the button of that name says; false for
// what is no button.
func oldLabel(name string) (key string, known bool) {
	for _, kind := range []string{"feedback", "problem", "remark"} {
		if strings.Contains(name, kind) {
			return "button." + kind, true
		}
	}
	return "button.label", strings.HasPrefix(name, "bouton") || strings.HasPrefix(name, "button")
}

// oldColours are those that the name tells: blue or white, for light or dark
// pages.
func oldColours(name string) colours {
	has := func(words ...string) bool {
		for _, word := range words {
			if strings.Contains(name, word) {
				return true
			}
		}
		return false
	}
	light, dark := solid()
	if has("blanc", "outline", "ghost", "white") {
		light, dark = negative()
	}
	if has("sombre", "dark") {
		return dark
	}
	return light
}

// buttonPNG draws a button for who shows no SVG: an e-mail. It has no face.
func buttonPNG(p buttonPicture) ([]byte, error) {
	parsed, err := opentype.Parse(gobold.TTF)
	if err != nil {
		return nil, err
	}
	face, err := opentype.NewFace(parsed, &opentype.FaceOptions{Size: p.Font(), DPI: 72, Hinting: font.HintingFull})
	if err != nil {
		return nil, err
	}
	defer face.Close() //nolint:errcheck // it holds memory alone
	text := font.MeasureString(face, p.Label).Ceil()
	size := image.Rect(0, 0, text+2*int(p.Margin()), p.Height)
	picture := image.NewRGBA(size)
	fillRound(picture, size, p.Light.Edge)
	fillRound(picture, size.Inset(2), p.Light.Fill)
	ink := font.Drawer{Dst: picture, Src: image.NewUniform(rgb(p.Light.Ink)), Face: face, Dot: fixed.P(int(p.Margin()), int(p.Baseline()))}
	ink.DrawString(p.Label)
	var out bytes.Buffer
	err = png.Encode(&out, picture)
	return out.Bytes(), err
}

// fillRound fills a rectangle whose ends are half circles.
func fillRound(on draw.Image, box image.Rectangle, fill string) {
	const k = 0.5523 // of the radius: a cubic curve that is nearly a quarter circle
	left, top, right, bottom := float32(box.Min.X), float32(box.Min.Y), float32(box.Max.X), float32(box.Max.Y)
	r := (bottom - top) / 2
	path := vector.NewRasterizer(on.Bounds().Dx(), on.Bounds().Dy())
	path.MoveTo(left+r, top)
	path.LineTo(right-r, top)
	path.CubeTo(right-r+k*r, top, right, top+r-k*r, right, top+r)
	path.CubeTo(right, bottom-r+k*r, right-r+k*r, bottom, right-r, bottom)
	path.LineTo(left+r, bottom)
	path.CubeTo(left+r-k*r, bottom, left, bottom-r+k*r, left, bottom-r)
	path.CubeTo(left, top+r-k*r, left+r-k*r, top, left+r, top)
	path.ClosePath()
	path.Draw(on, on.Bounds(), image.NewUniform(rgb(fill)), image.Point{})
}

// rgb reads a colour written #rrggbb.
func rgb(text string) color.Color {
	value, _ := strconv.ParseUint(strings.TrimPrefix(text, "#"), 16, 32) // our own colours
	return color.RGBA{uint8(value >> 16), uint8(value >> 8), uint8(value), 255}
}
