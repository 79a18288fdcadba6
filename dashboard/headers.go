package dashboard

import (
	"net/http"

	"github.com/gin-gonic/gin"
)

const (
	contentPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; " +
		"connect-src 'self'; font-src 'self'; base-uri 'none'; form-action 'self'; require-trusted-types-for 'script'; "
	pagePolicy = contentPolicy + "frame-ancestors 'none'"
	// embedPolicy is that of the pages, save that any site may frame the
	// answer: a chart holds nothing to be clicked on unknowingly.
	embedPolicy   = contentPolicy + "frame-ancestors *"
	picturePolicy = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
)

// secure sets the headers that every answer carries.
func (d *Dashboard) secure(c *gin.Context) {
	h := c.Writer.Header()
	h.Set("Content-Security-Policy", pagePolicy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "strict-origin-when-cross-origin")
	h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
}

// openToAll lets pages of any origin read the open data.
func openToAll(c *gin.Context) { setOpenToAll(c.Writer.Header()) }

func setOpenToAll(h http.Header) {
	h.Set("Access-Control-Allow-Origin", "*")
	h.Set("Access-Control-Allow-Methods", "GET, HEAD, OPTIONS")
	h.Set("Access-Control-Allow-Headers", "If-None-Match")
	h.Set("Access-Control-Expose-Headers", "ETag, Retry-After")
}
