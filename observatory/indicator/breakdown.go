package indicator

import (
	"maps"
	"slices"
	"strings"

	"servicequality/observatory"
	"servicequality/observatory/rating"
)

// Dimension is one way to divide the citizens of a figure, and the name under
// which tallies hold it.
type Dimension string

// The dimensions. DimensionHelp tells those who were helped from those who did
// alone, DimensionOutcome where citizens stand with the procedure.
// DimensionButton divides the cells of DimensionSource further; it is for those
// who may see any day: cells within cells that change from month to month would
// give single answers away.
const (
	DimensionHelp    Dimension = "help"
	DimensionOutcome Dimension = "outcome"
	DimensionLang    Dimension = "lang"
	DimensionSource  Dimension = "source"
	DimensionButton  Dimension = "button"
)

// The dimensions of slices that breakdowns are made of. The value of a path is
// the source and the button, with a slash between.
const (
	sliceAutonomy = "autonomy"
	slicePath     = "path"
)

// SliceDimensions lists the dimensions of slices that figures are made of: all
// together, "", and those that breakdowns are made of.
func SliceDimensions() []string { return []string{"", string(DimensionLang), slicePath, sliceAutonomy} }

// The keys of cells that are no value of their dimension.
const (
	// CellOther is the pool of the small categories.
	CellOther = "other"
	// CellUnknown holds those of whom nothing is known.
	CellUnknown = "unknown"
	// CellWentToTheEnd, an outcome, holds those who got through and those who did
	// not say: the variant of that name.
	CellWentToTheEnd = VariantWentToTheEnd
)

// Dimensions returns the dimensions in the order of presentation.
func Dimensions() []Dimension {
	return []Dimension{DimensionHelp, DimensionOutcome, DimensionLang, DimensionSource, DimensionButton}
}

// Cell is the figure of one group of citizens. It has no level: groups differ
// in more than the procedure.
type Cell struct {
	Key string `json:"key"`
	// Within is the key of the cell of sources that a cell of buttons divides.
	Within string `json:"within,omitempty"`
	// Pooled lists what the cell "other" is made of.
	Pooled []string `json:"pooled,omitempty"`
	N      uint64   `json:"n"`
	// Value and its 95 % interval are nil where the interval is too wide.
	Value *observatory.Micro `json:"value"`
	Low   *observatory.Micro `json:"low"`
	High  *observatory.Micro `json:"high"`
}

// group is one category of a partition: who is in it.
type group struct {
	name string
	in   population
}

// breakdowns divides the sample's citizens by each dimension. Every partition
// is whole, the unknown included, so that nobody is found by subtraction.
func (j computation) breakdowns(rule Rule, main Sample) map[Dimension][]Cell {
	found := map[Dimension][]Cell{}
	for dimension, groups := range map[Dimension][]group{
		DimensionHelp:    j.groups(sliceAutonomy, verbatim),
		DimensionOutcome: outcomes(),
		DimensionLang:    j.groups(string(DimensionLang), verbatim),
		DimensionSource:  j.groups(slicePath, pathSource),
	} {
		if cells := j.cells(rule, main.Series, groups); cells != nil && !pooledEnd(cells) {
			found[dimension] = cells
		}
	}
	if !j.public() {
		if cells := j.buttons(rule, main.Series, found[DimensionSource]); cells != nil {
			found[DimensionButton] = cells
		}
	}
	if len(found) == 0 {
		return nil
	}
	return found
}

// public says whether everybody may see figures of the window.
func (j computation) public() bool { return j.window.AsOf() == j.window.AsOf().LastOfMonth() }

// groups lists the values of a dimension of the slices, by the name that each
// is given.
func (j computation) groups(dimension string, name func(value string) string) []group {
	values := map[string]map[string]bool{}
	for _, t := range j.tallies {
		for i := range t.Slices {
			if s := &t.Slices[i]; s.Dimension == dimension {
				key := name(s.Value)
				if values[key] == nil {
					values[key] = map[string]bool{}
				}
				values[key][s.Value] = true
			}
		}
	}
	var groups []group
	for _, key := range slices.Sorted(maps.Keys(values)) {
		members := values[key]
		groups = append(groups, group{key, func(s *rating.Slice) bool { return s.Dimension == dimension && members[s.Value] }})
	}
	return groups
}

// outcomes divides the headline's population by what came of the procedure. Those
// who went to the end are one group: their number is public already.
func outcomes() []group {
	groups := []group{{CellWentToTheEnd, variantOf(Rules, VariantWentToTheEnd)}}
	for _, outcome := range []string{rating.OutcomeNotEligible, rating.OutcomeGaveUp, rating.OutcomeError} {
		groups = append(groups, group{outcome, func(s *rating.Slice) bool { return s.Outcome == outcome && s.Headline() }})
	}
	return groups
}

// pooledEnd says whether those who went to the end are in a pool with others: the
// variant of that name would tell who the others are.
func pooledEnd(cells []Cell) bool {
	return slices.ContainsFunc(cells, func(c Cell) bool { return slices.Contains(c.Pooled, CellWentToTheEnd) })
}

// cells pools the groups and gives each cell its figure.
func (j computation) cells(rule Rule, series string, groups []group) []Cell {
	members := make(map[string]population, len(groups))
	var categories []Category
	for _, g := range groups {
		in := ofSeries(rule.Question, series, g.in)
		members[g.name] = in
		categories = append(categories, Category{
			Name: g.name, Citizens: citizens(j.tallies, rule.Question, observatory.Always(), in), Moves: j.moves(rule.Question, in),
		})
	}
	var cells []Cell
	for _, c := range PoolCategories(categories) {
		in, key := members[c.Name], c.Name
		if c.Pooled != nil {
			key = CellOther
			in = func(s *rating.Slice) bool {
				return slices.ContainsFunc(c.Pooled, func(name string) bool { return members[name](s) })
			}
		}
		cell := rule.cell(key, gather(j.tallies, rule.Question, series, in))
		cell.Pooled = c.Pooled
		cells = append(cells, cell)
	}
	return cells
}

// cell is the figure of a group's sample.
func (r Rule) cell(key string, s Sample) Cell {
	cell := Cell{Key: key, N: s.Citizens.C}
	if low, high := r.limits(s.Counts, s.deff(r.Question)); r.CellPublishable(cell.N, low, high) {
		cell.Value, cell.Low, cell.High = s.Counts.Mean().Micro(r.Unit.Scale()), &low, &high
	}
	return cell
}

// buttons divides each cell of sources by button, so that the cells of both
// dimensions nest and none is found by subtracting the others.
func (j computation) buttons(rule Rule, series string, sources []Cell) []Cell {
	if sources == nil {
		sources = []Cell{{}} // all sources together
	}
	var all []Cell
	divided := false
	for _, source := range sources {
		within := func(path string) bool {
			name := pathSource(path)
			return source.Key == "" || name == source.Key || source.Key == CellOther && slices.Contains(source.Pooled, name)
		}
		groups := slices.DeleteFunc(j.groups(slicePath, verbatim),
			func(g group) bool { return !within(g.name) })
		cells := j.cells(rule, series, groups)
		divided = divided || cells != nil
		if cells == nil {
			cells = []Cell{{Key: onlyButton(groups), N: source.N, Value: source.Value, Low: source.Low, High: source.High}}
		}
		for _, cell := range cells {
			cell.Within = source.Key
			if cell.Pooled == nil && cell.Key != CellOther {
				cell.Key = pathButton(cell.Key)
			}
			for i, path := range cell.Pooled {
				cell.Pooled[i] = pathButton(path)
			}
			all = append(all, cell)
		}
	}
	if !divided {
		return nil
	}
	return all
}

// onlyButton is the path of a group that stands alone, or the pool of several.
func onlyButton(groups []group) string {
	if len(groups) == 1 {
		return groups[0].name
	}
	return CellOther
}

func pathSource(path string) string {
	source, _, _ := strings.Cut(path, "/")
	return orUnknown(source)
}

func pathButton(path string) string {
	_, button, _ := strings.Cut(path, "/")
	return orUnknown(button)
}

func orUnknown(name string) string {
	if name == "" {
		return CellUnknown
	}
	return name
}

// sources counts the citizens of the tallies by how the question reached them.
func sources(tallies []rating.Tally) map[string]uint64 {
	mix := map[string]uint64{}
	for _, t := range tallies {
		for i := range t.Slices {
			if s := &t.Slices[i]; s.Dimension == slicePath {
				mix[pathSource(s.Value)] += s.Citizens
			}
		}
	}
	return mix
}
