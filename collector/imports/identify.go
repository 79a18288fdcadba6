package imports

import (
	"slices"
	"strings"

	"servicequality/collector/imports/sheet"
	"servicequality/observatory"
)

// Lengths of an id that is made of two slugs, in characters; an id has at most
// 64.
const (
	longestID   = 64
	longestTail = 24
)

// identities finds the procedure that each row of a file is about.
type identities struct {
	file  *CatalogueFile
	known map[string]observatory.Procedure
	// lines tells on which line an id was taken.
	lines map[string]int
	// ids holds one id for each row, empty after a fault.
	ids  []string
	errs *sheet.FileError
}

// identify returns the id of each row's procedure: the one that the row gives,
// or that of the known procedure which has the row's old number as an alias,
// or one made of its title. Given ids are taken before others are made.
func (f *CatalogueFile) identify(known map[string]observatory.Procedure, errs *sheet.FileError) identities {
	found := identities{file: f, known: known, lines: map[string]int{}, ids: make([]string, len(f.rows)), errs: errs}
	byAlias := map[string]string{}
	for id, p := range known {
		for _, alias := range p.Aliases {
			byAlias[alias] = id
		}
	}
	rows := make([]observatory.Procedure, len(f.rows))
	for i, r := range f.rows {
		p := &rows[i]
		f.patch(p, r)
		if _, exists := known[p.ID]; !exists && slices.Contains(p.Aliases, xwiki+p.ID) && byAlias[xwiki+p.ID] != "" {
			p.ID = byAlias[xwiki+p.ID]
		}
		if p.ID != "" {
			found.take(i, p.ID)
		}
	}
	for i, p := range rows {
		if p.ID == "" {
			found.take(i, found.made(p))
		}
	}
	return found
}

func (s identities) take(i int, id string) {
	line := s.file.rows[i].Line
	first, taken := s.lines[id]
	switch {
	case id == "":
		s.errs.Add(line, s.file.header("id"), "is empty, and no id can be made of the title")
	case taken:
		s.errs.Add(line, s.file.header("id"), "%q is also the id of line %d", id, first)
	default:
		s.ids[i], s.lines[id] = id, line
	}
}

// made is a slug of the title, with the administration's when the first is
// another procedure's: another row's, or that of a known procedure of another
// administration.
func (s identities) made(p observatory.Procedure) string {
	id, tail := observatory.Slug(p.Title), observatory.Slug(p.Administration)
	_, taken := s.lines[id]
	if other, exists := s.known[id]; exists && s.file.has("administration") && other.Administration != p.Administration {
		taken = true
	}
	if !taken || id == "" || tail == "" {
		return id
	}
	if len(id)+1+len(tail) > longestID {
		tail = strings.Trim(tail[:min(len(tail), longestTail)], "-")
		id = strings.Trim(id[:min(len(id), longestID-1-len(tail))], "-")
	}
	return id + "-" + tail
}
