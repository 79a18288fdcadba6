package page

import (
	"strconv"

	"servicequality/observatory"
)

// Text is a text that is known.
type Text string

// Known is a word of a file, nil (null in JSON) where nothing is known.
func Known[S ~string](s S) *Text {
	if s == "" {
		return nil
	}
	t := Text(s)
	return &t
}

// Micro writes a number into a cell; as below, an empty cell is a value that is
// missing.
func Micro(m *observatory.Micro) string {
	if m == nil {
		return ""
	}
	return m.String()
}

// Count writes a number for a cell of a file; a nil one is an empty cell.
func Count(n *uint64) string {
	if n == nil {
		return ""
	}
	return strconv.FormatUint(*n, 10)
}

// Whole writes a number for a cell of a file, empty unless it is known.
func Whole(n uint64, known bool) string {
	if !known {
		return ""
	}
	return strconv.FormatUint(n, 10)
}

// Truth writes true or false for a cell of a file; nil is an empty cell.
func Truth(b *bool) string {
	if b == nil {
		return ""
	}
	return strconv.FormatBool(*b)
}

// TruthOf writes true or false for a cell of a file.
func TruthOf(b bool) string { return strconv.FormatBool(b) }
