package snapshot

import (
	"strings"
	"testing"
)

func TestFold(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"Pré-plainte  en LIGNE": "pre plainte en ligne", "l’Œuvre": "l oeuvre", "ﬁn": "fin", "": "", "@CTES": "ctes",
	} {
		if got := Fold(text); got != want {
			t.Errorf("fold(%q) = %q, want %q", text, got, want)
		}
	}
}

func FuzzFold(f *testing.F) {
	f.Add("Déclarer ses œuvres")
	f.Fuzz(func(t *testing.T, text string) {
		once := Fold(text)
		if strings.Contains(once, "  ") || strings.TrimSpace(once) != once {
			t.Errorf("fold(%q) = %q", text, once)
		}
		if twice := Fold(once); twice != once {
			t.Errorf("fold is not stable: %q, %q", once, twice)
		}
	})
}
