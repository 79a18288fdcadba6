package web

import (
	"encoding/json"
	"net/http"

	"github.com/gin-gonic/gin"

	"servicequality/observatory"
)

// typeProblem is the media type of a problem.
const typeProblem = "application/problem+json"

// Problem is what a program is told of a request that failed, as RFC 9457 has it.
type Problem struct {
	Status int
	// Detail says in a sentence what was wrong, and what to do.
	Detail string
	// Fields are those that were wrong; nil when no field was.
	Fields []observatory.FieldError
}

// Answer is the problem as an answer that is not finished.
func (p Problem) Answer() *Answer {
	text, err := json.Marshal(struct {
		Type   string                   `json:"type"`
		Title  string                   `json:"title"`
		Status int                      `json:"status"`
		Detail string                   `json:"detail"`
		Errors []observatory.FieldError `json:"errors,omitempty"`
	}{"about:blank", http.StatusText(p.Status), p.Status, p.Detail, p.Fields})
	if err != nil {
		panic(err) // texts and numbers always marshal
	}
	return &Answer{Status: p.Status, Media: typeProblem, Body: text}
}

// Send answers with the problem, and with no other header than its type.
func (p Problem) Send(c *gin.Context) {
	a := p.Answer()
	c.Data(a.Status, a.Media, a.Body)
}
