package imports

import "servicequality/collector/imports/sheet"

// layout says which columns a file may have, and how their names are compared.
type layout struct {
	// name goes into the report.
	name    string
	key     func(header string) string
	columns map[string]column
}

// binding ties a column to its place in a file.
type binding struct {
	column
	index int
	// header is the column's name in the file.
	header string
}

// ownLayout is the observatory's: the names of the columns are their own, and
// the words too.
func ownLayout() layout {
	l := layout{name: "the observatory's own columns", key: sheet.Fold, columns: map[string]column{}}
	for _, c := range columns() {
		set := c.set
		c.set = func(p *procedure, cell string) error { return set(p, sheet.Disarm(cell)) }
		l.columns[l.key(c.name)] = c
	}
	return l
}

// recognise tells the layout by the column that every file must have, the
// title.
func recognise(header []string) (l layout, known bool) {
	own, later := ownLayout(), false
	for _, name := range header {
		if own.columns[own.key(name)].name == "title" {
			return own, true
		}
		later = later || isLater(name)
	}
	public := publicLayout(later)
	for _, name := range header {
		known = known || public.columns[public.key(name)].name == "title"
	}
	return public, known
}

// bind ties the layout's columns to the file's; the others are ignored. Two
// columns that say the same are a fault: one of them would win unseen.
func (l layout) bind(t *sheet.Table) (bindings []binding, ignored []string) {
	seen := map[string]string{}
	for i, header := range t.Header {
		c, ok := l.columns[l.key(header)]
		if !ok {
			t.Leave(i)
		}
		switch first, twice := seen[c.name]; {
		case !ok && header != "":
			ignored = append(ignored, header)
		case !ok:
		case twice:
			t.Errs.Add(t.HeaderLine, header, "says the same as column %s: keep one of them", first)
		default:
			seen[c.name] = header
			bindings = append(bindings, binding{column: c, index: i, header: header})
		}
	}
	return bindings, ignored
}
