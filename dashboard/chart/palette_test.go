package chart

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"testing"
)

// The backgrounds that charts are drawn on, and that the style sheet gives to
// the pages: the contrasts of all other colours are held against them.
const (
	backgroundLight = "#ffffff"
	backgroundDark  = "#161616"
)

// luminance is the relative luminance of a colour (WCAG 2.2).
func luminance(t *testing.T, color string) float64 {
	t.Helper()
	var rgb [3]uint8
	if _, err := fmt.Sscanf(color, "#%02x%02x%02x", &rgb[0], &rgb[1], &rgb[2]); err != nil || len(color) != 7 {
		t.Fatalf("%q is not a colour like #000091", color)
	}
	var linear [3]float64
	for i, c := range rgb {
		x := float64(c) / 255
		if linear[i] = x / 12.92; x > 0.04045 {
			linear[i] = math.Pow((x+0.055)/1.055, 2.4)
		}
	}
	return 0.2126*linear[0] + 0.7152*linear[1] + 0.0722*linear[2]
}

// contrast is the contrast ratio of two colours, 1 to 21 (WCAG 2.2).
func contrast(t *testing.T, a, b string) float64 {
	t.Helper()
	x, y := luminance(t, a), luminance(t, b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

// palette is the colours of one theme, written #rrggbb.
type palette struct {
	Background string `json:"background"`
	// Text, Muted and Notice write on the background, OnSeries on bars.
	Text     string `json:"text"`
	Muted    string `json:"muted"`
	Notice   string `json:"notice"`
	OnSeries string `json:"onSeries"`
	// Grid is decoration: no reading depends on it.
	Grid string `json:"grid"`
	// Series holds the colours of lines and bars by name.
	Series map[string]string `json:"series"`
}

func TestContrasts(t *testing.T) {
	t.Parallel()
	const forText, forGraphics = 4.5, 3.0
	text, err := os.ReadFile("themes.json")
	if err != nil {
		t.Fatal(err)
	}
	var palettes map[Theme]palette
	if err := json.Unmarshal(text, &palettes); err != nil {
		t.Fatal(err)
	}
	for theme, background := range map[Theme]string{ThemeLight: backgroundLight, ThemeDark: backgroundDark} {
		p := palettes[theme]
		if p.Background != background {
			t.Errorf("%s: charts are drawn on %q, pages on %q", theme, p.Background, background)
		}
		check := func(what, color, against string, least float64) {
			if got := contrast(t, color, against); got < least {
				t.Errorf("%s: %s (%s on %s) has a contrast of %.2f, want %.1f", theme, what, color, against, got, least)
			}
		}
		for what, color := range map[string]string{"text": p.Text, "muted": p.Muted, "notice": p.Notice} {
			check(what, color, background, forText)
		}
		for _, name := range []string{Blue, Green, orange, purple, azure, brown, Grey} {
			check(name, p.Series[name], background, forGraphics)
			check("label on "+name, p.OnSeries, p.Series[name], forText)
		}
	}
}
