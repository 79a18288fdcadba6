package dashboard_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"servicequality/observatory"
	"servicequality/observatory/access"
	"servicequality/observatory/edition"
)

// objectionTo is an objection to the frozen edition that nobody answered.
func objectionTo(procedure string) edition.Objection {
	o := edition.Objection{Edition: "2026-11", Procedure: procedure, Text: "Monsieur X says <b>no</b> of " + procedure, FiledOn: observatory.NewDay(2026, 11, 20)}
	o.Identify()
	return o
}

// TestRightOfReply: an owner sees the rows of the own procedure in the frozen
// edition and objects while that is open; the operator answers. Neither sees or
// does it for what is another's, and every step is in the audit log.
func TestRightOfReply(t *testing.T) {
	t.Parallel()
	s := newSpace(t, "", plainStore)
	const rows = "/espace/demarches/passeport/editions/2026-11"
	for address, want := range map[string]int{
		rows: 200, rows + "?lang=en": 200, strings.Replace(rows, "2026-11", "2026-10", 1): 200,
		strings.Replace(rows, "2026-11", "2026-12", 1): 404, // a draft
		strings.Replace(rows, "2026-11", "2026-13", 1): 404,
	} {
		if w := s.bear("editor", http.MethodGet, address, ""); w.Code != want || strings.Contains(w.Body.String(), "%!") {
			t.Errorf("%s answers %d, want %d", address, w.Code, want)
		}
	}
	cookie := s.signIn(t, "editor")
	form := s.form(t, cookie)
	page := func(cookie, address string) string {
		return s.ask(http.MethodGet, address, "", "", "Cookie", cookie).Body.String()
	}
	if body := page(cookie, rows+"?lang=en"); !strings.Contains(body, "until 24 November 2026") || !strings.Contains(body, `<textarea id="text"`) {
		t.Error("an editor is not offered to object")
	}
	send := func(cookie, address string, fields url.Values) (status int, body string) {
		w := s.ask(http.MethodPost, address, fields.Encode(), "", "Cookie", cookie)
		return w.Code, w.Body.String()
	}
	for name, fields := range map[string]url.Values{
		"nothing said": {"form": {form}}, "blank": {"form": {form}, "text": {" \n"}}, "unknown kind": {"form": {form}, "text": {"no"}, "kind": {"height"}},
		"too long": {"form": {form}, "text": {strings.Repeat("é", 2001)}},
	} {
		if status, body := send(cookie, rows, fields); status != http.StatusUnprocessableEntity || !strings.Contains(body, `role="alert"`) {
			t.Errorf("%s: status %d", name, status)
		}
	}
	said := url.Values{"form": {form}, "kind": {"digital_use"}, "text": {"The volume is <i>that of 2024</i>."}}
	for range 2 { // sent twice it is one
		if status, _ := send(cookie, rows, said); status != http.StatusSeeOther {
			t.Fatalf("an objection is answered %d", status)
		}
	}
	if len(s.files.objections) != 1 || s.files.objections[0].FiledOn != observatory.NewDay(2026, 11, 21) {
		t.Fatalf("the objections are %+v", s.files.objections)
	}
	if body := page(cookie, rows); !strings.Contains(body, "&lt;i&gt;that of 2024") || strings.Contains(body, "repondre") {
		t.Error("an editor does not see the objection, or could answer it")
	}
	operator := s.signIn(t, "operator")
	if body := page(operator, "/espace?lang=en"); !strings.Contains(body, "objections: 1, without an answer: 1") {
		t.Error("the operator's first page does not lead to the objection")
	}
	stranger := s.signIn(t, "stranger")
	if body := page(stranger, "/espace"); strings.Contains(body, "passeport/editions") || !strings.Contains(body, "2026-11") {
		t.Error("another ministry's first page tells of the objection, or not of the edition")
	}
	answer := rows + "/" + s.files.objections[0].ID + "/repondre"
	if status, _ := send(operator, answer, url.Values{"form": {s.form(t, operator)}, "answer": {"It will be in the next edition."}}); status != http.StatusSeeOther {
		t.Errorf("an answer is answered %d", status)
	}
	elsewhere := strings.Replace(answer, "passeport", "permis", 1)
	if status, _ := send(operator, elsewhere, url.Values{"form": {s.form(t, operator)}, "answer": {"no"}}); status != http.StatusNotFound {
		t.Errorf("an objection about another procedure is answered with %d", status)
	}
	if body := page(cookie, rows); !strings.Contains(body, "It will be in the next edition.") {
		t.Error("the editor does not see the answer")
	}
	var acts []access.Act
	for _, e := range s.files.trail {
		if e.Procedure == "passeport" && e.Ministry == "interieur" {
			acts = append(acts, e.Act)
		}
	}
	if !slices.Equal(acts, []access.Act{access.ActObject, access.ActObject, access.ActRespond}) {
		t.Errorf("the audit log tells %v", acts)
	}
}

// TestReplyIsOver: after the deadline, and once the edition is public, nothing
// is filed and the page says so.
func TestReplyIsOver(t *testing.T) {
	t.Parallel()
	s := newSpace(t, "", plainStore)
	object := func(edition string) (int, string) {
		w := s.bear("editor", http.MethodPost, "/espace/demarches/passeport/editions/"+edition+"?lang=en", "text=late")
		return w.Code, w.Body.String()
	}
	if status, body := object("2026-10"); status != http.StatusGone || !strings.Contains(body, "its right of reply is over") {
		t.Errorf("objecting to a published edition: %d", status)
	}
	s.now = time.Date(2026, 11, 24, 22, 59, 0, 0, time.UTC) // one minute before midnight in Paris
	if status, _ := object("2026-11"); status != http.StatusSeeOther {
		t.Errorf("objecting in the last minute: %d", status)
	}
	s.now = s.now.Add(time.Minute)
	status, body := object("2026-11")
	if status != http.StatusGone || !strings.Contains(body, "ended on 24 November 2026") || strings.Contains(body, `<textarea`) {
		t.Errorf("objecting a minute later: %d", status)
	}
	s.files.down = true
	if status, _ := object("2026-11"); status != http.StatusServiceUnavailable {
		t.Errorf("without the database: %d", status)
	}
}

// TestPublishedObjections: the page of an edition and its JSON tell what was
// said and what was answered, whatever was written.
func TestPublishedObjections(t *testing.T) {
	t.Parallel()
	site := newArchiveSite(t)
	body := ask(site, "/editions/2026-10-r2?lang=en").Body.String()
	for _, want := range []string{"Objections and answers", "&lt;b&gt;no&lt;/b&gt;", "Objection filed on 20 November 2026", "Nothing was answered", "Demander un passeport"} {
		if !strings.Contains(body, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	if body := ask(site, "/editions/2026-10?lang=fr").Body.String(); !strings.Contains(body, "Aucune objection") {
		t.Error("an edition without objections does not say so")
	}
	var editions struct {
		Items []struct{ Objections json.RawMessage }
	}
	read(t, site, "/api/v1/editions", &editions)
	if len(editions.Items) != 3 || string(editions.Items[1].Objections) != "[]" || !strings.Contains(string(editions.Items[0].Objections), objectionTo("passeport").ID) {
		t.Errorf("the API says %+v", editions)
	}
}
