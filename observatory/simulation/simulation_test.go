package simulation_test

import (
	"strings"
	"testing"

	"servicequality/observatory/simulation"
)

// TestRequirements runs every simulation at a bounded size: the same seed draws
// the same citizens.
func TestRequirements(t *testing.T) {
	t.Parallel()
	tables := 0
	for table := range tablesOf(simulation.Config{Seed: 1, Draws: 1000}) {
		tables++
		if len(table.Rows) == 0 {
			t.Errorf("%s: no line", table.Title)
		}
		if !table.Met() {
			var text strings.Builder
			if err := table.Write(&text); err != nil {
				t.Fatal(err)
			}
			t.Errorf("not met:\n%s", text.String())
		}
	}
	if tables != 7 {
		t.Errorf("%d simulations ran, want 7", tables)
	}
}

func tablesOf(cfg simulation.Config) func(func(simulation.Table) bool) {
	return func(yield func(simulation.Table) bool) { simulation.Run(cfg, yield) }
}
