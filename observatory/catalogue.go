package observatory

import (
	"slices"
	"strings"
)

// Catalogue is an immutable snapshot of all procedures, indexed by id and by
// alias. It may be shared between goroutines.
type Catalogue struct {
	procedures []Procedure
	index      map[string]int
}

// NewCatalogue indexes the procedures, sorted by id. An id always wins over
// an alias of the same text; of two equal aliases the smaller id's wins.
func NewCatalogue(procedures []Procedure) *Catalogue {
	c := &Catalogue{procedures: slices.Clone(procedures), index: make(map[string]int, len(procedures)*2)}
	slices.SortFunc(c.procedures, func(a, b Procedure) int { return strings.Compare(a.ID, b.ID) })
	for i, p := range c.procedures {
		c.index[p.ID] = i
	}
	for i, p := range c.procedures {
		for _, alias := range p.Aliases {
			if _, taken := c.index[alias]; !taken {
				c.index[alias] = i
			}
		}
	}
	return c
}

// Find returns the procedure with that id or alias.
func (c *Catalogue) Find(idOrAlias string) (*Procedure, bool) {
	i, ok := c.index[idOrAlias]
	if !ok {
		return nil, false
	}
	return &c.procedures[i], true
}

// Procedures returns all procedures sorted by id; callers must not change
// them.
func (c *Catalogue) Procedures() []Procedure { return c.procedures }

// Synthetic says whether the catalogue holds demonstration data.
func (c *Catalogue) Synthetic() bool {
	return slices.ContainsFunc(c.procedures, func(p Procedure) bool { return p.Synthetic })
}
