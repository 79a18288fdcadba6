package dashboard_test

import (
	"bytes"
	"encoding/json"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"servicequality/observatory/indicator"
	"servicequality/observatory/rating"
)

// description is the part of the OpenAPI document that tests need.
type description struct {
	OpenAPI string
	Paths   map[string]map[string]struct {
		Parameters []struct {
			Name   string
			Schema struct{ Enum []string }
		}
		Responses map[string]struct {
			Content map[string]struct{ Schema json.RawMessage }
		}
	}
}

// described reads the document as it is served, and a compiler of its schemas:
// those of OpenAPI 3.1 are JSON Schema 2020-12.
func described(t *testing.T, s *site) (description, *jsonschema.Compiler) {
	t.Helper()
	text := s.get("/api/v1/openapi.json").Body.Bytes()
	var d description
	if err := json.Unmarshal(text, &d); err != nil {
		t.Fatal(err)
	}
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	c.DefaultDraft(jsonschema.Draft2020)
	c.AssertFormat()
	if err := c.AddResource("openapi.json", document); err != nil {
		t.Fatal(err)
	}
	return d, c
}

// pointer escapes a part of a JSON pointer in a URL.
func pointer(part string) string {
	return strings.NewReplacer("~", "~0", "/", "~1", "{", "%7B", "}", "%7D").Replace(part)
}

func TestDescriptionHoldsEveryAddress(t *testing.T) {
	t.Parallel()
	s := newSpace(t, "https://observatoire.example", plainStore)
	d, _ := described(t, s.site)
	if !strings.HasPrefix(d.OpenAPI, "3.1.") {
		t.Errorf("OpenAPI %s", d.OpenAPI)
	}
	var registered, written []string
	for _, route := range s.public.Routes() {
		if path, ok := strings.CutPrefix(route.Path, "/api/v1/"); ok && route.Method == http.MethodGet {
			registered = append(registered, strings.ReplaceAll(path, ":id", "{id}"))
		}
	}
	for path, methods := range d.Paths {
		if _, ok := methods["get"]; ok {
			written = append(written, strings.TrimPrefix(path, "/api/v1/"))
		}
	}
	slices.Sort(registered)
	slices.Sort(written)
	if diff := cmp.Diff(registered, written); diff != "" {
		t.Errorf("-registered +written\n%s", diff)
	}
	for path, methods := range d.Paths {
		for _, p := range methods["get"].Parameters {
			if p.Name == "kind" && strings.HasSuffix(path, "/indicators") && len(p.Schema.Enum) != len(indicator.Registry()) {
				t.Errorf("%s describes %d kinds, the registry holds %d", path, len(p.Schema.Enum), len(indicator.Registry()))
			}
		}
	}
}

func TestAnswersAreAsDescribed(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.store.funnels = map[string]rating.Funnel{
		"impots": rating.NewFunnel(map[rating.EventKind]uint64{rating.EventOpened: 1500}, 800),
	}
	d, c := described(t, s)
	for _, test := range []struct{ address, path, status string }{
		{"/api/v1/summary", "/api/v1/summary", "200"},
		{"/api/v1/procedures", "/api/v1/procedures", "200"},
		{"/api/v1/procedures?per_page=2&sort=satisfaction&mobile=none", "/api/v1/procedures", "200"},
		{"/api/v1/procedures?sort=x", "/api/v1/procedures", "400"},
		{"/api/v1/procedures/impots", "/api/v1/procedures/{id}", "200"},
		{"/api/v1/procedures/hostile", "/api/v1/procedures/{id}", "200"},
		{"/api/v1/procedures/impots?as_of=2026-09-30", "/api/v1/procedures/{id}", "200"},
		{"/api/v1/procedures/impots?as_of=2026-09-29", "/api/v1/procedures/{id}", "400"},
		{"/api/v1/procedures/nothing", "/api/v1/procedures/{id}", "404"},
		{"/api/v1/indicators?per_page=500", "/api/v1/indicators", "200"},
		{"/api/v1/indicators?kind=satisfaction&ministry=interieur", "/api/v1/indicators", "200"},
		{"/api/v1/indicators?kind=x", "/api/v1/indicators", "400"},
		{"/api/v1/series", "/api/v1/series", "200"},
		{"/api/v1/series?procedure=nothing", "/api/v1/series", "404"},
		{"/api/v1/openapi.json", "/api/v1/openapi.json", "200"},
	} {
		t.Run(test.address, func(t *testing.T) {
			conforms(t, d, c, s.get(test.address), test.path, test.status)
		})
	}
}

// conforms holds an answer against the description of the path's answer of
// that status.
func conforms(t *testing.T, d description, c *jsonschema.Compiler, w *httptest.ResponseRecorder, path, status string) {
	t.Helper()
	media, _, _ := strings.Cut(w.Header().Get("Content-Type"), ";")
	if _, ok := d.Paths[path]["get"].Responses[status].Content[media]; !ok || strconv.Itoa(w.Code) != status {
		t.Fatalf("an answer %d of %s is not described: %.200s", w.Code, media, w.Body)
	}
	schema, err := c.Compile("openapi.json#/paths/" + pointer(path) + "/get/responses/" + status + "/content/" + pointer(media) + "/schema")
	if err != nil {
		t.Fatal(err)
	}
	value, err := jsonschema.UnmarshalJSON(w.Body)
	if err != nil {
		t.Fatal(err)
	}
	if err := schema.Validate(value); err != nil {
		t.Error(err)
	}
}

// Answers of editions, and those that want a token.
func TestOtherAnswersAreAsDescribed(t *testing.T) {
	t.Parallel()
	d, c := described(t, newSite(t))
	archive := newArchiveSite(t)
	for _, test := range []struct{ address, path, status string }{
		{"/api/v1/editions", "/api/v1/editions", "200"},
		{"/api/v1/groups", "/api/v1/groups", "200"},
		{"/api/v1/procedures?ministery=interieur", "/api/v1/procedures", "400"},
		{"/api/v1/editions?x=1", "/api/v1/editions", "400"},
		{"/api/v1/groups?by=audience", "/api/v1/groups", "200"},
		{"/api/v1/groups?by=size", "/api/v1/groups", "400"},
		{"/api/v1/groups?edition=2026-10", "/api/v1/groups", "400"},
		{"/api/v1/summary?edition=2026-09", "/api/v1/summary", "200"},
		{"/api/v1/summary?edition=2026-11", "/api/v1/summary", "404"},
		{"/api/v1/summary?edition=2026-10&as_of=2026-09-30", "/api/v1/summary", "400"},
		{"/api/v1/procedures?edition=2026-10", "/api/v1/procedures", "400"},
		{"/api/v1/procedures/impots?edition=2026-10", "/api/v1/procedures/{id}", "200"},
		{"/api/v1/indicators?edition=2026-10&per_page=500", "/api/v1/indicators", "200"},
		{"/api/v1/indicators?edition=2026-10&procedure=jdma:3059", "/api/v1/indicators", "200"},
		{"/api/v1/indicators?edition=2026-10&procedure=aide", "/api/v1/indicators", "404"},
		{"/api/v1/series?edition=2026-10", "/api/v1/series", "400"},
	} {
		t.Run(test.address, func(t *testing.T) {
			conforms(t, d, c, ask(archive, test.address), test.path, test.status)
		})
	}
	s := newSpace(t, "https://observatoire.example", plainStore)
	s.comment("passeport", 1, "about passports")
	s.comment("passeport", 0, "")
	for _, test := range []struct{ token, address, path, status string }{
		{s.tokens["one"], "/api/v1/comments?per_page=1", "/api/v1/comments", "200"},
		{s.tokens["one"], "/api/v1/comments?page=0", "/api/v1/comments", "400"},
		{s.tokens["one"], "/api/v1/comments?procedure=impots", "/api/v1/comments", "403"},
		{"none", "/api/v1/comments", "/api/v1/comments", "401"},
		{s.tokens["one"], "/api/v1/procedures/passeport?as_of=2026-11-20", "/api/v1/procedures/{id}", "200"},
		{s.tokens["one"], "/api/v1/procedures/impots?as_of=2026-11-20", "/api/v1/procedures/{id}", "403"},
		{"none", "/api/v1/procedures/impots", "/api/v1/procedures/{id}", "401"},
	} {
		t.Run(test.address+" with a token", func(t *testing.T) {
			conforms(t, d, c, s.get(test.address, "Authorization", "Bearer "+test.token), test.path, test.status)
		})
	}
}

// A schema that lets everything through would make the test above worthless.
func TestDescriptionRefusesWhatIsWrong(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	_, c := described(t, s)
	schema, err := c.Compile("openapi.json#/components/schemas/Indicator")
	if err != nil {
		t.Fatal(err)
	}
	figure := Procedure(t, s.get("/api/v1/procedures/impots").Body.Bytes())["indicators"].([]any)[1].(map[string]any)
	if err := schema.Validate(figure); err != nil {
		t.Fatal(err)
	}
	for key, wrong := range map[string]any{"state": "fine", "n": -1.0, "value": "8.6", "window": map[string]any{}, "more": 1.0} {
		changed := maps.Clone(figure)
		changed[key] = wrong
		if schema.Validate(changed) == nil {
			t.Errorf("%s: %v is let through", key, wrong)
		}
	}
}

func TestIndicatorsAndSeries(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	read := func(address string) (page struct {
		Items []map[string]any
		Next  *string
		Total int
	}) {
		t.Helper()
		if err := json.Unmarshal(s.get(address).Body.Bytes(), &page); err != nil {
			t.Fatal(err)
		}
		return page
	}
	all := read("/api/v1/indicators?per_page=500")
	if want := 10 * len(indicator.Registry()); len(all.Items) != want || all.Total != want || all.Next != nil {
		t.Errorf("%d figures, total %d, want %d", len(all.Items), all.Total, want)
	}
	one := read("/api/v1/indicators?kind=satisfaction&procedure=jdma:3059")
	if len(one.Items) != 1 || one.Items[0]["procedure"] != "impots" || one.Items[0]["value"] != 8.6 {
		t.Errorf("%v", one.Items)
	}
	seen, address := 0, "/api/v1/indicators?per_page=100"
	for address != "" {
		page := read(address)
		seen += len(page.Items)
		address = ""
		if page.Next != nil {
			address = strings.TrimPrefix(*page.Next, "https://observatoire.example")
		}
	}
	if seen != all.Total {
		t.Errorf("%d figures in pages, want %d", seen, all.Total)
	}
	series := read("/api/v1/series?procedure=impots&kind=satisfaction")
	if len(series.Items) != 1 {
		t.Fatalf("%v", series.Items)
	}
	cell := series.Items[0] // two months, the first of one answer, joined
	got := []any{cell["procedure"], cell["kind"], cell["state"], cell["window"].(map[string]any)["start"], cell["n"], cell["value"]}
	if diff := cmp.Diff([]any{"impots", "satisfaction", "published", "2025-10-01", 101.0, 8.613861}, got); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	for _, address := range []string{"/api/v1/series?kind=mobile", "/api/v1/indicators?per_page=501", "/api/v1/series?page=0", "/api/v1/indicators?ministry=atlantis"} {
		if w := s.get(address); w.Code != http.StatusBadRequest {
			t.Errorf("%s: %d", address, w.Code)
		}
	}
}
