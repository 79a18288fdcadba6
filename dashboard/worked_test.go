package dashboard_test

import (
	"strings"
	"testing"
)

// TestPublishedNumbersExplained: whoever has a sentence of the State in mind
// finds by which rule it was made, with the exact number.
func TestPublishedNumbersExplained(t *testing.T) {
	t.Parallel()
	site := newSite(t)
	for address, words := range map[string][]string{
		"/methodologie?lang=en": {
			"67% of procedures are online", "67.548638%", "65.369650%", "71.595331%", "67.200000%", "(100\u00a0×\u00a0168 &#43; 50\u00a0×\u00a010 &#43; 10\u00a0×\u00a06)\u00a0÷ 257",
			"65 procedures with FranceConnect", "49.242424%", "46.428571%", "52.142857%",
			"82% satisfaction", "81.875000%", "86.265438%", "82.152757%", "83.683132% – 86.676574%", "80.206623% – 83.075707%",
			"a response rate of 1.12%", "mean would be 0.09; the best, 9.98",
		},
		"/methodologie?lang=fr": {"67,548638\u00a0%", "un taux de réponse de 1,12\u00a0%", "de 0,09", "de 9,98", "coupée après l’unité"},
	} {
		body := site.get(address).Body.String()
		for _, word := range words {
			if !strings.Contains(body, word) {
				t.Errorf("%s lacks %q", address, word)
			}
		}
		if strings.Contains(body, "%!") || strings.Contains(body, "%%") {
			t.Errorf("%s has a message with other placeholders", address)
		}
	}
}
