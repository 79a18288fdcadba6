package chart

import (
	_ "embed"
	"encoding/json"
	"fmt"
)

// Theme names the colours of a chart.
type Theme string

// The themes. A reader's browser chooses by prefers-color-scheme.
const (
	ThemeLight Theme = "light"
	ThemeDark  Theme = "dark"
)

// themesJSON is read by the charts' script as well: one list of colours for
// what browsers draw and for what the server draws.
//
//go:embed themes.json
var themesJSON []byte

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

// The names of the colours in palette.Series. A chart's option names colours
// and holds none, so that one option serves both themes.
const (
	Blue   = "blue"
	Green  = "green"
	orange = "orange"
	purple = "purple"
	azure  = "azure"
	brown  = "brown"
	Grey   = "grey"
)

// readPalettes returns the colours of both themes.
func readPalettes() (map[Theme]palette, error) {
	var palettes map[Theme]palette
	if err := json.Unmarshal(themesJSON, &palettes); err != nil {
		return nil, fmt.Errorf("cannot read themes.json: %w", err)
	}
	return palettes, nil
}
