package dashboard

import (
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"servicequality/observatory"
	"servicequality/observatory/indicator"
)

func readTestLocales(t *testing.T) map[string]*locale {
	t.Helper()
	locales, err := readLocales()
	if err != nil {
		t.Fatal(err)
	}
	return locales
}

func TestMessagesAreCompleteInEveryLanguage(t *testing.T) {
	t.Parallel()
	locales := readTestLocales(t)
	keys := func(code string) []string { return slices.Sorted(maps.Keys(locales[code].messages)) }
	if diff := cmp.Diff(keys(french), keys(english)); diff != "" {
		t.Errorf("-French +English\n%s", diff)
	}
	placeholders := regexp.MustCompile(`%(\[\d\])?s`)
	for key, message := range locales[french].messages {
		if message == "" || locales[english].messages[key] == "" {
			t.Errorf("%s is empty", key)
		}
		fr, en := placeholders.FindAllString(message, -1), placeholders.FindAllString(locales[english].messages[key], -1)
		if len(fr) != len(en) {
			t.Errorf("%s has %d placeholders in French, %d in English", key, len(fr), len(en))
		}
	}
}

// French sets a space before these signs, at which a line must not end.
func TestFrenchSignsStayWithTheirWords(t *testing.T) {
	t.Parallel()
	parted := regexp.MustCompile(` [:;?!»]|« `)
	for key, message := range readTestLocales(t)[french].messages {
		if parted.MatchString(message) {
			t.Errorf("%s has a space that a line may end at before or after a sign: %q", key, message)
		}
	}
}

// Keys that the pages name must exist; those that they put together are
// looked for by the vocabulary.
func TestEveryKeyInUseExists(t *testing.T) {
	t.Parallel()
	l := readTestLocales(t)[french]
	var sources []string
	for _, pattern := range []string{"templates/*.html", "*.go"} {
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
	for _, word := range []string{string(indicator.LevelGreen), string(indicator.LevelYellow), string(indicator.LevelRed), levelNone, "blue"} {
		keys = append(keys, "level."+word)
	}
	for _, word := range onlineWords() {
		keys = append(keys, "word.online."+word)
	}
	for _, sort := range listingSorts() {
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

func TestNumbersAndDates(t *testing.T) {
	t.Parallel()
	locales := readTestLocales(t)
	fr, en := locales[french], locales[english]
	percent := func(x float64) *observatory.Micro { m := observatory.MicroOf(x); return &m }
	for _, test := range []struct{ got, want string }{
		{fr.Count(1234567), "1\u00a0234\u00a0567"}, {en.Count(1234567), "1,234,567"}, {fr.Count(0), "0"}, {fr.Count(999), "999"},
		{fr.Digits("1234.50"), "1\u00a0234,50"}, {en.Digits("7.99"), "7.99"}, {fr.Digits("-1234"), "-1\u00a0234"}, {fr.Digits(""), ""},
		{fr.Date(observatory.NewDay(2026, 10, 31)), "31 octobre 2026"}, {en.Date(observatory.NewDay(2026, 10, 31)), "31 October 2026"},
		{fr.Date(observatory.NewDay(2026, 11, 1)), "1er novembre 2026"}, {fr.Date(0), ""},
		{fr.N("answers", 0), "0 réponse"}, {fr.N("answers", 1), "1 réponse"}, {fr.N("answers", 2), "2 réponses"},
		{en.N("answers", 0), "0 answers"}, {en.N("answers", 1), "1 answer"},
		{fr.Percent(percent(65.36965)), "65,4\u00a0%"}, {en.Percent(percent(65.36965)), "65.4%"}, {fr.Percent(nil), "–"},
		{en.Percent(percent(99.96)), "99.96%"}, {en.Percent(percent(100)), "100.0%"}, {en.Percent(percent(0.03)), "0.03%"}, {en.Percent(percent(0)), "0.0%"},
		{fr.Enumerate([]string{"a", "b", "c"}), "a, b et c"}, {en.Enumerate([]string{"a"}), "a"},
	} {
		if test.got != test.want {
			t.Errorf("%q, want %q", test.got, test.want)
		}
	}
}

func TestFold(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"Pré-plainte  en LIGNE": "pre plainte en ligne", "l’Œuvre": "l oeuvre", "ﬁn": "fin", "": "", "@CTES": "ctes",
	} {
		if got := fold(text); got != want {
			t.Errorf("fold(%q) = %q, want %q", text, got, want)
		}
	}
}

func TestCellsAreInert(t *testing.T) {
	t.Parallel()
	for cell, want := range map[string]string{
		"=1+1": "'=1+1", "+33 1": "'+33 1", "-1.5": "-1.5", "-cmd": "'-cmd", "@SUM(A1)": "'@SUM(A1)", "\tx": "'\tx", "\rx": "'\rx", "\nx": "'\nx",
		"plain": "plain", "": "", "a=b": "a=b",
	} {
		if got := inert(cell); got != want {
			t.Errorf("inert(%q) = %q, want %q", cell, got, want)
		}
	}
}

func FuzzFold(f *testing.F) {
	f.Add("Déclarer ses œuvres")
	f.Fuzz(func(t *testing.T, text string) {
		once := fold(text)
		if strings.Contains(once, "  ") || strings.TrimSpace(once) != once {
			t.Errorf("fold(%q) = %q", text, once)
		}
		if twice := fold(once); twice != once {
			t.Errorf("fold is not stable: %q, %q", once, twice)
		}
	})
}
