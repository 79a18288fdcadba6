package dashboard_test

import (
	"html"
	"net/http"
	"regexp"
	"strings"
	"testing"
)

// TestSuggestedQuestions follows the questions of the first page to the list: each
// finds something.
func TestSuggestedQuestions(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	home := s.get("/?lang=en").Body.String()
	asked := regexp.MustCompile(`<ul class="questions">(?s:.*?)</ul>`).FindString(home)
	followed := 0
	for _, link := range regexp.MustCompile(`href="(/demarches\?[^"]*)"`).FindAllStringSubmatch(asked, -1) {
		followed++
		answer := s.get(html.UnescapeString(link[1]))
		if body := answer.Body.String(); answer.Code != http.StatusOK || !strings.Contains(body, `class="cards procedures"`) {
			t.Errorf("%s finds nothing", link[1])
		}
	}
	if followed == 0 {
		t.Errorf("the first page asks nothing of the list: %.500s", asked)
	}
}
