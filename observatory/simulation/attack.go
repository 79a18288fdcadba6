package simulation

import (
	"fmt"
	"math/bits"
	"slices"
	"strings"
)

// The attacker writes every public set as a vector over atoms, which are the
// citizens that no public set tells apart, and looks for sums and differences of
// any length in which almost everybody cancels out: their answers are those of
// the few who are left. Elimination finds them: all combinations together are a
// space, and those without a large atom one within it.

// prime is the modulus of the elimination, 2⁶¹ − 1: what cancels out modulo it
// and not in truth would be chance of one in 10¹⁸.
const prime = 1<<61 - 1

// attack returns the fewest citizens that a combination leaves, and in which
// public sets they are, when they are too few; how is empty when there is none.
func (p *publication) attack() (least int, how string) {
	rows, sizes := p.atoms()
	// Large atoms first: what elimination leaves without them is all that has none.
	order := make([]int, len(sizes))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return sizes[b].citizens - sizes[a].citizens })
	for i, row := range rows {
		sorted := make([]uint64, len(row))
		for k, atom := range order {
			sorted[k] = row[atom]
		}
		rows[i] = sorted
	}
	large := 0
	for large < len(order) && sizes[order[large]].citizens >= fewest {
		large++
	}
	pivots := eliminate(rows)
	least = fewest
	found := func(columns ...int) {
		n, where := 0, []string{}
		for _, k := range columns {
			n += sizes[order[k]].citizens
			where = append(where, p.describe(sizes[order[k]].of))
		}
		if n < least {
			least, how = n, strings.Join(where, "; ")
		}
	}
	// Two rows whose other columns are multiples of each other leave their pivots.
	alike := map[string]int{}
	for i, pivot := range pivots {
		if pivot < large {
			continue
		}
		var rest []int
		for k := large; k < len(order); k++ {
			if k != pivot && rows[i][k] != 0 {
				rest = append(rest, k)
			}
		}
		if few := append([]int{pivot}, rest...); len(few) < fewest {
			found(few...)
		}
		if len(rest) == 0 {
			continue
		}
		scale := inverse(rows[i][rest[0]])
		var key strings.Builder
		for _, k := range rest {
			fmt.Fprintf(&key, "%d:%d ", k, multiply(rows[i][k], scale))
		}
		if other, seen := alike[key.String()]; seen {
			found(pivot, other)
		} else {
			alike[key.String()] = pivot
		}
	}
	return least, how
}

// eliminate brings the rows into reduced echelon form, and returns the column of
// each row's first number; rows that are nothing come last and have none.
func eliminate(rows [][]uint64) (pivots []int) {
	if len(rows) == 0 {
		return nil
	}
	for column := range rows[0] {
		done := len(pivots)
		first := slices.IndexFunc(rows[done:], func(row []uint64) bool { return row[column] != 0 })
		if first < 0 {
			continue
		}
		rows[done], rows[done+first] = rows[done+first], rows[done]
		pivot := rows[done]
		scale := inverse(pivot[column])
		for k := column; k < len(pivot); k++ {
			pivot[k] = multiply(pivot[k], scale)
		}
		for i, row := range rows {
			if i == done || row[column] == 0 {
				continue
			}
			times := prime - row[column]
			for k := column; k < len(row); k++ {
				if pivot[k] != 0 {
					row[k] = (row[k] + multiply(times, pivot[k])) % prime
				}
			}
		}
		if pivots = append(pivots, column); len(pivots) == len(rows) {
			break
		}
	}
	return pivots
}

func multiply(a, b uint64) uint64 {
	high, low := bits.Mul64(a, b)
	return bits.Rem64(high, low, prime)
}

// inverse is a⁻¹ modulo the prime, by Fermat.
func inverse(a uint64) uint64 {
	result := uint64(1)
	for exponent := uint64(prime - 2); exponent > 0; exponent >>= 1 {
		if exponent&1 == 1 {
			result = multiply(result, a)
		}
		a = multiply(a, a)
	}
	return result
}

// atom is some citizens that are in the same public sets, of one of whom it
// keeps the number.
type atom struct{ citizens, of int }

// atoms joins the citizens that are in the same public sets; each set is a row
// that has a one for each of its atoms. Sets of the same citizens are one row.
func (p *publication) atoms() (rows [][]uint64, atoms []atom) {
	var sets []public
	known := map[string]bool{}
	for _, s := range p.sets {
		if key := string(signature(s.members)); !known[key] {
			known[key] = true
			sets = append(sets, s)
		}
	}
	rows = make([][]uint64, len(sets))
	index := map[string]int{}
	for c := range p.town {
		of := make([]bool, len(sets))
		for i, s := range sets {
			of[i] = s.members[c]
		}
		if !slices.Contains(of, true) {
			continue
		}
		key := string(signature(of))
		at, seen := index[key]
		if !seen {
			at = len(atoms)
			index[key] = at
			atoms = append(atoms, atom{of: c})
			for i := range rows {
				rows[i] = append(rows[i], one(of[i]))
			}
		}
		atoms[at].citizens++
	}
	return rows, atoms
}

func one(in bool) uint64 {
	if in {
		return 1
	}
	return 0
}

func signature(members []bool) []byte {
	text := make([]byte, len(members))
	for i, in := range members {
		text[i] = '0' + byte(one(in))
	}
	return text
}

// describe says which public sets a citizen is in.
func (p *publication) describe(c int) string {
	var in []string
	for _, s := range p.sets {
		if s.members[c] {
			in = append(in, s.label)
		}
	}
	return fmt.Sprintf("one of %s, in %s", p.town[c].day, strings.Join(in, ", "))
}
