package simulation

import (
	"testing"
)

// TestAttackFindsTheFew gives the attacker sets that hide a few citizens in
// every way that it is to know.
func TestAttackFindsTheFew(t *testing.T) {
	t.Parallel()
	type set struct {
		month    int
		label    string
		from, to int
	}
	for _, c := range []struct {
		name string
		sets []set
		want int
	}{
		{"two sets that are one but for one", []set{{0, "headline", 0, 100}, {0, "variant", 0, 99}}, 1},
		{"a partition that lacks three", []set{{0, "headline", 0, 100}, {0, "fr", 0, 60}, {0, "en", 60, 97}}, 3},
		{"a difference that grows by two", []set{{0, "all", 0, 150}, {0, "part", 50, 150}, {1, "all", 0, 152}, {1, "part", 50, 150}}, 2},
		{"five at least", []set{{0, "headline", 0, 100}, {0, "fr", 0, 60}, {0, "en", 60, 95}}, fewest},
		{"nothing to subtract", []set{{0, "headline", 0, 100}}, fewest},
		{"nothing public", nil, fewest},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := &publication{town: make(town, 200)}
			for i := range p.town {
				p.town[i].level = i
			}
			for _, s := range c.sets {
				p.add(s.month, s.label, func(c citizen) bool { return c.level >= s.from && c.level < s.to })
			}
			least, how := p.attack()
			if least != c.want || (how == "") != (c.want == fewest) {
				t.Errorf("%d found by %q, want %d", least, how, c.want)
			}
		})
	}
}
