package widgets

import (
	"bytes"
	"net/http"
	"strings"
	"unicode"

	"github.com/gin-gonic/gin"

	"servicequality/web"
)

// drawSVG answers with a picture, which pages of any site may show.
func (w *Widgets) drawSVG(c *gin.Context, l *language, template string, data any) {
	var body bytes.Buffer
	if err := l.pages.ExecuteTemplate(&body, template, data); err != nil {
		w.log.Error("cannot draw a picture", "picture", template, "error", err)
		c.String(http.StatusInternalServerError, "This picture could not be drawn. Please try again later.\n")
		return
	}
	w.sendPicture(c, body.Bytes(), web.TypeSVG)
}

// sendPicture answers with what was drawn. Without a public address the drawing
// may name the host that was asked for, and is to be asked for again.
func (w *Widgets) sendPicture(c *gin.Context, body []byte, media string) {
	age := web.Evergreen
	if w.publicURL == "" {
		age = "no-cache"
	}
	c.Header("Content-Security-Policy", web.PicturePolicy)
	send(c, web.NewFile(body, media, age))
}

// refusePicture says in a sentence why there is no picture.
func refusePicture(c *gin.Context, status int, sentence string) {
	openToSites(c.Writer.Header())
	c.String(status, sentence+"\n")
}

// textWidth estimates how wide a text is in a sans-serif font of that size.
// Pictures give texts this width, so that they fit whatever the font.
func textWidth(text string, size float64) float64 {
	width := 0.0
	for _, r := range text {
		switch {
		case strings.ContainsRune("iljtfrI.,:;'’|!()[] \u00a0", r):
			width += .32
		case strings.ContainsRune("mwMW%", r):
			width += .88
		case unicode.Is(unicode.Mn, r):
		case unicode.IsUpper(r):
			width += .7
		default:
			width += .56
		}
	}
	return width * size
}
