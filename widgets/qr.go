package widgets

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/boombuler/barcode"
	"github.com/boombuler/barcode/qr"
	"github.com/gin-gonic/gin"

	"servicequality/observatory/rating"
	"servicequality/web"
)

// Measures of a QR code: the quiet zone around it and the size of a module in
// pixels, on screens and in print.
const (
	quiet      = 4 // modules
	svgModule  = 6
	printPixel = 12
)

// qrPicture is a QR code as it is drawn.
type qrPicture struct {
	Label  string
	Size   int // in modules, with the quiet zone
	Pixels int
	Path   string
}

// qr draws the address of a procedure's form for posters, letters and counters.
func (w *Widgets) qr(c *gin.Context) {
	name, format, _ := cutExtension(c.Param("file"))
	procedure, ok := w.catalogue().Find(name)
	if !ok || format != "svg" && format != "png" {
		refusePicture(c, http.StatusNotFound, "There is no such QR code: it is /qr/PROCEDURE.svg or .png.")
		return
	}
	query, err := qrQuery(c.Request.URL.Query())
	if err != nil {
		refusePicture(c, http.StatusBadRequest, "There is no such QR code: "+err.Error()+".")
		return
	}
	address := w.base(c) + "/avis/" + procedure.ID + "?" + query.Encode()
	code, err := qr.Encode(address, qr.M, qr.Auto)
	if err != nil {
		w.log.Error("cannot make a QR code", "address", address, "error", err)
		refusePicture(c, http.StatusInternalServerError, "This QR code could not be drawn.")
		return
	}
	if format == "png" {
		w.sendPicture(c, qrPNG(code), web.TypePNG)
		return
	}
	l := w.languages.match(c.Query("lang"), "")
	label := l.T("qr.label", procedure.Title)
	size := code.Bounds().Dx() + 2*quiet
	w.drawSVG(c, l, "qr.svg", qrPicture{Label: label, Size: size, Pixels: size * svgModule, Path: qrPath(code)})
}

// qrQuery is what the coded address says: a QR code that does not tell its
// source is one.
func qrQuery(values url.Values) (url.Values, error) {
	s := rating.Submission{
		ID: "00000000-0000-7000-8000-000000000000", Satisfaction: "good", // what a rating must have, and an address has not
		Source: values.Get("source"), Channel: values.Get("channel"), Button: values.Get("button"), Outcome: values.Get("outcome"), Lang: values.Get("lang"),
	}
	if err := s.Validate(); err != nil {
		return nil, err
	}
	query := url.Values{"source": {"qr"}}
	for _, name := range []string{"source", "channel", "button", "outcome", "lang"} {
		if value := values.Get(name); value != "" {
			query.Set(name, value)
		}
	}
	return query, nil
}

// dark says whether the module is dark; modules of the quiet zone are not.
func dark(code barcode.Barcode, x, y int) bool {
	at := image.Pt(x-quiet, y-quiet)
	return at.In(code.Bounds()) && code.At(at.X, at.Y) == color.Black
}

// qrPath draws each run of dark modules as a rectangle.
func qrPath(code barcode.Barcode) string {
	var path strings.Builder
	size := code.Bounds().Dx() + 2*quiet
	for y := range size {
		for x := 0; x < size; x++ {
			start := x
			for dark(code, x, y) {
				x++
			}
			if x > start {
				fmt.Fprintf(&path, "M%d %dh%dv1h-%dz", start, y, x-start, x-start)
			}
		}
	}
	return path.String()
}

// qrPNG draws the code in black and white, one bit a pixel.
func qrPNG(code barcode.Barcode) []byte {
	size := (code.Bounds().Dx() + 2*quiet) * printPixel
	picture := image.NewPaletted(image.Rect(0, 0, size, size), color.Palette{color.White, color.Black})
	for y := range size {
		for x := range size {
			if dark(code, x/printPixel, y/printPixel) {
				picture.SetColorIndex(x, y, 1)
			}
		}
	}
	var out bytes.Buffer
	_ = png.Encode(&out, picture) // to memory
	return out.Bytes()
}

// cutExtension cuts "passeport.svg" into "passeport" and "svg"; the name may
// hold points.
func cutExtension(file string) (name, extension string, found bool) {
	at := strings.LastIndexByte(file, '.')
	if at < 0 {
		return file, "", false
	}
	return file[:at], file[at+1:], true
}

// sourceOr returns the source when there is such a one.
func sourceOr(told, otherwise string) string {
	if slices.Contains(rating.Sources(), told) {
		return told
	}
	return otherwise
}
