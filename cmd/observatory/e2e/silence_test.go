package e2e

import (
	"strings"
	"syscall"
	"testing"
)

// TestDatabaseSilent freezes the database: what readers have seen stays, and says
// since when it may be old, until the database answers again.
func TestDatabaseSilent(t *testing.T) {
	t.Parallel()
	in, newest, before := demonstration(t)
	shown := map[string]string{} // the heading of each page
	for _, address := range []string{"/", "/demarches", "/demarches/demo-declarer-ses-revenus", "/ministeres",
		"/editions", "/editions/" + newest, "/editions/" + before + "..." + newest, "/methodologie"} {
		address += "?lang=en"
		shown[address] = heading(string(in.get(address)))
	}
	const notice = "The database has not answered since"
	engine := in.engine()
	thaw := func() { syscall.Kill(engine, syscall.SIGCONT) } //nolint:errcheck // it may be gone
	t.Cleanup(thaw)
	if err := syscall.Kill(engine, syscall.SIGSTOP); err != nil {
		t.Fatal(err)
	}
	eventually(t, "the notice", func() bool { return strings.Contains(string(in.get("/?lang=en")), notice) })
	for address, want := range shown {
		page := string(in.get(address)) // 200, or the test fails
		if got := heading(page); got != want || want == "" {
			t.Errorf("%s: the heading is %q, want %q", address, got, want)
		}
	}
	in.get("/api/v1/summary")
	in.get("/demarches.csv")
	thaw()
	eventually(t, "current figures", func() bool { return !strings.Contains(string(in.get("/?lang=en")), notice) })
}

// heading is the markup of a page's first heading.
func heading(page string) string {
	_, rest, _ := strings.Cut(page, "<h1")
	text, _, _ := strings.Cut(rest, "</h1>")
	return text
}
