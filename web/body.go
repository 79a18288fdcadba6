package web

import (
	"net/http"

	"github.com/gin-gonic/gin"
)

// MaxForm is the most bytes that a form may send, or a program in its place.
const MaxForm = 16 << 10

// BoundForm makes the reading of the request's body fail with an *http.MaxBytesError
// beyond MaxForm.
func BoundForm(c *gin.Context) {
	c.Request.Body = http.MaxBytesReader(c.Writer, c.Request.Body, MaxForm)
}
