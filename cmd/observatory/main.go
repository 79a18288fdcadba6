// Command observatory runs the service-quality observatory: it collects
// citizens' ratings of administrative procedures, counts them, and publishes
// what they say. `observatory serve` runs everything in one process, with an
// embedded ClickHouse.
//
// This package only introduces the others to each other: settings, wiring,
// lifecycle, and the sub-commands of operators.
package main

import (
	"context"
	"os"
)

func main() { os.Exit(run(context.Background(), os.Args[1:], os.Stdin, os.Stdout, os.Stderr)) }
