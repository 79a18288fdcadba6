package dashboard_test

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"servicequality/dashboard/space"
	"servicequality/observatory/access"
	"servicequality/observatory/rating"
)

// TestSession follows one from its cookie to its end.
func TestSession(t *testing.T) {
	t.Parallel()
	s := newSpace(t, "https://observatoire.example/", plainStore)
	w := s.ask(http.MethodPost, "/espace/connexion", url.Values{"token": {s.tokens["editor"]}, "next": {"/espace/demarches/passeport?as_of=2026-11-01"}}.Encode(), "")
	cookie := w.Result().Cookies()[0]
	if !cookie.HttpOnly || !cookie.Secure || cookie.SameSite != http.SameSiteStrictMode || cookie.Path != "/espace" || cookie.MaxAge > 3600 {
		t.Errorf("the cookie is %v", cookie)
	}
	if to := w.Header().Get("Location"); to != "/espace/demarches/passeport?as_of=2026-11-01" {
		t.Errorf("signing in leads to %q", to)
	}
	if strings.Contains(cookie.Value, s.tokens["editor"][17:]) {
		t.Error("the cookie holds the token")
	}
	value := cookie.Name + "=" + cookie.Value
	status := func(cookie string) (int, []*http.Cookie) {
		w := s.ask(http.MethodGet, "/espace", "", "", "Cookie", cookie)
		return w.Code, w.Result().Cookies()
	}
	if code, again := status(value); code != 200 || len(again) != 0 {
		t.Errorf("a fresh session: %d, cookies %v", code, again)
	}
	for name, forged := range map[string]string{
		"another access": strings.Replace(value, s.ids["editor"], s.ids["operator"], 1), "cut": value[:len(value)-1], "none": "espace=", "dots": "espace=....",
	} {
		if code, _ := status(forged); code != http.StatusSeeOther {
			t.Errorf("%s: %d", name, code)
		}
	}
	s.pass(50 * time.Minute)
	code, again := status(value)
	if code != 200 || len(again) != 1 {
		t.Fatalf("after 50 minutes: %d, cookies %v", code, again)
	}
	renewed := again[0].Name + "=" + again[0].Value
	s.pass(20 * time.Minute)
	if code, _ := status(value); code != http.StatusSeeOther {
		t.Errorf("an idle session: %d", code)
	}
	if code, _ := status(renewed); code != 200 {
		t.Errorf("the renewed session: %d", code)
	}
	for hour := 0; hour < 12; hour++ {
		if _, next := status(renewed); len(next) == 1 {
			renewed = next[0].Name + "=" + next[0].Value
		}
		s.pass(55 * time.Minute)
	}
	if code, _ := status(renewed); code != http.StatusSeeOther {
		t.Errorf("a session of more than 12 hours: %d", code)
	}
	if err := s.files.RevokeAccess(t.Context(), s.ids["admin"]); err != nil {
		t.Fatal(err)
	}
	if w := s.ask(http.MethodPost, "/espace/connexion", url.Values{"token": {s.tokens["admin"]}}.Encode(), ""); w.Code != http.StatusUnauthorized || len(w.Result().Cookies()) > 0 {
		t.Errorf("a revoked token was answered %d", w.Code)
	}
}

// TestForms: a post of a session needs the value of its own forms, and no page
// of another site may send it.
func TestForms(t *testing.T) {
	t.Parallel()
	s := newSpace(t, "", plainStore)
	rating := s.comment("passeport", 1, "Monsieur X")
	cookie, other := s.signIn(t, "editor"), s.signIn(t, "editor")
	own := s.form(t, cookie)
	at := "/espace/demarches/passeport/commentaires/" + rating.String() + "/masquer"
	for _, c := range []struct {
		name, form string
		headers    []string
		want       int
	}{
		{"without", "", nil, 403},
		{"wrong", "x" + own, nil, 403},
		{"of another session", s.form(t, other), nil, 403},
		{"from another site", own, []string{"Sec-Fetch-Site", "cross-site"}, 403},
		{"from a sibling site", own, []string{"Sec-Fetch-Site", "same-site"}, 403},
		{"from another origin", own, []string{"Origin", "https://evil.example"}, 403},
		{"own", own, []string{"Sec-Fetch-Site", "same-origin"}, 303},
	} {
		body := url.Values{"form": {c.form}, "reason": {"insult"}}.Encode()
		if w := s.ask(http.MethodPost, at, body, "", append(c.headers, "Cookie", cookie)...); w.Code != c.want {
			t.Errorf("%s: %d, want %d", c.name, w.Code, c.want)
		}
	}
	if len(s.files.verdicts) != 1 {
		t.Errorf("%d verdicts", len(s.files.verdicts))
	}
	signIn := url.Values{"token": {s.tokens["editor"]}}.Encode()
	if w := s.ask(http.MethodPost, "/espace/connexion", signIn, "", "Sec-Fetch-Site", "cross-site"); w.Code != 403 || len(w.Result().Cookies()) > 0 {
		t.Errorf("another site may sign one in: %d", w.Code)
	}
}

// TestSignInLeadsNowhereElse: the address to go on to is one of the space.
func TestSignInLeadsNowhereElse(t *testing.T) {
	t.Parallel()
	s := newSpace(t, "", plainStore)
	for _, next := range []string{"", "https://evil.example/", "//evil.example", "/espacex", "/\\evil.example", "/espace/demarches/passeport"} {
		w := s.ask(http.MethodPost, "/espace/connexion", url.Values{"token": {s.tokens["reader"]}, "next": {next}}.Encode(), "")
		want := "/espace"
		if strings.HasPrefix(next, "/espace/") {
			want = next
		}
		if got := w.Header().Get("Location"); got != want {
			t.Errorf("next=%q leads to %q", next, got)
		}
	}
}

// TestThrottle: a network that fails too often waits, even with a good token;
// other networks do not.
func TestThrottle(t *testing.T) {
	t.Parallel()
	s := newSpace(t, "", plainStore)
	try := func(from, token string) *httptest.ResponseRecorder {
		return s.ask(http.MethodPost, "/espace/connexion", url.Values{"token": {token}}.Encode(), from)
	}
	for i := range 10 {
		if w := try("2001:db8::1", "obs_wrong"); w.Code != http.StatusUnauthorized || !strings.Contains(w.Body.String(), `role="alert"`) {
			t.Fatalf("failure %d: %d", i, w.Code)
		}
	}
	w := try("2001:db8::2", s.tokens["reader"])
	if w.Code != http.StatusTooManyRequests || w.Header().Get("Retry-After") != "30" {
		t.Errorf("after ten failures: %d, Retry-After %q", w.Code, w.Header().Get("Retry-After"))
	}
	if w := try("192.0.2.1", s.tokens["reader"]); w.Code != http.StatusSeeOther {
		t.Errorf("another network: %d", w.Code)
	}
	s.pass(30 * time.Second)
	if w := try("2001:db8::1", s.tokens["reader"]); w.Code != http.StatusSeeOther {
		t.Errorf("after the wait: %d", w.Code)
	}
}

// TestVerdictsOfTheSpace: what is decided is recorded with who and why, in the
// audit log first.
func TestVerdictsOfTheSpace(t *testing.T) {
	t.Parallel()
	s := newSpace(t, "", plainStore)
	here, elsewhere := s.comment("passeport", 1, "Monsieur X"), s.comment("impots", 1, "Madame Y")
	at := func(id uuid.UUID, verb string) string {
		return "/espace/demarches/passeport/commentaires/" + id.String() + "/" + verb
	}
	for _, c := range []struct {
		name, actor, address, reason string
		want                         int
	}{
		{"another procedure's rating", "editor", at(elsewhere, "masquer"), "insult", 404},
		{"no rating", "editor", at(uuid.Nil, "masquer"), "insult", 400},
		{"no reason", "editor", at(here, "masquer"), "", 400},
		{"a reason in words", "editor", at(here, "masquer"), "because I say so", 400},
		{"masked", "editor", at(here, "masquer") + "?satisfaction=bad&page=2", "insult", 303},
		{"in quarantine", "operator", at(here, "ecarter"), "repeated", 303},
	} {
		w := s.bear(c.actor, http.MethodPost, c.address, url.Values{"reason": {c.reason}}.Encode())
		if w.Code != c.want {
			t.Errorf("%s: %d, want %d", c.name, w.Code, c.want)
		}
		if to := w.Header().Get("Location"); c.name == "masked" && to != "/espace/demarches/passeport/commentaires?done=mask&page=2&satisfaction=bad" {
			t.Errorf("masking leads to %q", to)
		}
	}
	verdict := func(kind rating.VerdictKind, reason, by string) rating.Verdict {
		return rating.Verdict{Procedure: "passeport", Rating: here, Kind: kind, Reason: reason, By: s.ids[by]}
	}
	if diff := cmp.Diff([]rating.Verdict{
		verdict(rating.VerdictMask, "insult", "editor"), verdict(rating.VerdictQuarantine, "repeated", "operator"),
	}, s.files.verdicts); diff != "" {
		t.Errorf("verdicts (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]access.AuditEntry{
		{Access: s.ids["editor"], Ministry: "interieur", Act: access.ActMask, Procedure: "passeport", Subject: here.String(), Detail: "insult"},
		{Access: s.ids["operator"], Ministry: "interieur", Act: access.ActQuarantine, Procedure: "passeport", Subject: here.String(), Detail: "repeated"},
	}, s.files.trail); diff != "" {
		t.Errorf("audit log (-want +got):\n%s", diff)
	}
	s.files.down = true
	if w := s.bear("editor", http.MethodPost, at(here, "masquer"), "reason=insult"); w.Code != http.StatusServiceUnavailable || len(s.files.verdicts) != 2 {
		t.Errorf("what cannot be written down was answered %d", w.Code)
	}
}

// TestVerdictAfterMerge: a rating that a procedure counts after a merge is judged
// where it was given, by the one who reads it now.
func TestVerdictAfterMerge(t *testing.T) {
	t.Parallel()
	s := newSpace(t, "", plainStore)
	rating := s.comment("passeport", 1, "Monsieur X")
	s.files.given = map[uuid.UUID]string{rating: "passeport-ancien"}
	w := s.bear("editor", http.MethodPost, "/espace/demarches/passeport/commentaires/"+rating.String()+"/masquer", "reason=insult")
	if to := w.Header().Get("Location"); w.Code != http.StatusSeeOther || !strings.HasPrefix(to, "/espace/demarches/passeport/commentaires?") {
		t.Errorf("masking: %d, to %q", w.Code, to)
	}
	if len(s.files.verdicts) != 1 || s.files.verdicts[0].Procedure != "passeport-ancien" {
		t.Errorf("verdicts %+v", s.files.verdicts)
	}
	if last := s.files.trail[len(s.files.trail)-1]; last.Procedure != "passeport" || last.Ministry != "interieur" {
		t.Errorf("the log says %+v", last)
	}
}

// TestGrant: the token is shown once, opens what it was made for and nothing
// else, and the page that it is shown on is the only one.
func TestGrant(t *testing.T) {
	t.Parallel()
	s := newSpace(t, "", plainStore)
	for _, c := range []struct {
		name   string
		fields url.Values
		want   int
	}{
		{"another admin", url.Values{"role": {"admin"}, "days": {"30"}}, 403},
		{"an operator", url.Values{"role": {"operator"}, "days": {"30"}}, 422},
		{"another's procedure", url.Values{"role": {"reader"}, "days": {"30"}, "procedure": {"impots"}}, 403},
		{"for ever", url.Values{"role": {"reader"}, "days": {"4000"}}, 422},
		{"no days", url.Values{"role": {"reader"}, "days": {"many"}}, 422},
	} {
		w := s.bear("admin", http.MethodPost, "/espace/acces", c.fields.Encode())
		if w.Code != c.want || len(s.files.all) != len(actors()) {
			t.Errorf("%s: %d, want %d; %d accesses", c.name, w.Code, c.want, len(s.files.all))
		}
	}
	w := s.bear("admin", http.MethodPost, "/espace/acces", url.Values{"role": {"reader"}, "days": {"90"}, "procedure": {"permis"}, "name": {hostile}}.Encode())
	_, rest, _ := strings.Cut(w.Body.String(), `<code class="secret">`)
	token, _, _ := strings.Cut(rest, "<")
	s.tokens["new"] = token
	made := s.files.all[len(s.files.all)-1]
	if made.MadeBy != s.ids["admin"] || made.Role != access.RoleReader || !made.OpensWith(token) || made.ExpiresAt.Sub(s.now) != 90*24*time.Hour {
		t.Errorf("the access is %+v", made)
	}
	for address, want := range map[string]int{"/espace/demarches/permis": 200, "/espace/demarches/passeport": 403, "/espace/acces": 403} {
		if got := s.bear("new", http.MethodGet, address, "").Code; got != want {
			t.Errorf("%s: %d, want %d", address, got, want)
		}
	}
	page := s.bear("admin", http.MethodGet, "/espace/acces", "").Body.String()
	if strings.Contains(page, token) || strings.Contains(page, "onerror=alert(1)>") || !strings.Contains(page, made.ID) {
		t.Error("the list shows the token again, or a name as it came, or not the access")
	}
	for id, want := range map[string]int{made.ID: 303, s.ids["stranger"]: 403, s.ids["operator"]: 403, s.ids["admin"]: 403, "nothing": 403} {
		if got := s.bear("admin", http.MethodPost, "/espace/acces/"+id+"/revoquer", "").Code; got != want {
			t.Errorf("revoking %s: %d, want %d", id, got, want)
		}
	}
	if got := s.bear("new", http.MethodGet, "/espace", "").Code; got != http.StatusUnauthorized {
		t.Errorf("a revoked token was answered %d", got)
	}
}

// TestSpacePages shows the pages in both languages, with what they must hold.
func TestSpacePages(t *testing.T) {
	t.Parallel()
	s := newSpace(t, "", plainStore)
	s.comment("passeport", 1, hostile)
	s.comment("passeport", 3, "Très bien")
	masked := s.comment("passeport", 1, "")
	s.files.written[2].Masked = true
	hidden := s.comment("passeport", 1, "pasted on another procedure")
	s.files.written[3].Standing = rating.Quarantined
	cookie, operator := s.signIn(t, "editor"), s.signIn(t, "operator")
	for _, c := range []struct {
		path, fr, en string
	}{
		{"/espace", "Objectifs manqués", "Goals missed"},
		{"/espace?as_of=2026-10-31", "7,1", "7.1"},
		{"/espace/demarches/passeport", "du 22 novembre 2025 au 21 novembre 2026", "22 November 2025"},
		{"/espace/demarches/passeport?as_of=2026-10-31", "Mauvaise expérience (2)", "(2)"},
		{"/espace/demarches/passeport/commentaires", "3 commentaires", "3 comments"},
		{"/espace/demarches/passeport/commentaires?satisfaction=good&done=mask", "Le texte est masqué", "The text is masked"},
	} {
		for lang, want := range map[string]string{"fr": c.fr, "en": c.en} {
			separator := "?"
			if strings.Contains(c.path, "?") {
				separator = "&"
			}
			w := s.ask(http.MethodGet, c.path+separator+"lang="+lang, "", "", "Cookie", cookie)
			body := w.Body.String()
			if w.Code != 200 || !strings.Contains(body, want) || strings.Count(body, "</h1>") != 1 {
				t.Errorf("%s in %s: %d, or without %q", c.path, lang, w.Code, want)
			}
			for _, bad := range []string{"onerror=alert(1)>", "%!", "ZgotmplZ", "pasted on another"} {
				if strings.Contains(body, bad) {
					t.Errorf("%s in %s holds %q", c.path, lang, bad)
				}
			}
		}
	}
	all := s.ask(http.MethodGet, "/espace/demarches/passeport/commentaires?lang=en", "", "", "Cookie", operator).Body.String()
	for _, want := range []string{"pasted on another", hidden.String() + "/retablir", masked.String() + "/ecarter", "Set aside"} {
		if !strings.Contains(all, want) {
			t.Errorf("the operator does not see %q", want)
		}
	}
	if strings.Contains(all, masked.String()+"/masquer") {
		t.Error("a masked text can be masked again")
	}
	for _, address := range []string{"/espace?as_of=2026-11-22", "/espace?as_of=tomorrow", "/espace/demarches/passeport/commentaires?satisfaction=great&page=0"} {
		if got := s.ask(http.MethodGet, address, "", "", "Cookie", cookie).Code; got != http.StatusBadRequest {
			t.Errorf("%s: %d", address, got)
		}
	}
}

// TestCommentPaging: every comment is on one page, in order.
func TestCommentPaging(t *testing.T) {
	t.Parallel()
	s := newSpace(t, "", plainStore)
	var want []string
	for i := range 120 {
		want = append(want, s.comment("passeport", uint8(1+i%2), fmt.Sprintf("text %03d.", i)).String())
	}
	var got []string
	next := "/api/v1/comments?procedure=passeport&per_page=50"
	for next != "" {
		var page struct {
			Items []struct{ Rating, Satisfaction string }
			Next  *string
		}
		if err := json.Unmarshal(s.bear("reader", http.MethodGet, next, "").Body.Bytes(), &page); err != nil {
			t.Fatal(err)
		}
		for _, item := range page.Items {
			got = append(got, item.Rating)
		}
		if next = ""; page.Next != nil {
			next = *page.Next
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("the API (-want +got):\n%s", diff)
	}
	for page, count := range map[int]int{1: 50, 2: 10, 3: 0} {
		body := s.bear("reader", http.MethodGet, fmt.Sprintf("/espace/demarches/passeport/commentaires?satisfaction=bad&page=%d", page), "").Body.String()
		if n := strings.Count(body, "<article"); n != count {
			t.Errorf("page %d has %d comments, want %d", page, n, count)
		}
	}
}

// TestCommentsAsFile: cells that begin like a formula are behind an apostrophe,
// the rest comes back as it was.
func TestCommentsAsFile(t *testing.T) {
	t.Parallel()
	s := newSpace(t, "", plainStore)
	texts := []string{"=1+1", "+33 6", "-5", "@cmd", "\tx", "\ry", "\nz", "plain", "two\nlines, \"quoted\"", "é"}
	for _, text := range texts {
		s.comment("passeport", 1, text)
	}
	s.comment("passeport", 3, "good")
	s.comment("impots", 1, "foreign")
	w := s.bear("one", http.MethodGet, "/espace/demarches/passeport/commentaires.csv?satisfaction=bad&bom=1", "")
	body, marked := strings.CutPrefix(w.Body.String(), "\ufeff")
	rows, err := csv.NewReader(strings.NewReader(body)).ReadAll()
	if err != nil || !marked || w.Header().Get("Content-Disposition") == "" {
		t.Fatalf("%v, byte-order mark %v, headers %v", err, marked, w.Header())
	}
	column := slices.Index(rows[0], "comment")
	for i, row := range rows[1:] {
		// The reader of the standard library takes \r\n for \n, and \r stays.
		if got, want := row[column], texts[i]; got != want && (got != "'"+want || !strings.ContainsRune("=+-@\t\r\n", rune(want[0]))) {
			t.Errorf("%q came back as %q", want, got)
		}
		if strings.ContainsAny(row[column][:1], "=+-@\t\r\n") {
			t.Errorf("%q is a formula", row[column])
		}
	}
	if len(rows) != 1+len(texts) {
		t.Errorf("%d rows", len(rows))
	}
	if plain := s.bear("one", http.MethodGet, "/espace/demarches/passeport/commentaires.csv", "").Body.String(); !strings.HasPrefix(plain, "procedure,") {
		t.Errorf("without a mark the file begins with %q", plain[:20])
	}
	if last := s.files.trail[len(s.files.trail)-1]; last.Act != access.ActExport || last.Access != s.ids["one"] || last.Ministry != "interieur" {
		t.Errorf("the audit log ends with %+v", last)
	}
}

// flood gives very many comments, and looks how much went out meanwhile.
type flood struct {
	*files
	rows int
	look func(row int)
}

func (f flood) Comments(_ context.Context, _ rating.CommentQuery, each func(rating.Comment) error) error {
	for i := range f.rows {
		f.look(i)
		if err := each(rating.Comment{Procedure: "passeport", Text: strings.Repeat("x", 200), Satisfaction: 1}); err != nil {
			return err
		}
	}
	return nil
}

// TestFileIsStreamed: what was read went out, but for one buffer, so that the
// number of rows does not matter.
func TestFileIsStreamed(t *testing.T) {
	t.Parallel()
	const rows, row, buffer = 200_000, 250, 8 << 10
	out, worst := &counter{header: http.Header{}}, 0
	s := newSpace(t, "", func(f *files) space.Store {
		return flood{files: f, rows: rows, look: func(i int) { worst = max(worst, i*row-out.bytes) }}
	})
	r := httptest.NewRequest(http.MethodGet, "/espace/demarches/passeport/commentaires.csv", nil)
	r.Header.Set("Authorization", "Bearer "+s.tokens["reader"])
	s.public.ServeHTTP(out, r)
	if out.status != http.StatusOK || out.bytes < rows*row {
		t.Fatalf("status %d, %d bytes", out.status, out.bytes)
	}
	if worst > buffer {
		t.Errorf("%d bytes waited to be written", worst)
	}
}

// counter is a ResponseWriter that keeps nothing.
type counter struct {
	header http.Header
	status int
	bytes  int
}

func (c *counter) Header() http.Header    { return c.header }
func (c *counter) WriteHeader(status int) { c.status = status }
func (c *counter) Write(p []byte) (int, error) {
	c.bytes += len(p)
	return len(p), nil
}
