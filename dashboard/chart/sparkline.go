package chart

import (
	"fmt"
	"html/template"
	"math"
	"strings"
)

// The box of a sparkline, in its own units; the style sheet gives its size and
// its colour (the line is drawn in currentColor).
const (
	sparkWidth  = 96
	sparkHeight = 24
	sparkMargin = 3
)

// Sparkline draws values from 0 to top as a small line for a table's cell, the
// last value as a dot. A value that is nil or no number is a gap. It is decoration beside a figure
// that is written out: screen readers skip it. Empty when there is no value.
func Sparkline(values []*float64, top float64) template.HTML {
	var b strings.Builder
	open, dot := false, ""
	for i, value := range values {
		if value == nil || math.IsNaN(*value) {
			open = false
			continue
		}
		x, y := sparkPoint(i, len(values), *value/top)
		command := "L"
		if !open {
			command = "M"
		}
		// Twice the same point: round line ends make a lone value visible.
		fmt.Fprintf(&b, "%s%.1f %.1f", command, x, y)
		if !open {
			fmt.Fprintf(&b, "L%.1f %.1f", x, y)
		}
		open = true
		dot = fmt.Sprintf(`<circle cx="%.1f" cy="%.1f" r="2.5" fill="currentColor"/>`, x, y)
	}
	if dot == "" {
		return ""
	}
	return template.HTML(fmt.Sprintf( // numbers alone: nothing to escape
		`<svg class="sparkline" viewBox="0 0 %d %d" width="%d" height="%d" aria-hidden="true" focusable="false">`+
			`<path d="%s" fill="none" stroke="currentColor" stroke-width="1.5" stroke-linecap="round" stroke-linejoin="round"/>%s</svg>`,
		sparkWidth, sparkHeight, sparkWidth, sparkHeight, b.String(), dot))
}

// sparkPoint is where the i-th of n values stands; share is the value's part
// of the scale, held between 0 and 1.
func sparkPoint(i, n int, share float64) (x, y float64) {
	x = sparkWidth / 2
	if n > 1 {
		x = sparkMargin + float64(i)*(sparkWidth-2*sparkMargin)/float64(n-1)
	}
	return x, sparkMargin + (1-min(max(share, 0), 1))*(sparkHeight-2*sparkMargin)
}
