package indicator_test

import (
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"

	"servicequality/observatory/indicator"
)

func TestPoolMonths(t *testing.T) {
	t.Parallel()
	type span = indicator.Span
	for _, c := range []struct {
		name   string
		months []uint64
		want   []span
	}{
		{"joined forward", []uint64{12, 45, 8, 33, 3, 60}, []span{{First: 0, Last: 1, Citizens: 57}, {First: 2, Last: 3, Citizens: 41}, {First: 4, Last: 5, Citizens: 63}}},
		{"the rest joins the last cell", []uint64{40, 35, 10}, []span{{First: 0, Last: 0, Citizens: 40}, {First: 1, Last: 2, Citizens: 45}}},
		{"too few in all", []uint64{5, 5, 5}, nil},
		{"exactly thirty", []uint64{30, 25, 5}, []span{{First: 0, Last: 0, Citizens: 30}, {First: 1, Last: 2, Citizens: 30}}},
		{"a few wait for the next ones", []uint64{30, 29, 1}, []span{{First: 0, Last: 1, Citizens: 59}}},
		{"a few join the next ones", []uint64{30, 29, 1, 4}, []span{{First: 0, Last: 0, Citizens: 30}, {First: 1, Last: 3, Citizens: 34}}},
		{"silent months stay outside", []uint64{0, 40, 0, 0, 35, 0}, []span{{First: 1, Last: 1, Citizens: 40}, {First: 4, Last: 4, Citizens: 35}}},
		{"a silent month inside a cell", []uint64{20, 0, 20}, []span{{First: 0, Last: 2, Citizens: 40}}},
		{"none", nil, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, indicator.PoolMonths(c.months)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestPoolCategories(t *testing.T) {
	t.Parallel()
	type category = indicator.Category
	for _, c := range []struct {
		name string
		in   []category
		want []category
	}{
		{"languages", []category{{Name: "fr", Citizens: 900}, {Name: "en", Citizens: 45}, {Name: "ar", Citizens: 20}, {Name: "es", Citizens: 8}},
			[]category{{Name: "fr", Citizens: 900}, {Citizens: 73, Pooled: []string{"es", "ar", "en"}}}},
		{"outcomes", []category{{Name: "done", Citizens: 500}, {Name: "gave_up", Citizens: 31}, {Name: "error", Citizens: 12}},
			[]category{{Name: "done", Citizens: 500}, {Citizens: 43, Pooled: []string{"error", "gave_up"}}}},
		{"the pool would take all", []category{{Name: "fr", Citizens: 90}, {Name: "en", Citizens: 10}}, nil},
		{"nothing to pool", []category{{Name: "en", Citizens: 30}, {Name: "fr", Citizens: 31}, {Name: "xx"}},
			[]category{{Name: "fr", Citizens: 31}, {Name: "en", Citizens: 30}}},
		{"one category", []category{{Name: "fr", Citizens: 900}}, nil},
		{"none", nil, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, indicator.PoolCategories(c.in)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestPooledCellsCannotBeSubtracted: every cell holds enough citizens, and
// nobody is lost.
func TestPooledCellsCannotBeSubtracted(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(30, 30))
	for range 5_000 {
		months := make([]uint64, random.IntN(14))
		categories := make([]indicator.Category, len(months))
		var total uint64
		for i := range months {
			months[i] = random.Uint64N(70)
			categories[i] = indicator.Category{Name: string(rune('a' + i)), Citizens: months[i]}
			total += months[i]
		}
		var pooled uint64
		for _, cell := range indicator.PoolMonths(months) {
			pooled += cell.Citizens
			if cell.Citizens < indicator.MinimumCell {
				t.Fatalf("months %v: a cell of %d", months, cell.Citizens)
			}
		}
		if total-pooled >= 5 && (pooled != 0 || total >= indicator.MinimumCell+5) {
			t.Fatalf("months %v: %d of %d citizens are left", months, pooled, total)
		}
		if len(months) > 1 {
			before, after := indicator.PoolMonths(months[:len(months)-1]), indicator.PoolMonths(months)
			grown := func(cells []indicator.Span) (n uint64) {
				for _, cell := range cells {
					n += cell.Citizens
				}
				return n
			}
			if grew := grown(after) - grown(before); indicator.Few(grew) {
				t.Fatalf("months %v: the last one is found to hold %d", months, grew)
			}
		}
		pooled = 0
		for _, cell := range indicator.PoolCategories(categories) {
			pooled += cell.Citizens
			if cell.Citizens < indicator.MinimumCell {
				t.Fatalf("categories %v: a cell of %d", months, cell.Citizens)
			}
		}
		if pooled != total && pooled != 0 {
			t.Fatalf("categories %v: %d of %d citizens are left", months, pooled, total)
		}
	}
}
