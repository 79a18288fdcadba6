package web

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
	embedPolicy = contentPolicy + "frame-ancestors *"
	// PicturePolicy is the Content-Security-Policy of every SVG answer.
	PicturePolicy = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
)

// The values are shared between answers: nobody changes them.
var (
	pagePolicyValue = []string{pagePolicy}
	noSniff         = []string{"nosniff"}
)

// Secure sets the headers that every answer carries. They are few: on a warm page
// headers are most of the work, and a ninth one makes their map grow. There is no
// Permissions-Policy, because it would forbid nothing: only the observatory's scripts
// run, and no page frames another.
func Secure(c *gin.Context) {
	h := c.Writer.Header()
	h["Content-Security-Policy"] = pagePolicyValue
	h["X-Content-Type-Options"] = noSniff
}

// OpenToAll lets pages of any origin read the open data.
func OpenToAll(c *gin.Context) { setOpenToAll(c.Writer.Header()) }

func setOpenToAll(h http.Header) {
	h.Set("Access-Control-Allow-Origin", "*")
	h.Set("Access-Control-Allow-Methods", "GET, HEAD, OPTIONS")
	h.Set("Access-Control-Allow-Headers", "If-None-Match")
	h.Set("Access-Control-Expose-Headers", "ETag, Retry-After")
}

// Framable lets other sites show the answer in a frame.
func Framable(c *gin.Context) { c.Header("Content-Security-Policy", embedPolicy) }
