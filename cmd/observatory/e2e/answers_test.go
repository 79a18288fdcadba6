package e2e

import (
	"context"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/target"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// TestSameAnswers gives the same answers through every way in: what is stored
// differs in source and identity alone.
func TestSameAnswers(t *testing.T) {
	t.Parallel()
	b, in := startBrowser(t), serve(t, t.TempDir())
	in.run("import", "catalogue", catalogueFile(t, "passport,Demander un passeport,Intérieur,yes,jdma:42", mark+",Marquer la fin,Intérieur,yes,"))
	in.awaitForm("passport")
	const link = "/avis/passport?button=page&source="
	ways := []struct {
		source string
		rate   func(in *instance)
	}{
		{"button", func(in *instance) {
			w := openHost(in.t.(*testing.T), b, host{procedure: "passport", more: ` button="page"`}.serve(in.t.(*testing.T), in))
			answerElement(w, w)
		}},
		{"iframe", func(in *instance) {
			w, inside := openFrame(in, b, in.public+"/embed/avis/passport?button=page&lang=fr")
			answerElement(w, inside)
		}},
		{"letter", func(in *instance) { answerForm(in, b, scriptOn, link+"letter") }},
		{"sms", func(in *instance) { answerForm(in, b, scriptOff, link+"sms") }},
		{"email", func(in *instance) { answerForm(in, b, scriptOff, "/Demarches/42?button=page&nd_source=email") }},
	}
	for _, way := range ways {
		t.Run(way.source, func(t *testing.T) { way.rate(in.on(t)) })
	}
	if n := counted(in, "passport"); n != uint64(len(ways)) {
		t.Fatalf("%d ratings, want %d", n, len(ways))
	}
	rows := stored(in, `SELECT * EXCEPT (id, ver, received_at, node, epoch, seq, inserted_at) FROM ratings FINAL WHERE procedure = 'passport' ORDER BY source`)
	var first string
	for _, row := range rows {
		source := row["source"]
		delete(row, "source")
		text, _ := json.Marshal(row) //nolint:errchkjson // it was JSON
		if first == "" {
			first = string(text)
			for _, part := range []string{`"comment":"Clair et rapide."`, `"help_other_text":"Au café"`, `"clarity":2`, `"satisfaction":3`, `"outcome":"done"`, `"button":"page"`, `"help.channel":["phone","other"]`} {
				if !strings.Contains(first, part) {
					t.Errorf("%s is not stored: %s", part, first)
				}
			}
		}
		if string(text) != first {
			t.Errorf("through %s: %s\nwant %s", source, text, first)
		}
	}
}

// answerElement answers all steps with the keyboard; the keys go to the page,
// and inside is where the element is.
func answerElement(keys, inside *tab) {
	keys.t.Helper()
	to := func(selector string) {
		keys.t.Helper()
		for range furthest {
			keys.press(kb.Tab)
			if eval[bool](inside, "Boolean("+focused+"?.matches("+quoted(selector)+"))") {
				return
			}
		}
		keys.t.Fatalf("Tab does not lead to %s", selector)
	}
	next := func(selector string) {
		keys.t.Helper()
		to("button")
		keys.press(kb.Enter)
		inside.await(selector, shadow(selector))
	}
	to("[name=satisfaction]")
	keys.press(kb.ArrowRight, kb.ArrowRight)
	next("[name=outcome]")
	to("[name=outcome]")
	keys.press(" ")
	to("[name=clarity]")
	keys.press(kb.ArrowRight)
	next("[name=help]")
	to("[value=phone]")
	keys.press(" ")
	to("[value=other]")
	keys.press(" ")
	next("[name=reached]")
	to("[name=reached]")
	keys.press(" ")
	to("[name=quality]")
	keys.press(kb.ArrowRight)
	next("textarea")
	to("#other")
	keys.press("Au café")
	to("textarea")
	keys.press("Clair et rapide.")
	next("code")
}

// answerForm gives the same answers in the hosted form.
func answerForm(in *instance, b *browser, script, address string) {
	in.t.Helper()
	w, status := b.open(in.t, view{"fr", "light", 1280, script}, in.public+address)
	if status != http.StatusOK {
		in.t.Fatalf("the form was answered %d", status)
	}
	w.rate()
	w.tabTo("[name=outcome]")
	w.press(" ")
	w.tabTo("[name=clarity]")
	w.press(kb.ArrowRight)
	w.goOn("step=help")
	w.tabTo("#help-phone")
	w.press(" ")
	w.tabTo("#help-other")
	w.press(" ")
	w.goOn("step=contact")
	w.tabTo("[name=help_phone_reached]")
	w.press(" ")
	w.tabTo("[name=help_phone_quality]")
	w.press(kb.ArrowRight)
	w.goOn("step=comment")
	w.tabTo("[name=help_other_text]")
	w.press("Au café")
	w.tabTo("textarea")
	w.press("Clair et rapide.")
	w.goOn("/merci?")
}

// openFrame opens a page that frames an address in a sandbox, and returns the
// page and what is inside the frame.
func openFrame(in *instance, b *browser, address string) (page, inside *tab) {
	in.t.Helper()
	return enterFrame(in, b, framing{address: address}.serve(in.t.(*testing.T), in), "/embed/")
}

// enterFrame opens a page and finds the frame whose address holds a path.
func enterFrame(in *instance, b *browser, address, path string) (page, inside *tab) {
	in.t.Helper()
	page, _ = b.open(in.t, view{"fr", "light", 1280, scriptOn}, address)
	return page, page.frame(path)
}

// frame finds a frame of another origin in the page.
func (w *tab) frame(path string) *tab {
	w.t.Helper()
	var found target.ID
	eventually(w.t, "the frame", func() bool {
		targets, err := chromedp.Targets(w.ctx)
		if err != nil {
			w.t.Fatal(err)
		}
		for _, info := range targets {
			if info.Type == "iframe" && strings.Contains(info.URL, path) {
				found = info.TargetID
			}
		}
		return found != ""
	})
	inside := &tab{t: w.t, browser: w.browser, view: w.view, requests: w.requests}
	ctx, end := chromedp.NewContext(w.ctx, chromedp.WithTargetID(found), chromedp.WithListener(w.listen))
	w.t.Cleanup(end)
	inside.ctx = ctx
	inside.await("the widget in the frame", "document.querySelector('mon-avis')?.shadowRoot?.querySelector('form')")
	return inside
}

// stored asks the embedded database of a running observatory.
func stored(in *instance, query string) (rows []map[string]any) {
	in.t.Helper()
	socket := engineSocket(in.t, in.data)
	client := &http.Client{Transport: &http.Transport{DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, "unix", socket)
	}}}
	defer client.CloseIdleConnections()
	response, err := client.Post("http://engine/?database=observatory", "text/plain", strings.NewReader(query+" FORMAT JSONEachRow"))
	if err != nil {
		in.t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil || response.StatusCode != http.StatusOK {
		in.t.Fatalf("%s: %s %v", response.Status, body, err)
	}
	for line := range strings.Lines(string(body)) {
		row := map[string]any{}
		if err := json.Unmarshal([]byte(line), &row); err != nil {
			in.t.Fatalf("%s: %v", line, err)
		}
		rows = append(rows, row)
	}
	return rows
}
