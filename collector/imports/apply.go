package imports

import (
	"servicequality/collector/imports/sheet"
	"servicequality/observatory"
)

// Changes is what a catalogue file makes of the procedures that are known,
// each list in the order of the file, whole procedures as they shall be.
type Changes struct {
	Created   []observatory.Procedure
	Updated   []observatory.Procedure
	Unchanged []observatory.Procedure
	// WithoutTotal counts the shares of online transactions that were left
	// out because no total volume goes with them.
	WithoutTotal int
}

// Apply patches the procedures of the current catalogue, which may be nil and
// is not changed, and makes those that it does not have. Demonstration data is
// not patched: what has its id is created anew. The error is a *FileError, for
// what is right in the file but not beside what is known.
func (f *CatalogueFile) Apply(current *observatory.Catalogue) (Changes, error) {
	errs := &sheet.FileError{File: f.name}
	known := map[string]observatory.Procedure{}
	if current != nil {
		for _, p := range current.Procedures() {
			if !p.Synthetic {
				known[p.ID] = p
			}
		}
	}
	ids := f.identify(known, errs).ids
	var changes Changes
	all := columns()
	patched := make([]observatory.Procedure, len(f.rows))
	for i, r := range f.rows {
		before, exists := known[ids[i]]
		p := before
		if !exists {
			p = unknownProcedure()
		}
		f.patch(&p, r)
		p.ID = ids[i]
		f.checkTogether(&p, r.Line, errs)
		changes.settleShare(&p)
		switch {
		case !exists:
			changes.Created = append(changes.Created, p)
		case same(&before, &p, all):
			changes.Unchanged = append(changes.Unchanged, p)
		default:
			changes.Updated = append(changes.Updated, p)
		}
		patched[i] = p
	}
	f.checkAliases(known, patched, errs)
	if err := errs.OrNil(); err != nil {
		return Changes{}, err
	}
	return changes, nil
}

// settleShare keeps a declared share only where it says something: beside a
// total, and instead of the online volume.
func (c *Changes) settleShare(p *observatory.Procedure) {
	switch {
	case p.VolumeShare == nil:
	case p.VolumeOnline != nil:
		p.VolumeShare = nil
	case p.VolumeTotal == nil:
		p.VolumeShare = nil
		c.WithoutTotal++
	}
}

// checkAliases refuses a row whose alias belongs to another procedure: a link
// would lead to either.
func (f *CatalogueFile) checkAliases(known map[string]observatory.Procedure, patched []observatory.Procedure, errs *sheet.FileError) {
	column := f.header("aliases")
	if !f.has("aliases") {
		column = f.header("id") // which the public files' aliases are made of
	}
	owners, inFile := map[string]string{}, map[string]bool{}
	for _, p := range patched {
		inFile[p.ID] = true
	}
	for id, p := range known {
		for _, alias := range p.Aliases {
			if !inFile[id] {
				owners[alias] = id
			}
		}
	}
	for i, p := range patched {
		for _, alias := range p.Aliases {
			if owner, taken := owners[alias]; taken && owner != p.ID {
				errs.Add(f.rows[i].Line, column, "alias %s already belongs to procedure %s", alias, owner)
			}
			owners[alias] = p.ID
		}
	}
}
