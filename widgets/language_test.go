package widgets

import (
	"maps"
	"regexp"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"servicequality/observatory/rating"
)

func TestLanguagesSayTheSameThings(t *testing.T) {
	t.Parallel()
	languages, err := loadLanguages(embedded)
	if err != nil {
		t.Fatal(err)
	}
	verbs := regexp.MustCompile(`%[sd]`)
	first := languages.all[0]
	for _, l := range languages.all[1:] {
		want, got := slices.Sorted(maps.Keys(first.messages)), slices.Sorted(maps.Keys(l.messages))
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("messages of %s and %s (-%[1]s +%[2]s):\n%s", first.Code(), l.Code(), diff)
		}
		for key, text := range l.messages {
			if text == "" && key != "unreviewed" {
				t.Errorf("%s: %s is empty", l.Code(), key)
			}
			if diff := cmp.Diff(verbs.FindAllString(first.messages[key], -1), verbs.FindAllString(text, -1)); diff != "" {
				t.Errorf("%s: %s (-%s):\n%s", l.Code(), key, first.Code(), diff)
			}
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
