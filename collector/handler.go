package collector

import (
	"bytes"
	"net/http"
	"strconv"

	"github.com/gin-gonic/gin"

	"servicequality/observatory/rating"
	"servicequality/web"
)

// endpoint is where ratings are posted.
const endpoint = "/api/v1/ratings"

// Register adds POST /api/v1/ratings and its preflight. Any page may post: a
// rating carries no cookie and no credential.
func (c *Collector) Register(r gin.IRouter) {
	r.POST(endpoint, c.post)
	r.OPTIONS(endpoint, preflight)
}

func preflight(c *gin.Context) {
	h := c.Writer.Header()
	h.Set("Access-Control-Allow-Origin", "*")
	h.Set("Access-Control-Allow-Methods", http.MethodPost)
	h.Set("Access-Control-Allow-Headers", "Content-Type")
	h.Set("Access-Control-Max-Age", "86400")
	c.Status(http.StatusNoContent)
}

func (c *Collector) post(ctx *gin.Context) {
	receipt, err := c.receive(ctx)
	// Only now: thousands may have been waiting for the disk at once.
	h := ctx.Writer.Header()
	h.Set("Access-Control-Allow-Origin", "*")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Content-Type-Options", "nosniff")
	if err != nil {
		c.fail(ctx, err)
		return
	}
	status := http.StatusCreated
	if receipt.Known {
		status = http.StatusOK
	}
	ctx.Data(status, gin.MIMEJSON, appendReceipt(make([]byte, 0, 128), receipt))
}

// receive accepts the rating in the request's body.
func (c *Collector) receive(ctx *gin.Context) (rating.Receipt, error) {
	s, err := c.submission(ctx)
	if err != nil {
		c.metrics.received[outcomeOf(rating.Receipt{}, err)].Inc()
		return rating.Receipt{}, err
	}
	return c.Accept(ctx.Request.Context(), s)
}

// submission reads the request's body.
func (c *Collector) submission(ctx *gin.Context) (rating.Submission, error) {
	form, err := formOf(ctx.GetHeader("Content-Type"))
	if err != nil {
		return rating.Submission{}, err
	}
	buffer := c.buffers.Get().(*bytes.Buffer)
	defer c.buffers.Put(buffer)
	buffer.Reset()
	if err := readBody(ctx.Writer, ctx.Request, buffer, web.MaxForm); err != nil {
		return rating.Submission{}, err
	}
	return parseBody(buffer.Bytes(), form)
}

// appendReceipt writes the receipt as JSON, as encoding/json would.
func appendReceipt(dst []byte, r rating.Receipt) []byte {
	dst = append(dst, `{"id":"`...)
	dst = append(dst, r.Key.String()...)
	dst = append(dst, `","rating":"`...)
	dst = append(dst, r.Rating.String()...)
	dst = append(dst, `","version":`...)
	return append(strconv.AppendInt(dst, int64(r.Version), 10), '}')
}
