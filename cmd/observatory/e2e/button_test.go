package e2e

import (
	"net/http"
	"strings"
	"testing"
)

// TestButtons imports buttons, closes one of them, and takes that back.
func TestButtons(t *testing.T) {
	t.Parallel()
	in := serve(t, t.TempDir())
	in.run("import", "catalogue", catalogueFile(t, "passport,Demander un passeport,Intérieur,yes,jdma:7"))
	in.awaitForm("passport")
	open := buttonsFile(t, "jdma:7,page,Page de fin,button,,,", "passport,letter,Lettre,letter,post,,")
	if first := in.run("import", "buttons", open); !strings.Contains(first, "2 created, 0 updated, 0 unchanged") {
		t.Errorf("the first import:\n%s", first)
	}
	if again := in.run("import", "buttons", open); !strings.Contains(again, "0 created, 0 updated, 2 unchanged") || strings.Contains(again, "committed") {
		t.Errorf("the second import:\n%s", again)
	}
	visit := func(button string) (status int, body string) {
		response, err := http.Get(in.public + "/avis/passport?lang=fr&button=" + button)
		if err != nil {
			t.Fatal(err)
		}
		defer response.Body.Close()
		text := new(strings.Builder)
		if err := response.Write(text); err != nil {
			t.Fatal(err)
		}
		return response.StatusCode, text.String()
	}
	eventually(t, "the form of an open button", func() bool {
		status, body := visit("letter")
		return status == http.StatusOK && strings.Contains(body, `name="source" value="letter"`) && strings.Contains(body, `name="channel" value="post"`)
	})
	closing := in.run("import", "buttons", buttonsFile(t, "passport,letter,Lettre,letter,post,2026-01-01,L’enquête est finie."))
	eventually(t, "a closed button", func() bool {
		status, body := visit("letter")
		return status == http.StatusGone && strings.Contains(body, "L’enquête est finie.")
	})
	if status, _ := visit("page"); status != http.StatusOK {
		t.Errorf("the other button answers %d", status)
	}
	number := strings.TrimSpace(closing[strings.LastIndex(strings.TrimSpace(closing), " "):])
	in.run("import", "undo", number, "--yes")
	eventually(t, "an open button", func() bool {
		status, _ := visit("letter")
		return status == http.StatusOK
	})
}
