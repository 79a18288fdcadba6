package publish

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
)

// writer gathers files; after an error it does nothing.
type writer struct {
	files []File
	err   error
}

func (w *writer) write(name string, write func(io.Writer) error) {
	if w.err != nil {
		return
	}
	var b bytes.Buffer
	if err := write(&b); err != nil {
		w.err = fmt.Errorf("cannot write %s: %w", name, err)
		return
	}
	w.files = append(w.files, File{Name: name, Content: b.Bytes()})
}

// json writes a list with one element on a line, and anything else indented,
// so that two editions can be compared line by line.
func (w *writer) json(name string, value any) {
	w.write(name, func(out io.Writer) error {
		text, err := json.Marshal(value)
		if err != nil {
			return err
		}
		var elements []json.RawMessage
		if text[0] != '[' {
			var b bytes.Buffer
			if err := json.Indent(&b, text, "", "  "); err != nil {
				return err
			}
			_, err = out.Write(append(b.Bytes(), '\n'))
			return err
		}
		if err := json.Unmarshal(text, &elements); err != nil {
			return err
		}
		lines := make([][]byte, len(elements))
		for i, element := range elements {
			lines[i] = element
		}
		_, err = fmt.Fprintf(out, "[\n%s\n]\n", bytes.Join(lines, []byte(",\n")))
		return err
	})
}

// content returns a file that was written.
func (w *writer) content(name string) []byte {
	for _, f := range w.files {
		if f.Name == name {
			return f.Content
		}
	}
	return nil
}
