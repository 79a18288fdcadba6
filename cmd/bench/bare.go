package main

import (
	"context"
	"fmt"
	"net"
	"net/http"

	"github.com/gin-gonic/gin"

	"servicequality/observatory/rating"
)

// bareCommand makes this program the handler that ours is compared with.
const bareCommand = "bare"

// serveBare serves what a handler does at the least: it binds the same body and
// answers, and keeps nothing.
func serveBare(ctx context.Context) error {
	gin.SetMode(gin.ReleaseMode)
	r := gin.New()
	r.POST(endpoint, func(c *gin.Context) {
		var s rating.Submission
		if err := c.ShouldBindJSON(&s); err != nil {
			c.Status(http.StatusBadRequest)
			return
		}
		c.JSON(http.StatusCreated, gin.H{"id": s.ID, "rating": s.ID, "version": s.Version})
	})
	servePage(r)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	fmt.Printf("bare handler at http://%s\n", l.Addr())
	server := &http.Server{Handler: r}
	go func() { <-ctx.Done(); _ = server.Close() }()
	if err := server.Serve(l); err != http.ErrServerClosed {
		return err
	}
	return nil
}
