package collector

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/iotest"
	"unicode/utf8"

	"github.com/gin-gonic/gin"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"servicequality/collector/plainjson"
	"servicequality/collector/shipping/shippingtest"
	"servicequality/observatory"
	"servicequality/observatory/rating"
	"servicequality/web"
)

const testKey = "0197f0a2-0000-4000-8000-000000000000"

// answer is what the tests look at.
type answer struct {
	status int
	body   string
	header http.Header
}

func (b *testbed) post(contentType, body string) answer {
	gin.SetMode(gin.ReleaseMode)
	engine := gin.New()
	b.Register(engine)
	w := httptest.NewRecorder()
	r := httptest.NewRequest(http.MethodPost, endpoint, strings.NewReader(body))
	if contentType != "" {
		r.Header.Set("Content-Type", contentType)
	}
	engine.ServeHTTP(w, r)
	return answer{w.Code, w.Body.String(), w.Header()}
}

func TestPost(t *testing.T) {
	t.Parallel()
	b := newTestbed(t, t.TempDir(), &shippingtest.Store{}, Config{})
	valid := `{"id":%q,"procedure":"impots-revenu","satisfaction":"good"%s}`
	with := func(more string) string { return fmt.Sprintf(valid, testKey, more) }
	for _, c := range []struct {
		name, contentType, body string
		status                  int
		fields                  []string
	}{
		{"the least", "application/json", with(""), 201, nil},
		{"again", "application/json", with(""), 200, nil},
		{"as text", "text/plain;charset=UTF-8", with(`,"version":2`), 201, nil},
		{"as a form", "application/x-www-form-urlencoded", "id=" + testKey + "&procedure=passeport&satisfaction=bad&help=phone&help_phone_reached=no", 201, nil},
		{"an alias", "application/json", strings.Replace(with(`,"version":3`), "impots-revenu", "jdma:3059", 1), 201, nil},
		{"an alias, known by the id", "application/json", with(`,"version":3`), 200, nil},
		{"everything", "application/json", with(`,"version":4,"instrument":"avis-1","outcome":"done","channel":"online","clarity":5,
			"help":[{"channel":"phone","reached":true,"quality":1},{"channel":"other"}],"help_other_text":"un voisin",
			"comment":"Merci","lang":"fr","source":"button","button":"b1"`), 201, nil},
		{"other content", "application/json", strings.Replace(with(""), "good", "bad", 1), 409, nil},
		{"unknown procedure", "application/json", strings.Replace(with(""), "impots-revenu", "impots", 1), 404, nil},
		{"no content type", "", with(""), 415, nil},
		{"another content type", "application/xml", with(""), 415, nil},
		{"too large", "application/json", with(`,"comment":"` + strings.Repeat("a", web.MaxForm) + `"`), 413, nil},
		{"nothing", "application/json", "", 422, []string{"body"}},
		{"no JSON", "application/json", "{", 422, []string{"body"}},
		{"a list", "application/json", "[]", 422, []string{"body"}},
		{"two objects", "application/json", with("") + with(""), 422, []string{"body"}},
		{"not UTF-8", "application/json", with(`,"comment":"` + "\xff" + `"`), 422, []string{"body"}},
		{"not UTF-8 once decoded", "application/x-www-form-urlencoded", "comment=%ff", 422, []string{"body"}},
		{"no form", "application/x-www-form-urlencoded", "%zz", 422, []string{"body"}},
		{"an unknown field", "application/json", with(`,"mark":10`), 422, []string{"mark"}},
		{"a field twice, once wrong", "application/json", with(`,"version":"1","version":1`), 422, []string{"version"}},
		{"a field twice", "application/json", with(`,"version":1,"version":2`), 422, []string{"version"}},
		{"a field twice, once in capitals", "application/json", with(`,"Version":1,"version":2`), 422, []string{"Version"}},
		{"a member of help twice", "application/json", with(`,"help":[{"channel":"phone","channel":"email"}]`), 422, []string{"help.channel"}},
		{"the same member in two of help", "application/json", with(`,"version":6,"help":[{"channel":"phone"},{"channel":"email"}],"comment":"\u00e9"`), 201, nil},
		{"step zero", "application/json", with(`,"version":0`), 422, []string{"version"}},
		{"step zero of a form", "application/x-www-form-urlencoded", "id=" + testKey + "&procedure=passeport&satisfaction=bad&version=0", 422, []string{"version"}},
		{"wrong types", "application/json", with(`,"version":"1","clarity":"5","comment":1,"help":"phone"`), 422,
			[]string{"clarity", "comment", "help", "version"}},
		{"wrong types in help", "application/json", with(`,"help":[{"channel":1,"reached":"yes","quality":1.5,"x":1},2]`), 422,
			[]string{"help[0].channel", "help[0].quality", "help[0].reached", "help[0].x", "help[1]"}},
		{"wrong type and wrong value", "application/json", with(`,"clarity":"5","outcome":"lost"`), 422, []string{"clarity", "outcome"}},
		{"wrong values", "application/json", with(`,"version":201,"clarity":6,"help":[],"source":"mouth"`), 422,
			[]string{"version", "clarity", "help", "source"}},
		{"an empty object", "application/json", "{}", 422, []string{"id", "satisfaction", "procedure"}},
		{"null", "application/json", "null", 422, []string{"id", "satisfaction", "procedure"}},
		{"a wrong form", "application/x-www-form-urlencoded", "clarity=x&procedure=passeport&satisfaction=good", 422, []string{"clarity", "id"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := b.post(c.contentType, c.body)
			if got.status != c.status {
				t.Fatalf("status %d, want %d: %s", got.status, c.status, got.body)
			}
			if got.header.Get("Access-Control-Allow-Origin") != "*" {
				t.Error("the answer cannot be read by other origins")
			}
			if c.status < 300 {
				checkReceipt(t, got)
			} else {
				checkProblem(t, got, c.status, c.fields)
			}
		})
	}
}

func checkReceipt(t *testing.T, got answer) {
	t.Helper()
	var r rating.Receipt
	if err := json.Unmarshal([]byte(got.body), &r); err != nil {
		t.Fatal(err)
	}
	again, err := json.Marshal(r)
	if err != nil || string(again) != got.body {
		t.Errorf("answered %s, encoding/json would answer %s", got.body, again)
	}
	if r.Key.String() != testKey || r.Version == 0 || r.Rating.Version() != 7 {
		t.Errorf("receipt %+v", r)
	}
}

func checkProblem(t *testing.T, got answer, status int, fields []string) {
	t.Helper()
	if kind := got.header.Get("Content-Type"); kind != "application/problem+json" {
		t.Errorf("content type %q", kind)
	}
	var p struct {
		Type, Title, Detail string
		Status              int
		Errors              []observatory.FieldError
	}
	decoder := json.NewDecoder(bytes.NewReader([]byte(got.body)))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&p); err != nil {
		t.Fatal(err)
	}
	if p.Status != status || p.Title == "" || p.Type == "" || p.Detail == "" {
		t.Errorf("problem %+v", p)
	}
	var named []string
	for _, f := range p.Errors {
		named = append(named, f.Field)
		if f.Reason == "" {
			t.Errorf("no reason for %s", f.Field)
		}
	}
	if diff := cmp.Diff(fields, named); diff != "" {
		t.Errorf("fields (-want +got):\n%s", diff)
	}
}

func TestPreflight(t *testing.T) {
	t.Parallel()
	b := newTestbed(t, t.TempDir(), &shippingtest.Store{}, Config{})
	gin.SetMode(gin.ReleaseMode)
	engine := gin.New()
	b.Register(engine)
	w := httptest.NewRecorder()
	engine.ServeHTTP(w, httptest.NewRequest(http.MethodOptions, endpoint, nil))
	want := map[string]string{
		"Access-Control-Allow-Origin": "*", "Access-Control-Allow-Methods": "POST", "Access-Control-Allow-Headers": "Content-Type",
	}
	for name, value := range want {
		if got := w.Header().Get(name); got != value {
			t.Errorf("%s is %q, want %q", name, got, value)
		}
	}
	if w.Code != http.StatusNoContent {
		t.Errorf("status %d", w.Code)
	}
}

func TestPostWhenNothingCanBeWritten(t *testing.T) {
	t.Parallel()
	b := newTestbed(t, t.TempDir(), &shippingtest.Store{}, Config{})
	if err := b.journal.Close(); err != nil {
		t.Fatal(err)
	}
	got := b.post("application/json", `{"id":"`+testKey+`","procedure":"passeport","satisfaction":"good"}`)
	checkProblem(t, got, http.StatusServiceUnavailable, nil)
	if got.header.Get("Retry-After") == "" {
		t.Error("no Retry-After")
	}
}

func TestPostIncomplete(t *testing.T) {
	t.Parallel()
	b := newTestbed(t, t.TempDir(), &shippingtest.Store{}, Config{})
	gin.SetMode(gin.ReleaseMode)
	engine := gin.New()
	b.Register(engine)
	w := httptest.NewRecorder()
	r := httptest.NewRequest(http.MethodPost, endpoint, iotest.ErrReader(io.ErrUnexpectedEOF))
	r.Header.Set("Content-Type", "application/json")
	engine.ServeHTTP(w, r)
	checkProblem(t, answer{w.Code, w.Body.String(), w.Header()}, http.StatusRequestTimeout, nil)
}

// FuzzParseBody holds that whatever is read is the same when it is written and
// read again, and that whatever is refused is named.
func FuzzParseBody(f *testing.F) {
	f.Add([]byte(`{"id":"x","version":1,"help":[{"channel":"phone","reached":true}]}`), false)
	f.Add([]byte(`{"clarity":"5","x":{}}`), false)
	f.Add([]byte("id=x&help=phone&help_phone_reached=yes&clarity=x"), true)
	f.Fuzz(func(t *testing.T, body []byte, encoded bool) {
		kind := formJSON
		if encoded {
			kind = formURL
		}
		s, err := parseBody(body, kind)
		if !encoded && utf8.Valid(body) {
			checkPlain(t, body)
		}
		if err != nil {
			checkInvalid(t, err)
			return
		}
		if encoded {
			return
		}
		written, err := json.Marshal(s)
		if err != nil {
			t.Fatal(err)
		}
		again, err := parseBody(written, formJSON)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(s, again, cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("read again (-first +second):\n%s", diff)
		}
	})
}

// checkPlain holds that the fast way reads what encoding/json reads.
func checkPlain(t *testing.T, body []byte) {
	t.Helper()
	var fast, slow rating.Submission
	if j := (submissionReader{plainjson.Reader{Rest: body}}); !j.submission(&fast) {
		return
	}
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&slow); err != nil {
		t.Fatalf("read what encoding/json refuses: %v", err)
	}
	if _, err := decoder.Token(); err != io.EOF {
		t.Fatalf("read what is followed by more: %v", err)
	}
	if fast.Version == -1 {
		fast.Version = 0 // as it was written
	}
	if diff := cmp.Diff(slow, fast); diff != "" {
		t.Errorf("two readings (-encoding/json +ours):\n%s", diff)
	}
}

// TestPlainSubmission holds that usual bodies are read the fast way, and unusual
// ones are left to encoding/json.
func TestPlainSubmission(t *testing.T) {
	t.Parallel()
	for body, fast := range map[string]bool{
		fmt.Sprintf(benchBody, testKey): true,
		"{ \"id\": \"x\",\n\t\"help\": [ {\"channel\": \"none\"} ], \"comment\": \"a\\n\\\"b\\\" \\\\ é\" }\n": true,
		`{"help":[{"channel":"phone","reached":false,"quality":5},{}]}`:                                        false,
		`{"comment":"\u00e9"}`: false,
		`{"clarity":null}`:     false,
		`{"clarity":05}`:       false,
		`{"version":256}`:      false,
		`{"help":[]}`:          false,
		`{"help":[{"channel":"none"}],"help":[{"reached":true}]}`: false,
		`{"id":"x"`:   false,
		`{"id":"x`:    false,
		`{"id":"x\`:   false,
		`{"id":"x",}`: false,
		`{}`:          false,
	} {
		var s rating.Submission
		j := submissionReader{plainjson.Reader{Rest: []byte(body)}}
		if got := j.submission(&s); got != fast {
			t.Errorf("%s: read the fast way: %v, want %v", body, got, fast)
		}
		checkPlain(t, []byte(body))
	}
}
