package page

import (
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"servicequality/dashboard/snapshot"
	"servicequality/observatory/indicator"
	"servicequality/web/locale"
)

func readTestLocales(t *testing.T) map[string]*locale.Locale {
	t.Helper()
	locales, err := locale.Read()
	if err != nil {
		t.Fatal(err)
	}
	return locales
}

// Keys that the pages name must exist; those that they put together are
// looked for by the vocabulary.
func TestEveryKeyInUseExists(t *testing.T) {
	t.Parallel()
	l := readTestLocales(t)[locale.French]
	var sources []string
	for _, pattern := range []string{"templates/*.html", "*.go", "../*.go", "../*/*.go", "../../web/*.go", "../../web/*/*.go"} {
		files, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		sources = append(sources, files...)
	}
	named := regexp.MustCompile(`(?:\bT|\bMsg)[ (]"([a-z_0-9.]+[a-z0-9])"`)
	counted := regexp.MustCompile(`\bN\("([a-z_.]+)"`)
	for _, file := range sources {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, match := range named.FindAllStringSubmatch(string(text), -1) {
			if !l.Has(match[1]) {
				t.Errorf("%s: no message %s", file, match[1])
			}
		}
		for _, match := range counted.FindAllStringSubmatch(string(text), -1) {
			if !l.Has(match[1]+".one") || !l.Has(match[1]+".other") {
				t.Errorf("%s: no plural of %s", file, match[1])
			}
		}
	}
	var keys []string
	for _, rule := range indicator.Registry() {
		for _, part := range []string{"name", "about", "formula"} {
			keys = append(keys, "kind."+string(rule.Kind)+"."+part)
		}
		for _, word := range rule.Words {
			keys = append(keys, "word."+string(rule.Kind)+"."+word.Word)
		}
		for _, bound := range rule.Bounds {
			keys = append(keys, "level."+string(bound.Level))
		}
		keys = append(keys, "origin."+string(rule.Origin))
	}
	for _, name := range append(indicator.Variants(), indicator.VariantAllOutcomes) {
		keys = append(keys, "variant."+name)
	}
	for _, word := range []string{string(indicator.LevelGreen), string(indicator.LevelYellow), string(indicator.LevelRed), snapshot.LevelNone, "blue"} {
		keys = append(keys, "level."+word)
	}
	for _, word := range snapshot.OnlineWords() {
		keys = append(keys, "word.online."+word)
	}
	for _, sort := range snapshot.Sorts() {
		if _, kind := indicator.FindRule(indicator.Kind(sort)); !kind {
			keys = append(keys, "column."+sort)
		}
	}
	for _, state := range []indicator.State{
		indicator.StateNotOnline, indicator.StateNotApplicable, indicator.StatePending, indicator.StateNoButton,
		indicator.StateStale, indicator.StateUnknown,
	} {
		keys = append(keys, "state."+string(state), "reason."+string(state))
	}
	for _, page := range []string{"home", "list", "method", "accessibility", "privacy", "sitemap"} {
		keys = append(keys, page+".title", page+".description")
	}
	for _, status := range []string{"400", "404", "500", "503", "503.access"} {
		keys = append(keys, "error."+status+".title", "error."+status+".text")
	}
	for _, key := range keys {
		if !l.Has(key) {
			t.Errorf("no message %s", key)
		}
	}
}
