package web

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/gin-gonic/gin"
)

// TestFileTags: a strong tag names the bytes that are sent, so that another coding has
// another one and a part may be asked for; a weak one is the same in every coding.
func TestFileTags(t *testing.T) {
	t.Parallel()
	body := bytes.Repeat([]byte("0123456789"), 300)
	drawn := NewFile(body, TypeText, Evergreen)
	built := drawn
	built.weak = true
	for _, test := range []struct {
		name   string
		file   File
		header http.Header
		status int
		tag    string
		length int
	}{
		{"drawn", drawn, http.Header{}, http.StatusOK, `"` + drawn.Tag + `plain"`, len(body)},
		{"drawn, gzip", drawn, http.Header{"Accept-Encoding": {"gzip"}}, http.StatusOK, `"` + drawn.Tag + `gzip"`, len(drawn.gzip())},
		{"drawn, brotli", drawn, http.Header{"Accept-Encoding": {"gzip, br"}}, http.StatusOK, `"` + drawn.Tag + `br"`, len(drawn.brotli())},
		{"drawn, a part", drawn, http.Header{"Range": {"bytes=0-9"}}, http.StatusPartialContent, `"` + drawn.Tag + `plain"`, 10},
		{"drawn, known", drawn, http.Header{"If-None-Match": {`"` + drawn.Tag + `plain"`}}, http.StatusNotModified, `"` + drawn.Tag + `plain"`, 0},
		{"drawn, known in another coding", drawn, http.Header{"If-None-Match": {`"` + drawn.Tag + `gzip"`}}, http.StatusOK, `"` + drawn.Tag + `plain"`, len(body)},
		{"built", built, http.Header{}, http.StatusOK, `W/"` + drawn.Tag + `"`, len(body)},
		{"built, brotli", built, http.Header{"Accept-Encoding": {"br"}}, http.StatusOK, `W/"` + drawn.Tag + `"`, len(drawn.brotli())},
		{"built, a part", built, http.Header{"Range": {"bytes=0-9"}}, http.StatusOK, `W/"` + drawn.Tag + `"`, len(body)},
		{"built, known", built, http.Header{"If-None-Match": {`W/"` + drawn.Tag + `"`}}, http.StatusNotModified, `W/"` + drawn.Tag + `"`, 0},
	} {
		engine := gin.New()
		engine.GET("/", test.file.Send)
		request := httptest.NewRequest(http.MethodGet, "/", nil)
		request.Header = test.header
		answer := httptest.NewRecorder()
		engine.ServeHTTP(answer, request)
		if answer.Code != test.status || answer.Header().Get("ETag") != test.tag || answer.Body.Len() != test.length {
			t.Errorf("%s: %d, ETag %s, %d bytes; want %d, %s, %d", test.name,
				answer.Code, answer.Header().Get("ETag"), answer.Body.Len(), test.status, test.tag, test.length)
		}
	}
}
