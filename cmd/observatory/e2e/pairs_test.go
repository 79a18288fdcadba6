package e2e

import "testing"

// pairs combines the values of several dimensions, each given by its number
// of values, so that any two values of two dimensions meet in some row. It is
// greedy: each row begins with a pair that has not met, and takes from every
// other dimension the value that makes most pairs meet. The same sizes always
// give the same rows.
func pairs(sizes ...int) [][]int {
	met := map[[4]int]bool{} // dimension and value, twice
	gain := func(row []int, at, value int) (n int) {
		for other, chosen := range row {
			if other != at && chosen >= 0 && !met[pair(at, value, other, chosen)] {
				n++
			}
		}
		return n
	}
	var rows [][]int
	for {
		row := firstUnmet(sizes, met)
		if row == nil {
			return rows
		}
		for at, value := range row {
			if value >= 0 {
				continue
			}
			best := 0
			for candidate := range sizes[at] {
				if gain(row, at, candidate) > gain(row, at, best) {
					best = candidate
				}
			}
			row[at] = best
		}
		for a := range row {
			for b := range a {
				met[pair(a, row[a], b, row[b])] = true
			}
		}
		rows = append(rows, row)
	}
}

// firstUnmet begins a row with the first pair that has not met: -1 stands for
// what is still open. It is nil when all have.
func firstUnmet(sizes []int, met map[[4]int]bool) []int {
	for a := range sizes {
		for b := range a {
			for value := range sizes[a] {
				for other := range sizes[b] {
					if met[pair(a, value, b, other)] {
						continue
					}
					row := make([]int, len(sizes))
					for i := range row {
						row[i] = -1
					}
					row[a], row[b] = value, other
					return row
				}
			}
		}
	}
	return nil
}

func pair(a, value, b, other int) [4]int {
	if a < b {
		return [4]int{a, value, b, other}
	}
	return [4]int{b, other, a, value}
}

// product combines every value of each dimension with every one of the others.
func product(sizes ...int) [][]int {
	rows := [][]int{{}}
	for _, size := range sizes {
		var longer [][]int
		for _, row := range rows {
			for value := range size {
				longer = append(longer, append(row[:len(row):len(row)], value))
			}
		}
		rows = longer
	}
	return rows
}

func TestPairs(t *testing.T) {
	t.Parallel()
	sizes := []int{30, 2, 2, 2, 3}
	rows := pairs(sizes...)
	for a := range sizes {
		for b := range a {
			met := map[[2]int]bool{}
			for _, row := range rows {
				met[[2]int{row[a], row[b]}] = true
			}
			if want := sizes[a] * sizes[b]; len(met) != want {
				t.Errorf("%d pairs of the dimensions %d and %d meet, want %d", len(met), a, b, want)
			}
		}
	}
	if least, all := 30*3, len(product(sizes...)); len(rows) > least+least/10 || all != 30*2*2*2*3 {
		t.Errorf("%d rows of %d: at least %d are needed, and few more", len(rows), all, least)
	}
}
