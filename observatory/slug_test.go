package observatory_test

import (
	"strings"
	"testing"

	"servicequality/observatory"
)

func TestSlug(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"Écologie / Cohésion des territoires":  "ecologie-cohesion-des-territoires",
		"Déclaration d'impôt":                  "declaration-d-impot",
		"  Cœur de ville : œuvres & n° 5 ":     "coeur-de-ville-oeuvres-n-5",
		"Straße, Łódź":                         "strasse-lodz",
		"İstanbul":                             "istanbul",
		"« — »":                                "",
		"عربي":                                 "",
		strings.Repeat("a", 80):                strings.Repeat("a", 64),
		strings.Repeat("a", 63) + " bc":        strings.Repeat("a", 63),
		strings.Repeat("a", 61) + " bc de":     strings.Repeat("a", 61) + "-bc",
		"e\u0301tat civil":                     "etat-civil",
		"Prime d’activité\u00a0: aide (CAF)\n": "prime-d-activite-aide-caf",
	} {
		if got := observatory.Slug(text); got != want {
			t.Errorf("Slug(%q) = %q, want %q", text, got, want)
		}
	}
}

func FuzzSlug(f *testing.F) {
	f.Add("Écologie / Cohésion des territoires")
	f.Add(strings.Repeat("très long titre ", 9))
	f.Fuzz(func(t *testing.T, text string) {
		slug := observatory.Slug(text)
		if slug != "" && !observatory.ValidID(slug) {
			t.Errorf("Slug(%q) = %q is no id", text, slug)
		}
		if again := observatory.Slug(slug); again != slug {
			t.Errorf("Slug(%q) = %q", slug, again)
		}
	})
}
