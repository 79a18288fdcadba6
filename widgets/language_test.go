package widgets

import (
	"encoding/json"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"servicequality/observatory"
	"servicequality/observatory/rating"
)

// catalogue reads one file of messages.
func catalogue(t *testing.T, name string) map[string]string {
	t.Helper()
	text, err := embedded.ReadFile("messages/" + name)
	if err != nil {
		t.Fatal(err)
	}
	var messages map[string]string
	if err := json.Unmarshal(text, &messages); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return messages
}

func TestLanguagesSayTheSameThings(t *testing.T) {
	t.Parallel()
	verbs := regexp.MustCompile(`%[sd]`)
	files := map[string][]string{"integration.": {"fr", "en"}, "": languageCodes()}
	for part, codes := range files {
		first := catalogue(t, part+codes[0]+".json")
		for _, code := range codes[1:] {
			messages := catalogue(t, part+code+".json")
			if diff := cmp.Diff(slices.Sorted(maps.Keys(first)), slices.Sorted(maps.Keys(messages))); diff != "" {
				t.Errorf("messages of %s and %s (-%[1]s +%[2]s):\n%s", codes[0], code, diff)
			}
			for key, text := range messages {
				if text == "" && key != "unreviewed" {
					t.Errorf("%s: %s is empty", code, key)
				}
				if diff := cmp.Diff(verbs.FindAllString(first[key], -1), verbs.FindAllString(text, -1)); diff != "" {
					t.Errorf("%s: %s (-%s):\n%s", code, key, codes[0], diff)
				}
			}
		}
	}
}

// TestNumbersOfTheForm: numbers are written as each language does.
func TestNumbersOfTheForm(t *testing.T) {
	t.Parallel()
	languages, err := loadLanguages(embedded)
	if err != nil {
		t.Fatal(err)
	}
	for code, want := range map[string][]string{
		"fr": {"1\u00a0234 démarches trouvées", "1 démarche trouvée", "8,6", "mars 2026"},
		"en": {"1,234 procedures found", "1 procedure found", "8.6", "March 2026"},
		"es": {"1.234 trámites encontrados", "1 trámite encontrado", "8,6", "marzo 2026"},
		"de": {"1.234 Verfahren gefunden", "1 Verfahren gefunden", "8,6", "März 2026"},
		"it": {"1.234 pratiche trovate", "1 pratica trovata", "8,6", "marzo 2026"},
		"pt": {"1.234 procedimentos encontrados", "1 procedimento encontrado", "8,6", "março 2026"},
		"ar": {"عدد المعاملات التي تم العثور عليها: 1,234", "تم العثور على معاملة واحدة", "8.6", "مارس 2026"},
	} {
		l := languages.match(code, "")
		got := []string{l.count("find", 1234), l.count("find", 1), l.Digits("8.6"), l.Month(observatory.NewDay(2026, 3, 31))}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", code, diff)
		}
		if two := l.count("find", 2); two != strings.Replace(want[0], l.Count(1234), "2", 1) {
			t.Errorf("%s: two are %q", code, two)
		}
	}
}

func TestEveryCodeHasItsWords(t *testing.T) {
	t.Parallel()
	languages, err := loadLanguages(embedded)
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range languages.all {
		for prefix, codes := range map[string][]string{"satisfaction.": rating.SatisfactionCodes(), "help.": rating.HelpChannels()} {
			for _, code := range codes {
				if _, err := l.text(prefix + code); err != nil {
					t.Error(err)
				}
			}
		}
	}
	if _, err := languages.all[0].text("no.such"); err == nil {
		t.Error("a missing message is no error")
	}
}
