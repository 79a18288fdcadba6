package mask

import (
	"strings"
	"testing"
)

// BenchmarkMask shows what the worst texts cost beside an ordinary one, and that
// one seven times as long costs no more than seven times as much.
func BenchmarkMask(b *testing.B) {
	m := New()
	for name, text := range map[string]string{
		"ordinary":  "Bonjour, la démarche est simple mais Mme Durand au 06 12 34 56 78 n'a jamais répondu à mon courriel.",
		"digits":    strings.Repeat("4", 2000),
		"digits7":   strings.Repeat("4", 14000),
		"spaced":    strings.Repeat("0 1", 666),
		"letters":   strings.Repeat("a", 1999) + "@",
		"ats":       strings.Repeat("a@", 1000),
		"titles":    strings.Repeat("M ", 1000),
		"particles": strings.Repeat("M. de d'", 250),
		"iban7":     strings.Repeat("FR12", 3500),
		"iban":      strings.Repeat("FR12", 500),
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				m.Mask(text)
			}
		})
	}
}
