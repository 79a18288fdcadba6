package dashboard

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	imagedraw "image/draw"
	"image/png"
	"strings"

	"golang.org/x/image/font"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"

	"servicequality/dashboard/chart"
	"servicequality/dashboard/page"
	"servicequality/dashboard/snapshot"
	"servicequality/observatory"
	"servicequality/observatory/indicator"
	"servicequality/web"
)

const (
	// The size that social networks ask for, in pixels, and the margin.
	previewWidth, previewHeight = 1200, 630
	previewMargin               = 72
	// previewLines is how many lines a long title may take.
	previewLines = 3
)

// preview is the picture of a page for those who share its address: PNG, as
// social networks show no SVG. It is drawn here, offline, with the Go fonts.
type preview struct {
	Site, Title, Number, Detail, Foot string
	// Color paints the number, as 0xRRGGBB; Notice warns of invented data.
	Color  uint32
	Notice string
}

// previewLine is a line of text: so far from the margin, with its foot at y.
type previewLine struct {
	x, y int
	size float64
	bold bool
	ink  uint32
	text string
}

// canvas is a picture under way.
type canvas struct {
	*image.RGBA
	fonts page.Typeface
}

func (c canvas) write(l previewLine) error {
	face, err := c.face(l.size, l.bold)
	if err != nil {
		return err
	}
	defer face.Close()
	d := font.Drawer{Dst: c.RGBA, Src: image.NewUniform(rgb(l.ink)), Face: face, Dot: fixed.P(previewMargin+l.x, l.y)}
	d.DrawString(l.text)
	return nil
}

func (c canvas) face(size float64, bold bool) (font.Face, error) {
	weight := c.fonts.Regular
	if bold {
		weight = c.fonts.Bold
	}
	face, err := opentype.NewFace(weight, &opentype.FaceOptions{Size: size, DPI: 72})
	if err != nil {
		return nil, fmt.Errorf("cannot set the font of a preview: %w", err)
	}
	return face, nil
}

// wrap breaks a text into lines that fit, and marks what had to be left out.
func (c canvas) wrap(size float64, bold bool, width, most int, text string) ([]string, error) {
	face, err := c.face(size, bold)
	if err != nil {
		return nil, err
	}
	defer face.Close()
	var lines []string
	line := ""
	for _, word := range strings.Fields(text) {
		longer := strings.TrimSpace(line + " " + word)
		if line != "" && font.MeasureString(face, longer).Round() > width {
			lines, line = append(lines, line), word
			continue
		}
		line = longer
	}
	lines = append(lines, line)
	if len(lines) > most {
		lines = append(lines[:most-1], lines[most-1]+" …")
	}
	return lines, nil
}

func (c canvas) fill(r image.Rectangle, ink uint32) {
	imagedraw.Draw(c.RGBA, r, image.NewUniform(rgb(ink)), image.Point{}, imagedraw.Src)
}

// The colours of previews, those of the light pages, as 0xRRGGBB.
const (
	paperRGB  = 0xffffff
	inkRGB    = 0x161616
	faintRGB  = 0x5e5e5e
	accentRGB = 0x000091
	noticeRGB = 0x7a3300
)

func rgb(hex uint32) color.Color {
	return color.RGBA{uint8(hex >> 16), uint8(hex >> 8), uint8(hex), 0xff}
}

// levelRGB is the colour of a level's number; the level's word stands beside.
func levelRGB(level indicator.Level) uint32 {
	switch level {
	case indicator.LevelGreen:
		return 0x18753c
	case indicator.LevelYellow:
		return 0x7a5200
	case indicator.LevelRed:
		return 0xb0281a
	}
	return accentRGB
}

// png draws the preview.
func (p preview) png(fonts page.Typeface) ([]byte, error) {
	c := canvas{image.NewRGBA(image.Rect(0, 0, previewWidth, previewHeight)), fonts}
	c.fill(c.Bounds(), paperRGB)
	c.fill(image.Rect(0, 0, previewWidth, 16), accentRGB)
	for i, height := range []int{18, 28, 40} { // the site's sign
		x := previewMargin + i*20
		c.fill(image.Rect(x, 104-height, x+13, 104), accentRGB)
	}
	title, err := c.wrap(54, true, previewWidth-2*previewMargin, previewLines, p.Title)
	if err != nil {
		return nil, err
	}
	lines := []previewLine{
		{76, 102, 30, true, accentRGB, p.Site}, {0, 466, 112, true, p.Color, p.Number}, {0, 530, 34, false, inkRGB, p.Detail},
		{0, 588, 26, false, faintRGB, p.Foot}, {760, 102, 28, true, noticeRGB, p.Notice},
	}
	for i, text := range title {
		lines = append(lines, previewLine{0, 196 + i*64, 54, true, inkRGB, text})
	}
	for _, l := range lines {
		if err := c.write(l); err != nil {
			return nil, err
		}
	}
	var b bytes.Buffer
	if err := (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&b, c.RGBA); err != nil {
		return nil, fmt.Errorf("cannot write a preview: %w", err)
	}
	return b.Bytes(), nil
}

// sitePreview is the picture of every page that has none of its own.
func (d Dashboard) sitePreview(r *page.Request) (*web.Answer, error) {
	s, l := r.Snap.Summary, r.Loc
	return d.drawPreview(r, preview{
		Title: l.T("home.heading"), Number: l.Percent(s.Dematerialisation.Strict), Color: accentRGB,
		Detail: l.T("preview.online", l.Count(s.Online.Strict()), l.Count(s.Procedures)),
	}, r.Snap.AsOf, s.Synthetic)
}

// procedurePreview shows a procedure's mark with what it must not be read
// without.
func (d Dashboard) procedurePreview(r *page.Request, e snapshot.Entry) (*web.Answer, error) {
	f := page.NewFigure(r.Loc, e.Satisfaction)
	p := preview{Title: e.Procedure.Title, Number: f.StateName(), Detail: f.Reason(), Color: faintRGB}
	if f.Value != nil {
		p.Number, p.Color = f.Number()+f.Unit(), levelRGB(f.Level)
		p.Detail = r.Loc.T("preview.mark", f.LevelName(), f.Interval(), f.Answers())
	}
	return d.drawPreview(r, p, e.AsOf, e.Procedure.Synthetic)
}

func (d Dashboard) drawPreview(r *page.Request, p preview, asOf observatory.Day, synthetic bool) (*web.Answer, error) {
	p.Site, p.Foot = r.Loc.T("site.name"), r.Loc.T("freshness", r.Loc.Date(asOf))
	if synthetic {
		p.Notice = chart.Notice(r.Loc)
	}
	fonts, err := d.Typeface()
	if err != nil {
		return nil, err
	}
	picture, err := p.png(fonts)
	if err != nil {
		return nil, err
	}
	return &web.Answer{Media: web.TypePNG, Body: picture}, nil
}
