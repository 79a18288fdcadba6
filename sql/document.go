package sql

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"

	"servicequality/observatory/edition"
	"servicequality/observatory/indicator"
)

// EditionParquet writes the figures of an edition and their variants as a
// Parquet file, made by the database: the cells are those of indicators.csv,
// with the types of its Table Schema. Another release of the database may write
// other bytes.
func (s *Store) EditionParquet(ctx context.Context, e edition.Edition, w io.Writer) error {
	p := parameters{"edition": e.ID, "copy": e.Copy, "variants": quoted(indicator.VariantsOf(e.Rules))}
	return s.document(ctx, "edition_parquet", p, w)
}

// AllTallies writes everything that was counted as CSV, a line per slice of a
// procedure's day, in order: cells of single citizens, for the operator alone.
func (s *Store) AllTallies(ctx context.Context, w io.Writer) error {
	return s.document(ctx, "all_tallies", nil, w)
}

// maxRefusal bounds what is read of the database's reason for a refusal, in
// bytes.
const maxRefusal = 4 << 10

// document writes the answer of the named query in the format that its text
// asks for: clickhouse-go reads rows alone.
func (s *Store) document(ctx context.Context, name string, p parameters, w io.Writer) (err error) {
	values := url.Values{"database": {s.options.Auth.Database}, "wait_end_of_query": {"1"}}
	for key, value := range p {
		values.Set("param_"+key, parameterText(value))
	}
	address := url.URL{Scheme: "http", Host: s.options.Addr[0], RawQuery: values.Encode()}
	transport := &http.Transport{TLSClientConfig: s.options.TLS, DisableCompression: true}
	if s.options.TLS != nil {
		address.Scheme = "https"
	}
	if s.options.DialContext != nil {
		transport.DialContext = s.dial
	}
	defer transport.CloseIdleConnections()
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, address.String(), strings.NewReader(s.queries[name]))
	if err != nil {
		return fmt.Errorf("query %s cannot be sent: %w", name, err)
	}
	if auth := s.options.Auth; auth.Username != "" {
		request.SetBasicAuth(auth.Username, auth.Password)
	}
	response, err := (&http.Client{Transport: transport}).Do(request)
	if err != nil {
		return fmt.Errorf("query %s failed: %w", name, err)
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		reason, _ := io.ReadAll(io.LimitReader(response.Body, maxRefusal))
		return fmt.Errorf("query %s failed: %s: %s", name, response.Status, strings.TrimSpace(string(reason)))
	}
	if _, err := io.Copy(w, response.Body); err != nil {
		return fmt.Errorf("query %s broke off: %w", name, err)
	}
	return nil
}
