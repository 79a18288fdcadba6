package dashboard_test

import (
	"encoding/csv"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"servicequality/observatory/indicator"
)

// cells reads the body of the first table of a class as texts, the figure's
// state or level in braces.
func cells(t *testing.T, page, class string) [][]string {
	t.Helper()
	root, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	var rows [][]string
	for node := range root.Descendants() {
		if node.Data != "table" || !strings.Contains(attribute(node, "class"), class) || rows != nil {
			continue
		}
		for row := range node.Descendants() {
			if row.Data != "tr" || row.Parent.Data != "tbody" {
				continue
			}
			var texts []string
			for cell := range row.ChildNodes() {
				if cell.Data == "td" || cell.Data == "th" {
					texts = append(texts, strings.Join(strings.Fields(text(cell)), " "))
				}
			}
			rows = append(rows, texts)
		}
	}
	return rows
}

func attribute(node *html.Node, name string) string {
	for _, a := range node.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func text(node *html.Node) string {
	if node.Type == html.TextNode {
		return node.Data
	}
	all := ""
	for child := range node.ChildNodes() {
		all += " " + text(child)
	}
	return all
}

// shown is what a page of the list must show of a figure, from its exact form.
func shown(i indicator.Indicator) string {
	words := map[string]string{
		"green": "Good", "yellow": "To improve", "red": "Poor", "below_minimum": "Too few answers", "cell_too_small": "Waiting for more", "pending": "Pending",
		"not_online": "Not online", "unknown": "Unknown", "not_applicable": "Not applicable",
	}
	switch {
	case i.Value != nil:
		text := i.Display()
		if i.Low != nil {
			text += " (" + i.DisplayLow() + "–" + i.DisplayHigh() + ")"
		}
		if i.Level != "" {
			text += " " + words[string(i.Level)]
		}
		return text
	case i.Word != "":
		return map[string]string{"yes": "Yes", "no": "No", "franceconnect": "FranceConnect"}[i.Word]
	}
	return words[string(i.State)]
}

// What the list shows is what its CSV, its JSON and the API hold, cell by cell,
// states included.
func TestSameNumbersInTheList(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	const query = "?columns=satisfaction,n,clarity,mobile,alternative&sort=satisfaction"
	rows := cells(t, s.get("/demarches"+query+"&lang=en").Body.String(), "procedures")
	table, err := csv.NewReader(s.get("/demarches.csv" + query).Body).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var file, api struct {
		Items []struct {
			ID, Title  string
			Indicators []indicator.Indicator
		}
	}
	for address, into := range map[string]any{"/demarches.json": &file, "/api/v1/procedures": &api} {
		if err := json.Unmarshal(s.get(address+query).Body.Bytes(), into); err != nil {
			t.Fatal(err)
		}
	}
	if len(rows) != 10 || len(table) != 11 || len(file.Items) != 10 || len(api.Items) != 10 {
		t.Fatalf("%d rows, %d lines, %d and %d items", len(rows), len(table), len(file.Items), len(api.Items))
	}
	column := func(name string) int { return slices.Index(table[0], name) }
	for i, item := range file.Items {
		line := table[i+1]
		if line[0] != item.ID || api.Items[i].ID != item.ID || !strings.HasPrefix(rows[i][0], item.Title) {
			t.Fatalf("row %d: %q, %q, %s, %s", i, rows[i][0], line[0], item.ID, api.Items[i].ID)
		}
		for _, figure := range item.Indicators {
			kind := string(figure.Kind)
			at, listed := map[string]int{"satisfaction": 1, "clarity": 3, "mobile": 4, "alternative": 5}[kind]
			if !listed {
				continue
			}
			if got, want := rows[i][at], shown(figure); got != want {
				t.Errorf("%s, %s: the page says %q, the JSON %q", item.ID, kind, got, want)
			}
			value := figure.Word
			if figure.Value != nil {
				value = figure.Value.String()
			}
			if line[column(kind)] != value || line[column(kind+"_state")] != string(figure.State) || line[column(kind+"_level")] != string(figure.Level) {
				t.Errorf("%s, %s: the CSV says %q, the JSON %q %s", item.ID, kind, line, value, figure.State)
			}
		}
	}
}
