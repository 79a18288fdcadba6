package locale

import (
	"maps"
	"regexp"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"servicequality/observatory"
)

func everyLocale(t *testing.T) map[string]*Locale {
	t.Helper()
	locales, err := Read()
	if err != nil {
		t.Fatal(err)
	}
	return locales
}

func TestMessagesAreCompleteInEveryLanguage(t *testing.T) {
	t.Parallel()
	locales := everyLocale(t)
	keys := func(code string) []string { return slices.Sorted(maps.Keys(locales[code].messages)) }
	if diff := cmp.Diff(keys(French), keys(English)); diff != "" {
		t.Errorf("-French +English\n%s", diff)
	}
	placeholders := regexp.MustCompile(`%(\[\d\])?s`)
	for key, message := range locales[French].messages {
		if message == "" || locales[English].messages[key] == "" {
			t.Errorf("%s is empty", key)
		}
		fr, en := placeholders.FindAllString(message, -1), placeholders.FindAllString(locales[English].messages[key], -1)
		if len(fr) != len(en) {
			t.Errorf("%s has %d placeholders in French, %d in English", key, len(fr), len(en))
		}
	}
}

// French sets a space before these signs, at which a line must not end.
func TestFrenchSignsStayWithTheirWords(t *testing.T) {
	t.Parallel()
	parted := regexp.MustCompile(` [:;?!»]|« `)
	for key, message := range everyLocale(t)[French].messages {
		if parted.MatchString(message) {
			t.Errorf("%s has a space that a line may end at before or after a sign: %q", key, message)
		}
	}
}

func TestNumbersAndDates(t *testing.T) {
	t.Parallel()
	locales := everyLocale(t)
	fr, en := locales[French], locales[English]
	percent := func(x float64) *observatory.Micro { m := observatory.MicroOf(x); return &m }
	for _, test := range []struct{ got, want string }{
		{fr.Count(1234567), "1\u00a0234\u00a0567"}, {en.Count(1234567), "1,234,567"}, {fr.Count(0), "0"}, {fr.Count(999), "999"},
		{fr.Digits("1234.50"), "1\u00a0234,50"}, {en.Digits("7.99"), "7.99"}, {fr.Digits("-1234"), "-1\u00a0234"}, {fr.Digits(""), ""},
		{fr.Date(observatory.NewDay(2026, 10, 31)), "31 octobre 2026"}, {en.Date(observatory.NewDay(2026, 10, 31)), "31 October 2026"},
		{fr.Date(observatory.NewDay(2026, 11, 1)), "1er novembre 2026"}, {fr.Date(0), ""},
		{fr.N("answers", 0), "0 réponse"}, {fr.N("answers", 1), "1 réponse"}, {fr.N("answers", 2), "2 réponses"},
		{en.N("answers", 0), "0 answers"}, {en.N("answers", 1), "1 answer"},
		{en.N("pace.asked", 1, "65", "December 2027", "3.8"), "For 65 procedures online in December 2027, 1 quarter is left: the target asks for 3.8."},
		{fr.Percent(percent(65.36965)), "65,4\u00a0%"}, {en.Percent(percent(65.36965)), "65.4%"}, {fr.Percent(nil), "–"},
		{en.Percent(percent(99.96)), "99.96%"}, {en.Percent(percent(100)), "100.0%"}, {en.Percent(percent(0.03)), "0.03%"}, {en.Percent(percent(0)), "0.0%"},
		{fr.Enumerate([]string{"a", "b", "c"}), "a, b et c"}, {en.Enumerate([]string{"a"}), "a"},
	} {
		if test.got != test.want {
			t.Errorf("%q, want %q", test.got, test.want)
		}
	}
}

func TestChooseLanguage(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ asked, accept, want string }{
		{"", "", French}, {"en", "fr", English}, {"de", "en", English}, {"", "de,es;q=0.9", French},
		{"", "en-GB, fr;q=0.8", English}, {"", "en;q=0.3,fr-CA;q=0.4", French}, {"", "en;q=0", French}, {"", ";;,,q", French},
	} {
		if got := Choose(test.asked, test.accept); got != test.want {
			t.Errorf("chooseLanguage(%q, %q) = %q, want %q", test.asked, test.accept, got, test.want)
		}
	}
}
