package widgets_test

import (
	"bytes"
	"context"
	"encoding/json"
	"encoding/xml"
	"errors"
	"image/png"
	"io"
	"net/http"
	"strings"
	"testing"

	"servicequality/observatory"
	"servicequality/observatory/indicator"
	"servicequality/widgets"
)

// checkPicture checks what holds for every SVG answer.
func checkPicture(t *testing.T, answer visit) {
	t.Helper()
	reader := xml.NewDecoder(bytes.NewReader(answer.Body.Bytes()))
	for {
		if _, err := reader.Token(); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Errorf("the picture is no XML: %v\n%s", err, answer.Body)
			break
		}
	}
	for name, want := range map[string]string{
		"Content-Type": "image/svg+xml", "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
		"X-Content-Type-Options": "nosniff", "Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin",
	} {
		if got := answer.Header().Get(name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	if !strings.Contains(answer.Body.String(), "<title") || answer.Header().Get("ETag") == "" {
		t.Errorf("no text alternative or no ETag:\n%s", answer.Body)
	}
}

func TestButtonPicture(t *testing.T) {
	t.Parallel()
	site := newSite(t, &acceptor{})
	for address, says := range map[string]string{
		"/button.svg": "Je donne mon avis", "/button.svg?lang=en&size=l&theme=dark": "Give my opinion",
		"/button.svg?lang=ar": "أبدي رأيي", "/button.svg?lang=xx&size=9&theme=pink": "Je donne mon avis",
	} {
		answer := get(t, site, address)
		if !strings.Contains(answer.Body.String(), says) {
			t.Errorf("%s does not say %s:\n%s", address, says, answer.Body)
		}
		if got := answer.Header().Get("Cache-Control"); !strings.HasPrefix(got, "public") {
			t.Errorf("%s is kept %q", address, got)
		}
		checkPicture(t, answer)
	}
}

func TestQR(t *testing.T) {
	t.Parallel()
	site := newSite(t, &acceptor{})
	drawn := get(t, site, "/qr/passeport.svg?channel=counter&button=desk-1&lang=en")
	checkPicture(t, drawn)
	if other := get(t, site, "/qr/passeport.svg?channel=counter&button=desk-2&lang=en"); bytes.Equal(other.Body.Bytes(), drawn.Body.Bytes()) {
		t.Error("two addresses have the same code")
	}
	if alias := get(t, site, "/qr/xwiki:823.svg?channel=counter&button=desk-1&lang=en"); !bytes.Equal(alias.Body.Bytes(), drawn.Body.Bytes()) {
		t.Error("an alias is not coded as the procedure")
	}
	picture, err := png.Decode(get(t, site, "/qr/passeport.png?source=letter").Body)
	if err != nil || picture.Bounds().Dx() < 300 {
		t.Errorf("the PNG: %v", err)
	}
	for address, status := range map[string]int{
		"/qr/nothing.svg": 404, "/qr/passeport": 404, "/qr/passeport.gif": 404, "/qr/passeport.svg?source=pigeon": 400, "/qr/passeport.svg?button=a%20b": 400,
	} {
		if answer := get(t, site, address); answer.Code != status {
			t.Errorf("%s answered %d, want %d", address, answer.Code, status)
		}
	}
}

// measured are figures as they are stored.
type measured map[string]indicator.Indicator

func (m measured) Satisfaction(_ context.Context, procedure string) (indicator.Indicator, error) {
	if procedure == "broken" {
		return indicator.Indicator{}, observatory.ErrUnavailable
	}
	figure, ok := m[procedure]
	if !ok {
		return figure, observatory.ErrNotFound
	}
	return figure, nil
}

func figuresSite(t *testing.T) http.Handler {
	t.Helper()
	figure := indicator.Indicator{
		Kind: indicator.KindSatisfaction, State: indicator.StatePublished, Numerator: 172, Denominator: 200,
		Value: new(observatory.Micro(8_600_000)), Low: new(observatory.Micro(7_812_345)), High: new(observatory.Micro(9_123_456)),
		Level: indicator.LevelGreen, N: 100, Counts: map[string]uint64{"bad": 10, "medium": 8, "good": 82},
		Window: observatory.TwelveMonths(observatory.NewDay(2026, 9, 30)),
	}
	below := indicator.Indicator{Kind: indicator.KindSatisfaction, State: indicator.StateBelowMinimum, N: 3, Window: figure.Window}
	site, _ := siteWith(t, widgets.Config{PublicURL: "https://avis.example", Figures: measured{"passeport": figure, "permis": below, "exemple": figure}},
		observatory.Procedure{ID: "passeport", Title: "Demander un passeport"},
		observatory.Procedure{ID: "permis", Title: "Échanger un <permis>"},
		observatory.Procedure{ID: "exemple", Title: "Obtenir une aide inventée", Synthetic: true},
		observatory.Procedure{ID: "rien", Title: "Rien"}, observatory.Procedure{ID: "broken", Title: "En panne"})
	return site
}

func TestBadgeAndCardSayTheSame(t *testing.T) {
	t.Parallel()
	site := figuresSite(t)
	for name, test := range map[string]struct{ id, lang, text, mark string }{
		"published": {"passeport", "en", "Demander un passeport: 8.6 out of 10 (between 7.8 and 9.2), 100 answers, year to September 2026, Badly 10 %, So-so 8 %, Well 82 %", "8.6 out of 10"},
		"French":    {"passeport", "fr", "Demander un passeport: 8,6 sur 10 (entre 7,8 et 9,2), 100 avis, un an jusqu’à septembre 2026, Mal 10 %, Moyennement 8 %, Bien 82 %", "8,6 sur 10"},
		"too few":   {"permis", "en", "Échanger un <permis>: no mark yet", "no mark yet"},
		"synthetic": {"exemple", "en", "Obtenir une aide inventée: 8.6 out of 10 (between 7.8 and 9.2), 100 answers, year to September 2026, Badly 10 %, So-so 8 %, Well 82 %, synthetic", "synthetic"},
		"nothing":   {"rien", "en", "Rien: no mark yet", "no mark yet"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var badge struct {
				Text   string
				Shares []struct{ Percent int }
			}
			answer := get(t, site, "/badge/"+test.id+".json?lang="+test.lang)
			if err := json.Unmarshal(answer.Body.Bytes(), &badge); err != nil || badge.Text != test.text {
				t.Errorf("%v\ngot  %s\nwant %s", err, badge.Text, test.text)
			}
			for _, address := range []string{"/badge/", "/card/"} {
				picture := get(t, site, address+test.id+".svg?lang="+test.lang)
				checkPicture(t, picture)
				if !strings.Contains(picture.Body.String(), ">"+test.mark+"<") {
					t.Errorf("%s does not show %q:\n%s", address, test.mark, picture.Body)
				}
			}
		})
	}
}

func TestBadgeThatCannotBeShown(t *testing.T) {
	t.Parallel()
	site := figuresSite(t)
	for address, status := range map[string]int{"/badge/nothing.svg": 404, "/badge/passeport.png": 404, "/card/passeport.json": 404, "/card/passeport": 404, "/badge/broken.svg": 503} {
		answer := get(t, site, address)
		if answer.Code != status || strings.HasPrefix(answer.Header().Get("Cache-Control"), "public") {
			t.Errorf("%s answered %d, kept %q", address, answer.Code, answer.Header().Get("Cache-Control"))
		}
	}
}

func TestBadgeIsNotSentAgain(t *testing.T) {
	t.Parallel()
	site := figuresSite(t)
	first := get(t, site, "/badge/passeport.svg")
	request, err := http.NewRequest(http.MethodGet, "/badge/passeport.svg", nil)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("If-None-Match", first.Header().Get("ETag"))
	if again := load(t, site, request); again.Code != http.StatusNotModified {
		t.Errorf("unchanged, it answered %d", again.Code)
	}
}
