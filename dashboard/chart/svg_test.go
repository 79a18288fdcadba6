package chart

import (
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"io"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"servicequality/observatory"
	"servicequality/observatory/indicator"
	"servicequality/web"
	"servicequality/web/locale"
)

// builtAssets returns the assets of this work tree.
func builtAssets(t testing.TB) *web.Assets {
	t.Helper()
	assets, err := web.NewAssets()
	if err != nil {
		t.Fatal(err)
	}
	if missing := assets.Missing(); missing != "" {
		if os.Getenv("CI") != "" {
			t.Fatal(missing)
		}
		t.Skip(missing)
	}
	return assets
}

// patient returns a renderer that also draws on a machine busy with other tests.
func patient(assets *web.Assets) *Renderer {
	r := NewRenderer(assets, chartLocales())
	r.limit = time.Minute
	return r
}

func chartLocales() map[string]*locale.Locale {
	all := map[string]*locale.Locale{}
	for _, code := range locale.Codes() {
		all[code] = chartLocale(code)
	}
	return all
}

func draw(t testing.TB, r *Renderer, p Picture) string {
	t.Helper()
	svg, err := r.SVG(t.Context(), p)
	if err != nil {
		t.Fatal(err)
	}
	return string(svg)
}

func TestPictures(t *testing.T) {
	t.Parallel()
	assets := builtAssets(t)
	once, twice := patient(assets), patient(assets)
	notices := map[string]string{locale.French: "Données fictives", locale.English: "Synthetic data"}
	backgrounds := map[Theme]string{ThemeLight: backgroundLight, ThemeDark: backgroundDark}
	for _, code := range locale.Codes() {
		for name, chart := range sampleCharts(chartLocale(code), "Passport & Co") {
			for theme, background := range backgrounds {
				t.Run(strings.Join([]string{name, code, string(theme)}, " "), func(t *testing.T) {
					p := Picture{Chart: chart, Theme: theme, Width: 960, Height: chart.Wide}
					svg := draw(t, once, p)
					if again := draw(t, twice, p); again != svg {
						t.Error("the same chart was drawn as other bytes")
					}
					elements, texts := readSVG(t, svg)
					for _, banned := range []string{"style", "script", "image", "foreignObject", "a"} {
						if elements[banned] > 0 {
							t.Errorf("the picture has an element %s", banned)
						}
					}
					if !strings.Contains(texts, chart.Title) || !strings.Contains(texts, chart.Alt) {
						t.Errorf("the picture has no title or description: %s", texts)
					}
					if got := strings.Contains(texts, notices[code]); got != chart.Synthetic {
						t.Errorf("notice of invented data shown: %t, want %t", got, chart.Synthetic)
					}
					if !strings.Contains(svg, background) {
						t.Errorf("the background is not %s", background)
					}
				})
			}
		}
	}
}

// readSVG counts the elements of a picture and joins its texts; it fails on
// markup that is not well formed or that runs or styles something.
func readSVG(t *testing.T, svg string) (elements map[string]int, texts string) {
	t.Helper()
	elements = map[string]int{}
	var b strings.Builder
	decoder := xml.NewDecoder(strings.NewReader(svg))
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			return elements, b.String()
		}
		if err != nil {
			t.Fatalf("the picture is not well formed: %v", err)
		}
		switch token := token.(type) {
		case xml.StartElement:
			elements[token.Name.Local]++
			for _, attribute := range token.Attr {
				if name := attribute.Name.Local; name == "style" || name == "href" || strings.HasPrefix(name, "on") {
					t.Errorf("element %s has an attribute %s", token.Name.Local, name)
				}
			}
		case xml.CharData:
			b.Write(token)
			b.WriteByte('\n')
		}
	}
}

// TestPicturesOfNothing draws every kind of chart where nothing has a value, or one
// thing alone has: each is a picture.
func TestPicturesOfNothing(t *testing.T) {
	t.Parallel()
	l := chartLocale(locale.French)
	months := Monthly{ID: "m", Title: "Marks", Series: "Satisfaction", Format: FormatMark, From: observatory.NewDay(2025, 11, 1), To: observatory.NewDay(2026, 10, 31)}
	one := Dots{ID: "one", Title: "Dots", Format: FormatPercent, Bounds: []BoundLine{{Name: "Good", At: 50}},
		Groups: []DotGroup{{Name: "None"}, {Name: "One", Dots: []Dot{{Name: "Passport", Value: 12, Level: indicator.LevelRed}}}}}
	none := one
	none.Groups = []DotGroup{{Name: "None"}, {Name: "Nor here"}}
	renderer := patient(builtAssets(t))
	for name, chart := range map[string]Chart{
		"months without a cell":   MarksByMonth(l, months),
		"dots of one":             ProcedureDots(l, one),
		"dots of none":            ProcedureDots(l, none),
		"shares without a count":  StatusShare(l, Shares{ID: "s", Title: "Shares", Groups: []ShareGroup{{Name: "Nothing"}}}),
		"answers without a count": AnswerDistribution(l, Shares{ID: "a", Title: "Answers", Groups: []ShareGroup{{}}}),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if svg := draw(t, renderer, Picture{Chart: chart, Theme: ThemeLight, Width: 960, Height: chart.Wide}); !strings.Contains(svg, "</svg>") {
				t.Errorf("the picture is %.80q", svg)
			}
		})
	}
}

func TestHostileTextInPicture(t *testing.T) {
	t.Parallel()
	m := sampleMonthly(hostile)
	m.Series, m.Bounds, m.Changes = hostile, []BoundLine{{8, hostile}}, []MonthChange{{m.From, hostile}}
	s := sampleShares(hostile)
	s.Groups[0].Name = hostile
	r := patient(builtAssets(t))
	for name, chart := range map[string]Chart{"marks": MarksByMonth(chartLocale(locale.French), m), "status": StatusShare(chartLocale(locale.French), s)} {
		t.Run(name, func(t *testing.T) {
			svg := draw(t, r, Picture{Chart: chart, Theme: ThemeLight, Width: 960, Height: 320})
			if elements, _ := readSVG(t, svg); elements["img"]+elements["script"] > 0 {
				t.Errorf("the text became an element: %v", elements)
			}
		})
	}
}

func TestAxisFigures(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		format Format
		lang   string
		x      float64
		want   string
	}{
		{FormatMark, locale.French, 8, "8"},
		{FormatMark, locale.French, 2.5, "2,5"},
		{FormatPercent, locale.French, 80, "80\u00a0%"},
		{FormatPercent, locale.English, 80, "80%"},
		{FormatCount, locale.French, 1234567, "1\u00a0234\u00a0567"},
		{FormatCount, locale.English, 120000, "120,000"},
		{FormatCount, locale.English, -1200, "-1,200"},
	} {
		if got := axisNumber(test.format, chartLocale(test.lang))(test.x); got != test.want {
			t.Errorf("%v as %s in %s: %q, want %q", test.x, test.format, test.lang, got, test.want)
		}
	}
}

// scripted is a renderer that runs another script than the charts'.
func scripted(draw string) *Renderer {
	return patient(&web.Assets{Script: `var charts = { draw: function (json, theme, width) { ` + draw + ` } };`})
}

func picture(version string, width int) Picture {
	return Picture{Chart: Chart{ID: "c", Lang: locale.French}, Theme: ThemeLight, Width: width, Height: 320, Version: version}
}

func TestRefusedPictures(t *testing.T) {
	t.Parallel()
	r := scripted(`return "svg"`)
	for name, change := range map[string]func(*Picture){
		"no theme":   func(p *Picture) { p.Theme = "" },
		"too wide":   func(p *Picture) { p.Width = 1601 },
		"too narrow": func(p *Picture) { p.Width = 239 },
		"too high":   func(p *Picture) { p.Height = 1201 },
		"too low":    func(p *Picture) { p.Height = 119 },
	} {
		t.Run(name, func(t *testing.T) {
			p := picture("1", 960)
			change(&p)
			var invalid *observatory.InvalidError
			if _, err := r.SVG(t.Context(), p); !errors.As(err, &invalid) {
				t.Errorf("error %v, want one that names the field", err)
			}
		})
	}
}

func TestEndlessScriptIsInterrupted(t *testing.T) {
	t.Parallel()
	for name, r := range map[string]*Renderer{
		"while it draws":  scripted(`for (;;);`),
		"while it starts": patient(&web.Assets{Script: `for (;;);`}),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r.limit = time.Millisecond
			if svg, err := r.SVG(t.Context(), picture("v1", 700)); !errors.Is(err, ErrTooSlow) || !strings.Contains(err.Error(), "longer than 1ms") {
				t.Errorf("drew %q, error %v", svg, err)
			}
		})
	}
}

func TestReaderGoesAway(t *testing.T) {
	t.Parallel()
	r := scripted(`return "svg"`)
	for range drawAtOnce { // others draw for ever
		r.slots <- struct{}{}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := r.SVG(ctx, picture("1", 960)); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v, want %v", err, context.Canceled)
	}
}

func TestPictureInUnknownLanguage(t *testing.T) {
	t.Parallel()
	p := picture("1", 960)
	p.Chart.Lang = "xx"
	if svg, err := scripted(`return "svg"`).SVG(t.Context(), p); err == nil || !strings.Contains(err.Error(), `"xx"`) {
		t.Errorf("drew %q, error %v", svg, err)
	}
}

func TestWithoutAssetsNoPicture(t *testing.T) {
	t.Parallel()
	if _, err := NewRenderer(&web.Assets{}, chartLocales()).SVG(t.Context(), picture("1", 960)); !errors.Is(err, ErrNoRenderer) {
		t.Errorf("error %v, want %v", err, ErrNoRenderer)
	}
}

func TestPicturesAreKept(t *testing.T) {
	t.Parallel()
	r := scripted(`return "width " + width`)
	first, err := r.SVG(t.Context(), picture("1", 960))
	if err != nil {
		t.Fatal(err)
	}
	same := func(p Picture) bool {
		svg, err := r.SVG(t.Context(), p)
		if err != nil {
			t.Fatal(err)
		}
		return &svg[0] == &first[0]
	}
	if !same(picture("1", 960)) {
		t.Error("the same picture was drawn twice")
	}
	if same(picture("1", 360)) {
		t.Error("another width gave the same picture")
	}
	if same(picture("2", 960)) || r.kept(picture("1", 960)) != nil {
		t.Error("a picture outlived its data version")
	}
	for width := range picturesKept + 1 {
		r.keep(picture("2", width), nil)
	}
	if len(r.known) > picturesKept {
		t.Errorf("%d pictures are kept, want at most %d", len(r.known), picturesKept)
	}
}

func TestManyReadersOfManyPictures(t *testing.T) {
	t.Parallel()
	r := scripted(`return "width " + width`)
	var group sync.WaitGroup
	for reader := range 64 {
		group.Go(func() {
			svg, err := r.SVG(t.Context(), picture("1", 300+reader%8))
			if err != nil || !bytes.HasPrefix(svg, []byte("width 30")) {
				t.Errorf("reader %d got %q, %v", reader, svg, err)
			}
		})
	}
	group.Wait()
}

func BenchmarkSVG(b *testing.B) {
	r := patient(builtAssets(b))
	chart := MarksByMonth(chartLocale(locale.French), sampleMonthly("Satisfaction"))
	p := Picture{Chart: chart, Theme: ThemeLight, Width: 960, Height: 320}
	draw(b, r, p) // compiles the script
	for b.Loop() {
		if _, err := r.draw(p); err != nil {
			b.Fatal(err)
		}
	}
}
