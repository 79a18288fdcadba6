package dashboard_test

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"errors"
	"image/png"
	"io"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// A procedure whose name is markup, and one whose name is a formula, are texts
// in every form that they are shown in.
func TestHostileNamesAreTexts(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	for _, address := range []string{
		"/", "/demarches", "/demarches/hostile", "/demarches?ministry=script-img-src-x-onerror-alert-1", "/ministeres",
		"/ministeres/script-img-src-x-onerror-alert-1", "/plan-du-site", "/donnees", "/embed/chart/demarches/hostile/satisfaction",
		"/embed/chart/ministeres/all/satisfaction", "/demarches/hostil", "/demarches?q=" + "%3C%2Fscript%3E%3Cimg+src%3Dx+onerror%3Dalert%281%29%3E",
	} {
		t.Run(address, func(t *testing.T) {
			w := s.get(address)
			if w.Code >= 500 {
				t.Fatalf("status %d", w.Code)
			}
			root, err := html.Parse(w.Body)
			if err != nil {
				t.Fatal(err)
			}
			for node := range root.Descendants() {
				if node.Type != html.ElementNode {
					continue
				}
				for _, a := range node.Attr {
					if strings.HasPrefix(a.Key, "on") || a.Key == "src" && a.Val == "x" {
						t.Errorf("a %s with %s=%q", node.Data, a.Key, a.Val)
					}
				}
			}
		})
	}
	for _, address := range []string{"/demarches.json", "/demarches/hostile.json", "/ministeres.json", "/api/v1/indicators", "/demarches/hostile/answers.json"} {
		if body := s.get(address).Body.Bytes(); !json.Valid(body) || bytes.ContainsAny(body, "<>") {
			t.Errorf("%s holds markup, or is no JSON", address)
		}
	}
	for _, address := range []string{"/demarches.csv", "/demarches/formule.csv", "/ministeres.csv", "/demarches.csv?columns=administration", "/demarches.csv?layout=observatoire", "/ministeres/all/satisfaction.csv"} {
		table, err := csv.NewReader(s.get(address).Body).ReadAll()
		if err != nil {
			t.Fatalf("%s: %v", address, err)
		}
		for _, row := range table {
			for _, cell := range row {
				if strings.HasPrefix(cell, "=") || strings.HasPrefix(cell, "+") || strings.HasPrefix(cell, "@") {
					t.Errorf("%s holds the formula %q", address, cell)
				}
			}
		}
	}
}

func TestHostileNamesInXML(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	for _, address := range []string{"/feed.atom", "/sitemap.xml", "/demarches/hostile/satisfaction.svg", "/demarches/hostile/answers.svg", "/ministeres/all/satisfaction.svg"} {
		w := s.get(address)
		if w.Code == 503 {
			continue // the assets are not built
		}
		decoder := xml.NewDecoder(w.Body)
		for {
			token, err := decoder.Token()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				t.Fatalf("%s: %v", address, err)
			}
			element, ok := token.(xml.StartElement)
			if ok && (element.Name.Local == "script" || element.Name.Local == "img") {
				t.Errorf("%s holds an element %s", address, element.Name.Local)
			}
		}
	}
}

// Cells of a workbook are never formulas.
func TestHostileNamesInWorkbooks(t *testing.T) {
	t.Parallel()
	body := newSite(t).get("/demarches.xlsx").Body.Bytes()
	archive, err := zip.NewReader(bytes.NewReader(body), int64(len(body)))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range archive.File {
		content, err := file.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(content)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(text), "<f>") || strings.Contains(string(text), "<img") {
			t.Errorf("%s holds a formula or markup", file.Name)
		}
	}
}

func TestPreviews(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	for _, address := range []string{"/apercu.png", "/demarches/impots.png?lang=en", "/demarches/hostile.png", "/demarches/permis.png"} {
		w := s.get(address)
		picture, err := png.Decode(w.Body)
		if err != nil || w.Header().Get("Content-Type") != "image/png" {
			t.Fatalf("%s: %v", address, err)
		}
		if size := picture.Bounds().Size(); size.X != 1200 || size.Y != 630 {
			t.Errorf("%s is %v", address, size)
		}
	}
	page := s.get("/demarches/impots?lang=en").Body.String()
	if !strings.Contains(page, `<meta property="og:image" content="https://observatoire.example/demarches/impots.png?lang=en">`) {
		t.Error("the page does not name its picture")
	}
}
