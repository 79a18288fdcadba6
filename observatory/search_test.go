package observatory_test

import (
	"strings"
	"testing"

	"servicequality/observatory"
)

func TestFold(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"Pré-plainte  en LIGNE": "pre plainte en ligne", "l’Œuvre": "l oeuvre", "ﬁn": "fin", "": "", "@CTES": "ctes",
		"Straße nach Łódź": "strasse nach lodz", "Dossier № 5": "dossier no 5", "Øre_2²": "ore 22",
	} {
		if got := observatory.Fold(text); got != want {
			t.Errorf("fold(%q) = %q, want %q", text, got, want)
		}
	}
}

func FuzzFold(f *testing.F) {
	f.Add("Déclarer ses œuvres")
	f.Fuzz(func(t *testing.T, text string) {
		once := observatory.Fold(text)
		if strings.Contains(once, "  ") || strings.TrimSpace(once) != once {
			t.Errorf("fold(%q) = %q", text, once)
		}
		if twice := observatory.Fold(once); twice != once {
			t.Errorf("fold is not stable: %q, %q", once, twice)
		}
	})
}
