package e2e

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestFunnel follows a beacon and the hosted form to the figures of the open
// month, which survive a stop in order.
func TestFunnel(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	in := serve(t, data)
	in.run("import", "catalogue", catalogueFile(t, "passport,Demander un passeport,Intérieur,yes,jdma:7"))
	in.awaitForm("passport") // which opens it once at least
	beacon := func(body string) int {
		response, err := http.Post(in.public+"/api/v1/events", "text/plain;charset=UTF-8", strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		response.Body.Close()
		return response.StatusCode
	}
	if status := beacon(`{"procedure":"jdma:7","button":"page","events":{"offered":90,"seen":50}}`); status != http.StatusNoContent {
		t.Errorf("a beacon was answered %d", status)
	}
	if status := beacon(`{"procedure":"moon","events":{"offered":1}}`); status != http.StatusNotFound {
		t.Errorf("a beacon of an unknown procedure was answered %d", status)
	}
	submitPlainForm(t, in, "passport")
	in.stop()

	in = serve(t, data)
	in.run("job", "run", "tally") // the table of jobs would do it within a minute
	today := time.Now().In(paris(t)).Format(time.DateOnly)
	type funnel struct {
		State                                string
		Offered, Seen, Opened, Started, Sent uint64
	}
	var got funnel
	eventually(t, "the funnel of the open month", func() bool {
		got = getJSON[struct{ Funnel funnel }](in, in.admin+"/api/v1/procedures/passport?as_of="+today).Funnel
		return got.Sent == 1
	})
	if got.State != "indicative" || got.Offered != 90 || got.Seen != 50 || got.Opened == 0 || got.Opened > 50 || got.Started != 1 {
		t.Errorf("the funnel is %+v", got)
	}
}

// TestVolumes imports volumes twice and corrects them over HTTP, on the admin
// listener alone.
func TestVolumes(t *testing.T) {
	t.Parallel()
	in := serve(t, t.TempDir())
	in.run("import", "catalogue", catalogueFile(t, "passport,Demander un passeport,Intérieur,yes,jdma:7"))
	in.awaitForm("passport")
	file := filepath.Join(t.TempDir(), "volumes.csv")
	text := "procedure,period_start,period_end,channel,started,completed,method,source\n" +
		"jdma:7,2026-01-01,2026-03-31,online,1200,1000,counted,back office\npassport,2026-01-01,2026-03-31,all,,3000,estimated,\n"
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	if first := in.run("import", "volumes", file); !strings.Contains(first, "2 created, 0 updated, 0 unchanged") {
		t.Errorf("the first import:\n%s", first)
	}
	if again := in.run("import", "volumes", file); !strings.Contains(again, "0 created, 0 updated, 2 unchanged") || strings.Contains(again, "committed") {
		t.Errorf("the second import:\n%s", again)
	}
	state := func(address, completed string) int {
		body := `[{"procedure":"passport","period_start":"2026-01-01","period_end":"2026-03-31","channel":"online","completed":` + completed + `,"method":"counted"}]`
		response, err := http.Post(address+"/api/v1/volumes", "application/json", strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		response.Body.Close()
		return response.StatusCode
	}
	if status := state(in.admin, "3001"); status != http.StatusUnprocessableEntity {
		t.Errorf("more online than in all was answered %d", status)
	}
	if status := state(in.admin, "1100"); status != http.StatusOK {
		t.Errorf("a correction was answered %d", status)
	}
	if status := state(in.public, "1100"); status < 400 {
		t.Errorf("the public may state volumes: %d", status)
	}
	if after := in.run("import", "volumes", file, "--dry-run"); !strings.Contains(after, "0 created, 1 updated, 1 unchanged") {
		t.Errorf("after the correction:\n%s", after)
	}
}
