package sheet

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"unicode/utf8"
)

// errRefused ends the reading of a file that the guard refuses; the reason is
// in guard.refusal.
var errRefused = errors.New("refused")

// guard passes bytes on as long as they are UTF-8 text of a bearable size.
type guard struct {
	source io.Reader
	// left is how many bytes the file may still have, record how many may be
	// read before its owner sets it anew, once for each row.
	left   int64
	record int
	// lines counts the line ends that were passed on.
	lines int
	// tail holds the bytes of a character of which the end was not read yet.
	tail    []byte
	refusal *Fault
}

// Read implements io.Reader.
func (g *guard) Read(p []byte) (int, error) {
	if g.refusal != nil {
		return 0, errRefused
	}
	n, err := g.source.Read(p)
	g.left -= int64(n)
	g.record -= n
	switch {
	case g.left < 0:
		return g.refuse(0, "is larger than an import may be: split it")
	case g.record < -headBytes:
		return g.refuse(g.lines+1, fmt.Sprintf("is part of a row of more than %d KiB: is a quotation mark left open?", maxRecord>>10))
	}
	if bad, ok := g.invalid(p[:n], err == io.EOF); ok {
		return g.refuse(bad, "is not UTF-8 text: save the file as CSV UTF-8")
	}
	return n, err
}

func (g *guard) refuse(line int, reason string) (int, error) {
	g.refusal = &Fault{Line: line, Reason: reason}
	return 0, errRefused
}

// invalid returns the line of the first bytes that are no UTF-8.
func (g *guard) invalid(chunk []byte, last bool) (line int, bad bool) {
	text := chunk
	if len(g.tail) > 0 {
		text = slices.Concat(g.tail, chunk)
	}
	g.tail = nil
	if !utf8.Valid(text) {
		for at := 0; at < len(text); {
			r, size := utf8.DecodeRune(text[at:])
			if r != utf8.RuneError || size != 1 {
				at += size
				continue
			}
			if last || utf8.FullRune(text[at:]) {
				return g.lines + bytes.Count(text[:at], []byte("\n")) + 1, true
			}
			g.tail = bytes.Clone(text[at:])
			break
		}
	}
	g.lines += bytes.Count(chunk, []byte("\n"))
	return 0, false
}
