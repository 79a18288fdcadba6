package e2e

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
)

// trial is a way of rating a procedure that ends with one rating counted.
type trial struct {
	name string
	rate func(t *testing.T, b *browser, in *instance, procedure string)
}

// mark is a procedure whose ratings mark that all earlier ones are counted.
const mark = "mark"

// try runs each trial in one browser, on a procedure of its own that nobody
// has rated, and checks that one rating of it is counted.
func try(t *testing.T, trials []trial) {
	b := startBrowser(t)
	in := serve(t, t.TempDir())
	rows := []string{mark + ",Marquer la fin,Intérieur,yes,"}
	for _, trial := range trials {
		procedure := strings.ToLower(trial.name)
		rows = append(rows, fmt.Sprintf("%s,Demander un passeport,Intérieur,yes,jdma:%[1]s|jdma-form:%[1]s", procedure))
	}
	in.run("import", "catalogue", catalogueFile(t, rows...))
	in.awaitForm(mark)
	for _, trial := range trials {
		t.Run(trial.name, func(t *testing.T) {
			procedure, in := strings.ToLower(trial.name), in.on(t)
			trial.rate(t, b, in, procedure)
			if n := counted(in, procedure); n != 1 {
				t.Errorf("the procedure received %d ratings, want 1", n)
			}
		})
	}
}

// counted returns how many ratings of the procedure the public sees, once
// everything that was acknowledged before is counted: what is counted follows
// the order of acknowledgement, so it sends one rating of another procedure
// and waits for that. A count that was under way may have known that other
// procedure alone: where there is nothing, it does so twice.
func counted(in *instance, procedure string) uint64 {
	in.t.Helper()
	for range 2 {
		before := receivedOf(in, mark)
		status, answer, err := in.post(map[string]any{"id": key(int(before)), "procedure": mark, "satisfaction": "medium"})
		if err != nil || status != http.StatusCreated {
			in.t.Fatalf("the mark was answered %d %v %v", status, answer, err)
		}
		eventually(in.t, "the mark on the public counter", func() bool {
			in.run("job", "run", "tally")
			return receivedOf(in, mark) > before
		})
		if n := receivedOf(in, procedure); n > 0 {
			return n
		}
	}
	return 0
}

func receivedOf(in *instance, procedure string) uint64 {
	in.t.Helper()
	return getJSON[struct{ Received uint64 }](in, "/api/v1/procedures/"+procedure).Received
}
