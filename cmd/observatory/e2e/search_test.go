package e2e

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
)

// TestSearch asks for procedures by what people call them: the list, the form and the
// API find the same, in the same order, and what finds nothing is told what it may have
// meant.
func TestSearch(t *testing.T) {
	t.Parallel()
	in, _, _ := demonstration(t)
	type items struct {
		Items []struct{ ID, Title string }
	}
	for question, want := range map[string]string{
		"impôts": "demo-declarer-ses-revenus", "impot": "demo-declarer-ses-revenus", "tax return": "demo-declarer-ses-revenus",
		"pasport": "demo-demander-un-passeport", "carte grise": "",
	} {
		found := getJSON[items](in, in.public+"/api/v1/procedures?q="+url.QueryEscape(question)).Items
		if len(found) == 0 || want != "" && found[0].ID != want {
			t.Errorf("the API finds %v for %q, want %s first", found, question, want)
			continue
		}
		list, form := string(in.get("/demarches?q="+url.QueryEscape(question))), string(in.get("/avis?q="+url.QueryEscape(question)))
		for name, page := range map[string]string{"list": list, "form": form} {
			at := make([]int, len(found[:min(len(found), 5)]))
			for i := range at {
				link := "/demarches/" + found[i].ID
				if name == "form" {
					link = "/avis/" + found[i].ID
				}
				at[i] = strings.Index(page, `"`+link)
			}
			if slices.Contains(at, -1) || !slices.IsSorted(at) {
				t.Errorf("the %s shows %v for %q at %v", name, found[:len(at)], question, at)
			}
		}
	}
	const slip = "passeprot"
	for address, sentence := range map[string]string{
		"/demarches?lang=en&q=" + slip: "Did you mean one of these procedures?", "/demarches?lang=fr&q=" + slip: "Vouliez-vous l’une de ces démarches",
		"/avis?lang=en&q=" + slip: "Did you mean one of these procedures?", "/avis?lang=de&q=" + slip: "Meinten Sie eines dieser Verfahren?",
	} {
		if status, page := in.status(address); status != http.StatusOK || !strings.Contains(page, sentence) || !strings.Contains(page, "demo-demander-un-passeport") {
			t.Errorf("%s suggests nothing", address)
		}
	}
	if page := string(in.get("/demarches?lang=en&q=zzzzqqqq")); strings.Contains(page, "Did you mean") {
		t.Error("something is suggested for what is like nothing")
	}
}
