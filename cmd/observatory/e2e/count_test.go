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
			trial.rate(t, b, in.on(t), strings.ToLower(trial.name))
		})
	}
	settle(in)
	for _, trial := range trials {
		if n := receivedOf(in, strings.ToLower(trial.name)); n != 1 {
			t.Errorf("%s: the procedure received %d ratings, want 1", trial.name, n)
		}
	}
}

// counted returns how many ratings of the procedure the public sees, once
// everything that was acknowledged before is counted.
func counted(in *instance, procedure string) uint64 {
	in.t.Helper()
	settle(in)
	return receivedOf(in, procedure)
}

// settle waits until the public sees everything counted that was acknowledged
// before: it is shipped and counted, and then a rating of another procedure is
// given, which no older figures can have.
func settle(in *instance) {
	in.t.Helper()
	count := func() {
		in.t.Helper()
		eventually(in.t, "everything is shipped", func() bool {
			return getJSON[struct{ Journal struct{ Pending uint64 } }](in, in.admin+"/api/v1/health").Journal.Pending == 0
		})
		in.run("job", "run", "tally")
	}
	count()
	before := receivedOf(in, mark)
	status, answer, err := in.post(map[string]any{"id": key(int(before)), "procedure": mark, "satisfaction": "medium"})
	if err != nil || status != http.StatusCreated {
		in.t.Fatalf("the mark was answered %d %v %v", status, answer, err)
	}
	count()
	eventually(in.t, "the mark on the public counter", func() bool { return receivedOf(in, mark) > before })
}

func receivedOf(in *instance, procedure string) uint64 {
	in.t.Helper()
	return getJSON[struct{ Received uint64 }](in, "/api/v1/procedures/"+procedure).Received
}
