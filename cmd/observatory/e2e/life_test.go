package e2e

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// catalogueFile writes a small catalogue of our own columns.
func catalogueFile(t testing.TB, rows ...string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "catalogue.csv")
	text := "id,title,ministry,online,aliases\n" + strings.Join(rows, "\n") + "\n"
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// buttonsFile writes buttons as their import reads them.
func buttonsFile(t testing.TB, rows ...string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "buttons.csv")
	text := "procedure,button,name,source,channel,closed_on,message\n" + strings.Join(rows, "\n") + "\n"
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// key makes a UUIDv7 of the present, as the widget does.
func key(n int) string {
	ms := time.Now().UnixMilli()
	return fmt.Sprintf("%08x-%04x-7%03x-8000-%012x", ms>>16, ms&0xffff, n>>12&0xfff, n)
}

// received is the public receipt counter.
func received(in *instance) uint64 { return getJSON[summary](in, "/api/v1/summary").Received }

// TestLifeOfOneRating follows ratings from the API and the plain form to the
// public counter and the figures of the open month.
func TestLifeOfOneRating(t *testing.T) {
	t.Parallel()
	in := serve(t, t.TempDir())
	in.run("import", "catalogue", catalogueFile(t, "passport,Demander un passeport,Intérieur,yes,xwiki:823"))
	in.awaitForm("passport")
	rating := map[string]any{"id": key(1), "procedure": "passport", "satisfaction": "good"}
	status, first, err := in.post(rating)
	if err != nil || status != http.StatusCreated || first["id"] != rating["id"] {
		t.Fatalf("the first rating was answered %d %v %v", status, first, err)
	}
	status, again, err := in.post(rating)
	if err != nil || status != http.StatusOK || again["rating"] != first["rating"] {
		t.Errorf("the same rating again was answered %d %v %v", status, again, err)
	}
	other := map[string]any{"id": rating["id"], "procedure": "passport", "satisfaction": "bad"}
	if status, _, err = in.post(other); err != nil || status != http.StatusConflict {
		t.Errorf("the same key with another answer was answered %d %v", status, err)
	}
	status, _, err = in.postForm(url.Values{"id": {key(2)}, "procedure": {"xwiki:823"}, "satisfaction": {"medium"}, "clarity": {"4"},
		"help": {"phone"}, "help_phone_reached": {"yes"}, "help_phone_quality": {"5"}})
	if err != nil || status != http.StatusCreated {
		t.Errorf("a form with an alias was answered %d %v", status, err)
	}
	submitPlainForm(t, in, "passport")

	eventually(t, "three ratings on the public counter", func() bool { return received(in) == 3 })
	today := time.Now().In(paris(t)).Format(time.DateOnly)
	var n uint64
	eventually(t, "the open month's figures on the admin listener", func() bool {
		answer := getJSON[struct {
			Indicators []struct {
				Kind  string
				State string
				N     uint64
			}
		}](in, in.admin+"/api/v1/procedures/passport?as_of="+today)
		for _, figure := range answer.Indicators {
			if figure.Kind == "satisfaction" {
				n = figure.N
			}
		}
		return n == 3
	})
	response, err := http.Get(in.public + "/api/v1/procedures/passport?as_of=" + today)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusBadRequest {
		t.Errorf("a public window that ends today was answered %s", response.Status)
	}
}

func paris(t *testing.T) *time.Location {
	t.Helper()
	location, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		t.Fatal(err)
	}
	return location
}

var (
	hidden = regexp.MustCompile(`<input[^>]*type="hidden"[^>]*>`)
	attr   = regexp.MustCompile(`(name|value)="([^"]*)"`)
)

// submitPlainForm answers the first step of the hosted form, as a browser
// without script does.
func submitPlainForm(t *testing.T, in *instance, procedure string) {
	t.Helper()
	// The header has a form of its own, for other languages.
	_, page, _ := strings.Cut(string(in.get("/avis/"+procedure)), "<main")
	fields := url.Values{"satisfaction": {"good"}}
	for _, input := range hidden.FindAllString(page, -1) {
		var name, value string
		for _, pair := range attr.FindAllStringSubmatch(input, -1) {
			if pair[1] == "name" {
				name = pair[2]
			} else {
				value = pair[2]
			}
		}
		fields.Set(name, value)
	}
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	response, err := client.PostForm(in.public+"/avis/"+procedure, fields)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusSeeOther {
		t.Errorf("the plain form was answered %s, want a redirect", response.Status)
	}
}

// TestWrongInput sends what must be refused, each with a problem+json body.
func TestWrongInput(t *testing.T) {
	t.Parallel()
	in := serve(t, t.TempDir())
	in.run("import", "catalogue", catalogueFile(t, "passport,Demander un passeport,Intérieur,yes,"))
	valid := fmt.Sprintf(`{"id":%q,"procedure":"passport","satisfaction":"good"}`, key(1))
	in.awaitForm("passport")
	for name, test := range map[string]struct {
		contentType, body string
		status            int
		field             string
	}{
		"unknown procedure": {"application/json", strings.Replace(valid, "passport", "nothing", 1), 404, ""},
		"wrong answer":      {"application/json", strings.Replace(valid, "good", "great", 1), 422, "satisfaction"},
		"20 KB":             {"application/json", `{"comment":"` + strings.Repeat("x", 20<<10) + `"}`, 413, ""},
		"invalid UTF-8":     {"application/json", strings.Replace(valid, "good", "go\xffd", 1), 422, ""},
		"wrong media type":  {"image/png", valid, 415, ""},
		"not JSON":          {"application/json", "{", 422, ""},
		"empty help":        {"application/json", strings.TrimSuffix(valid, "}") + `,"help":[]}`, 422, "help"},
	} {
		status, answer, err := in.send(test.contentType, []byte(test.body))
		if err != nil || status != test.status || answer["content-type"] != "application/problem+json" || answer["title"] == "" {
			t.Errorf("%s: answered %d %v %v, want %d", name, status, answer, err, test.status)
		}
		if text, err := json.Marshal(answer["errors"]); err != nil || test.field != "" && !bytes.Contains(text, []byte(test.field)) {
			t.Errorf("%s: the answer does not name %s: %s", name, test.field, text)
		}
	}
}

// TestMethods: an address answers HEAD as GET, and names its methods.
func TestMethods(t *testing.T) {
	t.Parallel()
	in := serve(t, t.TempDir())
	for _, test := range []struct {
		method, path string
		status       int
		allow        string
	}{
		{http.MethodHead, "/", 200, ""},
		{http.MethodHead, "/avis", 200, ""},
		{http.MethodHead, "/widget/1/mon-avis.js", 200, ""},
		{http.MethodGet, "/api/v1/ratings", 405, "POST"},
		{http.MethodDelete, "/", 405, "GET"},
	} {
		request, err := http.NewRequest(test.method, in.public+test.path, nil)
		if err != nil {
			t.Fatal(err)
		}
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		response.Body.Close()
		if response.StatusCode != test.status || !strings.Contains(response.Header.Get("Allow"), test.allow) {
			t.Errorf("%s %s: %s, Allow %q", test.method, test.path, response.Status, response.Header.Get("Allow"))
		}
	}
}

// TestStartRefuses: one clear sentence and the right status.
func TestStartRefuses(t *testing.T) {
	t.Parallel()
	in := serve(t, t.TempDir())
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	bad := filepath.Join(t.TempDir(), "bad.csv")
	if err := os.WriteFile(bad, []byte("id,title,online\na,A,peut-être\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, test := range map[string]struct {
		args   []string
		status int
		words  string
	}{
		"busy data folder": {[]string{"serve", "--data", in.data, "--listen", "127.0.0.1:0"}, 1, "in use"},
		"taken port":       {[]string{"serve", "--data", t.TempDir(), "--listen", taken.Addr().String()}, 1, "address already in use"},
		"missing libchdb":  {[]string{"serve", "--data", t.TempDir(), "--listen", "127.0.0.1:0", "--libchdb", "/nowhere/libchdb.so"}, 1, "/nowhere/libchdb.so"},
		"bad catalogue":    {[]string{"import", "catalogue", bad, "--data", in.data}, 1, "line 2"},
		"missing file":     {[]string{"import", "catalogue", "/nowhere.csv", "--data", in.data}, 1, "/nowhere.csv"},
		"unknown job":      {[]string{"job", "run", "nothing", "--data", in.data}, 1, "tally"},
		"unknown command":  {[]string{"sing"}, 2, "sing"},
		"unknown flag":     {[]string{"serve", "--sing"}, 2, "sing"},
		"missing argument": {[]string{"import", "catalogue"}, 2, "FILE"},
		"unknown import":   {[]string{"import", "songs"}, 2, "catalogue"},
		"unknown role":     {[]string{"serve", "--role", "singer"}, 2, "singer"},
	} {
		out, status := command(t, test.args...)
		if status != test.status || !strings.Contains(out, test.words) {
			t.Errorf("%s: ended with %d, want %d and %q:\n%s", name, status, test.status, test.words, out)
		}
		if lines := strings.Count(strings.TrimSpace(out), "\n"); lines > 1 {
			t.Errorf("%s: one sentence is wanted:\n%s", name, out)
		}
	}
}
