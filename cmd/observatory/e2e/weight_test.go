package e2e

import "testing"

// transferred is what the page has cost so far, in bytes as they were sent,
// headers included.
const transferred = `[...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')].reduce((n, e) => n + e.transferSize, 0)`

const (
	// mostBare is what the home page may cost a reader without script, its
	// pictures of charts included, mostCharted one whose browser draws them.
	mostBare    = 30 << 10
	mostCharted = 260 << 10
)

// weighHome scrolls through the home page and weighs it, without script and
// with it, each time in a browser that has nothing of it yet.
func weighHome(t *testing.T, b *browser, in *instance) {
	for script, most := range map[string]int{scriptOff: mostBare, scriptOn: mostCharted} {
		t.Run(script, func(t *testing.T) {
			w := page{"home", "/", 200, nil}.show(t, b, in, view{"fr", "light", 1280, script})
			switch bytes := eval[int](w, transferred); {
			case bytes > most:
				t.Errorf("the home page costs %d bytes, %s; at most %d", bytes, script, most)
			case bytes < 1000:
				t.Errorf("the browser knows of %d bytes alone", bytes)
			default:
				t.Logf("%d bytes, %s", bytes, script)
			}
		})
	}
}
