package simulation

import (
	"testing"
)

// TestAttackFindsTheFew gives the attacker sets that hide a few citizens in
// every way that it is to know.
func TestAttackFindsTheFew(t *testing.T) {
	t.Parallel()
	type set struct {
		label    string
		from, to int
	}
	for _, c := range []struct {
		name string
		sets []set
		want int
	}{
		{"two sets that are one but for one", []set{{"headline", 0, 100}, {"variant", 0, 99}}, 1},
		{"a partition that lacks three", []set{{"headline", 0, 100}, {"fr", 0, 60}, {"en", 60, 97}}, 3},
		{"a difference that grows by two", []set{{"all", 0, 150}, {"part", 50, 150}, {"all", 0, 152}, {"part", 50, 150}}, 2},
		{"five at least", []set{{"headline", 0, 100}, {"fr", 0, 60}, {"en", 60, 95}}, fewest},
		{"nothing to subtract", []set{{"headline", 0, 100}}, fewest},
		{"nothing public", nil, fewest},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := &publication{town: make(town, 200)}
			for _, s := range c.sets {
				p.add(s.label, func(i int) bool { return i >= s.from && i < s.to })
			}
			least, how := p.attack()
			if least != c.want || (how == "") != (c.want == fewest) {
				t.Errorf("%d found by %q, want %d", least, how, c.want)
			}
		})
	}
}
