package engine

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestReadStatement(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name  string
		query url.Values
		body  string
		want  statement
	}{
		{"body alone", nil, "SELECT 1", statement{text: "SELECT 1", format: "TabSeparated"}},
		{"query then body", url.Values{"query": {"SELECT"}}, "1", statement{text: "SELECT\n1", format: "TabSeparated"}},
		{
			"insert", url.Values{"query": {"INSERT INTO t (a) SETTINGS x = 1 FORMAT Native"}}, "\x01",
			statement{text: "INSERT INTO t (a) SETTINGS x = 1", format: "Native", insert: true},
		},
		{
			"insert after comments", url.Values{"query": {"-- a FORMAT b\n/* c */ insert into t\nformat CSV ;\n"}}, "1",
			statement{text: "-- a FORMAT b\n/* c */ insert into t", format: "CSV", insert: true},
		},
		{
			"insert with values", nil, "INSERT INTO t VALUES ('a FORMAT b')",
			statement{text: "INSERT INTO t VALUES ('a FORMAT b')", format: "TabSeparated"},
		},
		{
			"the rest of the address", url.Values{
				"query": {"SELECT 1"}, "database": {"d"}, "default_format": {"Native"}, "query_id": {"q"},
				"param_a": {"1"}, "param_b": {""}, "max_threads": {"2"}, "log_comment": {"x"}, "client_protocol_version": {"5"},
			}, "",
			statement{
				text: "SELECT 1", format: "Native", database: "d", params: map[string]string{"a": "1", "b": ""},
				settings: []setting{{"log_comment", "x"}, {"max_threads", "2"}},
			},
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			got, err := readStatement(request(test.query.Encode(), test.body))
			if err != nil {
				t.Fatal(err)
			}
			if test.want.params == nil {
				test.want.params = map[string]string{}
			}
			if diff := cmp.Diff(test.want, got, cmp.AllowUnexported(statement{}, setting{})); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestReadStatementIsBounded(t *testing.T) {
	t.Parallel()
	_, err := readStatement(request("", strings.Repeat("x", maxStatement+1)))
	var refused *refusal
	if !errors.As(err, &refused) || refused.status != http.StatusRequestEntityTooLarge {
		t.Errorf("got %v", err)
	}
}

func FuzzReadStatement(f *testing.F) {
	f.Add("query=INSERT+INTO+t+FORMAT+Native&param_a=1&max_threads=2", "\x01\x02")
	f.Add("default_format=CSV&database=d", "SELECT 1 FORMAT JSON;")
	f.Add("a%20b=1", "")
	f.Fuzz(func(t *testing.T, query, body string) {
		st, err := readStatement(request(query, body))
		if err != nil {
			return
		}
		st.chooseFormat()
		if !formatName.MatchString(st.format) {
			t.Errorf("the format is %q", st.format)
		}
		if !st.insert && strings.TrimSpace(st.text) == "" {
			t.Error("the statement is empty")
		}
		for _, set := range st.settings {
			if !settingName.MatchString(set.name) {
				t.Errorf("a setting is named %q", set.name)
			}
		}
	})
}

func request(query, body string) *http.Request {
	r := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(body))
	r.URL.RawQuery = query
	return r
}

func TestSelects(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"SELECT 1":                          true,
		"select\n1":                         true,
		"-- page\n-- and job\nWITH 1 AS x ": true,
		"/* a\n* b */((SELECT 1))":          true,
		"-- SELECT\nSHOW TABLES":            false,
		"SELECTED":                          false,
		"EXPLAIN SELECT 1":                  false,
		"":                                  false,
	} {
		if got := selects.MatchString(text); got != want {
			t.Errorf("%q: got %v", text, got)
		}
	}
}
