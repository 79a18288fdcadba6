package sheet

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"
)

// readTexts reads the texts that cells share; they refer to them by number.
func (p *parts) readTexts(name string) ([]string, error) {
	d, err := p.open(name)
	if err != nil {
		return nil, err
	}
	defer d.Close() //nolint:errcheck // only read
	var texts []string
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return texts, nil
		}
		if err != nil {
			return nil, err
		}
		if start, ok := token.(xml.StartElement); !ok || start.Name.Local != "si" {
			continue
		}
		text, err := readRichText(d)
		if err != nil {
			return nil, err
		}
		if texts = append(texts, text); len(texts) > maxCells {
			return nil, fmt.Errorf("it has more than %d texts", maxCells)
		}
	}
}

// readRichText puts the runs of a text together, up to the end of the element
// that holds them. How it is pronounced is left out.
func readRichText(d *part) (string, error) {
	var out strings.Builder
	depth, inText := 0, 0
	for {
		token, err := d.Token()
		if err != nil {
			return "", err
		}
		switch token := token.(type) {
		case xml.StartElement:
			if token.Name.Local == "rPh" {
				if err := d.Skip(); err != nil {
					return "", err
				}
				continue
			}
			depth++
			if token.Name.Local == "t" {
				inText = depth
			}
		case xml.CharData:
			if inText > 0 && inText == depth {
				out.Write(token)
			}
		case xml.EndElement:
			if depth == 0 {
				return unescape(out.String()), nil
			}
			if inText == depth {
				inText = 0
			}
			depth--
		}
	}
}

// readPlainText reads the text of an element to its end.
func readPlainText(d *part) (string, error) {
	var out strings.Builder
	for {
		token, err := d.Token()
		if err != nil {
			return "", err
		}
		switch token := token.(type) {
		case xml.StartElement:
			if err := d.Skip(); err != nil {
				return "", err
			}
		case xml.CharData:
			out.Write(token)
		case xml.EndElement:
			return out.String(), nil
		}
	}
}

// escaped is a character that XML cannot hold, as ECMA-376 writes it (part 1,
// §22.4.2.4), or the underscore of what only looks like one.
var escaped = regexp.MustCompile(`_x[0-9A-Fa-f]{4}_`)

func unescape(text string) string {
	if !strings.Contains(text, "_x") {
		return text
	}
	return escaped.ReplaceAllStringFunc(text, func(code string) string {
		r, err := strconv.ParseUint(code[2:6], 16, 16)
		if err != nil {
			return code
		}
		return string(rune(r))
	})
}
