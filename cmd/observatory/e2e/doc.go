// Package e2e tests the built binary as its users meet it: on the command
// line, over HTTP, in a browser, and killed at the worst moment. It is a module
// of its own, so that the product's dependencies stay the product's.
package e2e
