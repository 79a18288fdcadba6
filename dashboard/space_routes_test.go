package dashboard_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"servicequality/dashboard/space"
	"servicequality/observatory"
	"servicequality/observatory/access"
	"servicequality/observatory/edition"
)

// guarded is a route with what each actor gets for the procedure "passeport",
// or for what belongs to its ministry.
type guarded struct {
	address string
	fields  url.Values
	// allowed lists the actors who may; the others get 403, and who shows
	// nothing 303 to where one signs in, or 401 from the API.
	allowed []string
	status  int
}

// everybody has a token.
func everybody() []string {
	return []string{"stranger", "neighbour", "one", "reader", "editor", "admin", "operator"}
}

func guardedRoutes(s *spaceSite, rating uuid.UUID) map[string]guarded {
	own := []string{"one", "reader", "editor", "admin", "operator"}
	at := "/espace/demarches/passeport"
	verdict := func(reason string) url.Values { return url.Values{"reason": {reason}} }
	const judged = "/espace/demarches/:id/commentaires/:rating/"
	return map[string]guarded{
		"GET /espace":                                  {"/espace", nil, everybody(), 200},
		"GET /espace/signalements.atom":                {"/espace/signalements.atom", nil, everybody(), 200},
		"POST /espace/deconnexion":                     {"/espace/deconnexion", url.Values{}, everybody(), 303},
		"GET /espace/demarches/:id":                    {at, nil, own, 200},
		"GET /espace/demarches/:id/jours.csv":          {at + "/jours.csv", nil, own, 200},
		"GET /espace/demarches/:id/commentaires":       {at + "/commentaires", nil, own, 200},
		"GET /espace/demarches/:id/commentaires.csv":   {at + "/commentaires.csv", nil, own, 200},
		"POST " + judged + "masquer":                   {at + "/commentaires/" + rating.String() + "/masquer", verdict("insult"), []string{"editor", "admin", "operator"}, 303},
		"POST " + judged + "ecarter":                   {at + "/commentaires/" + rating.String() + "/ecarter", verdict("repeated"), []string{"operator"}, 303},
		"POST " + judged + "retablir":                  {at + "/commentaires/" + rating.String() + "/retablir", verdict("appeal"), []string{"operator"}, 303},
		"GET /espace/demarches/:id/editions/:edition":  {at + "/editions/2026-11", nil, own, 200},
		"POST /espace/demarches/:id/editions/:edition": {at + "/editions/2026-11", url.Values{"text": {"The volume is wrong."}}, []string{"editor", "admin"}, 303},
		"POST /espace/demarches/:id/editions/:edition/:objection/repondre": {at + "/editions/2026-11/" + objectionTo("passeport").ID + "/repondre",
			url.Values{"answer": {"It is what was declared."}}, []string{"operator"}, 303},
		"GET /espace/acces":                             {"/espace/acces", nil, []string{"stranger", "admin"}, 200},
		"POST /espace/acces":                            {"/espace/acces", url.Values{"role": {"reader"}, "days": {"30"}, "procedure": {"passeport"}}, []string{"admin"}, 200},
		"POST /espace/acces/:access/revoquer":           {"/espace/acces/" + s.ids["reader"] + "/revoquer", url.Values{}, []string{"admin"}, 303},
		"GET /espace/journal":                           {"/espace/journal", nil, []string{"stranger", "admin", "operator"}, 200},
		"GET /api/v1/comments":                          {"/api/v1/comments?procedure=passeport", nil, own, 200},
		"GET /api/v1/procedures/:id":                    {"/api/v1/procedures/passeport?as_of=2026-11-21", nil, own, 200},
		"HEAD /api/v1/procedures/:id":                   {"/api/v1/procedures/passeport?as_of=2026-11-21", nil, own, 200},
		"GET /espace/connexion (open)":                  {},
		"POST /espace/connexion (open)":                 {},
		"OPTIONS /api/v1/procedures/:id (open, no row)": {},
	}
}

// TestEveryRouteIsGuarded walks the registered routes: each one of the space,
// and each one of the API that tokens are for, answers every actor as the table
// says, whether a token or a session speaks for it. A route that the table does
// not have is a failure.
func TestEveryRouteIsGuarded(t *testing.T) {
	t.Parallel()
	probe := newSpace(t, "", plainStore)
	covered := map[string]bool{}
	for name := range guardedRoutes(probe, uuid.Nil) {
		name, _, _ = strings.Cut(name, " (")
		covered[name] = true
	}
	for _, route := range probe.public.Routes() {
		token := strings.HasPrefix(route.Path, "/espace") || route.Path == "/api/v1/comments" || route.Path == "/api/v1/procedures/:id"
		if name := route.Method + " " + route.Path; token && !covered[name] {
			t.Errorf("no test covers %s", name)
		}
	}
	for name, route := range guardedRoutes(probe, uuid.Nil) {
		if route.address == "" {
			continue
		}
		t.Run(strings.ReplaceAll(name, "/", "_"), func(t *testing.T) {
			t.Parallel()
			s := newSpace(t, "", plainStore)
			route, given := guardedRoutes(s, s.comment("passeport", 1, "Monsieur X"))[name], slices.Clone(s.files.all)
			for _, actor := range append(everybody(), "nobody") {
				for _, bySession := range []bool{false, true} {
					s.files.all, s.files.verdicts = slices.Clone(given), nil
					s.files.objections = []edition.Objection{objectionTo("passeport")}
					tryRoute(t, s, name, route, actor, bySession)
				}
			}
		})
	}
}

// tryRoute asks for one route as one actor.
func tryRoute(t *testing.T, s *spaceSite, name string, route guarded, actor string, bySession bool) {
	t.Helper()
	method, _, _ := strings.Cut(name, " ")
	api := strings.HasPrefix(route.address, "/api/")
	if bySession && api {
		return // a cookie of the space goes nowhere else
	}
	want := route.status
	headers := []string{"Authorization", "Bearer " + s.tokens[actor]}
	switch {
	case actor == "nobody" && api && strings.Contains(route.address, "/procedures/"):
		want, headers = http.StatusBadRequest, nil // the public may not ask for that day
	case actor == "nobody" && api:
		want, headers = http.StatusUnauthorized, nil
	case actor == "nobody":
		want, headers = http.StatusSeeOther, nil
	case !slices.Contains(route.allowed, actor):
		want = http.StatusForbidden
	}
	fields := url.Values{}
	for key, values := range route.fields {
		fields[key] = values
	}
	if bySession && actor != "nobody" {
		cookie := s.signIn(t, actor)
		headers = []string{"Cookie", cookie}
		fields.Set("form", s.form(t, cookie))
	}
	w := s.ask(method, route.address, fields.Encode(), "", headers...)
	if w.Code != want {
		t.Errorf("%s, session %v: status %d, want %d", actor, bySession, w.Code, want)
	}
	if actor == "nobody" && !api && !strings.HasPrefix(w.Header().Get("Location"), "/espace/connexion") {
		t.Errorf("nobody is led to %q", w.Header().Get("Location"))
	}
	if w.Code >= 400 && (strings.Contains(w.Body.String(), "Monsieur X") || len(s.files.verdicts) > 0 ||
		!slices.Equal(s.files.objections, []edition.Objection{objectionTo("passeport")}) || len(s.files.all) != len(actors())) {
		t.Errorf("%s, session %v: refused, and yet something was shown or done", actor, bySession)
	}
	if got := w.Header().Get("Cache-Control"); headers != nil && got != "no-store" {
		t.Errorf("%s: Cache-Control %q", actor, got)
	}
}

// TestScopeOfLists: what names no procedure shows those of the scope alone.
func TestScopeOfLists(t *testing.T) {
	t.Parallel()
	s := newSpace(t, "", func(f *files) space.Store { return knowingHosts{f} })
	s.comment("passeport", 1, "about passports")
	s.comment("impots", 1, "about taxes")
	s.files.trail = []access.AuditEntry{{Access: "passport-clerk", Ministry: "interieur", Act: access.ActSignIn},
		{Access: "tax-clerk", Ministry: "economie", Act: access.ActSignIn}}
	for _, c := range []struct {
		actor, address string
		has, lacks     []string
	}{
		{"admin", "/espace", []string{"Demander un passeport", "Refaire son permis", "copie.example, ", "17"}, []string{"Déclarer ses revenus", "secret.example", "service.example"}},
		{"one", "/espace", []string{"Demander un passeport"}, []string{"Refaire son permis", "Déclarer ses revenus"}},
		{"stranger", "/espace", []string{"Déclarer ses revenus", "secret.example"}, []string{"Demander un passeport"}},
		{"operator", "/espace", []string{"Demander un passeport", "Déclarer ses revenus"}, nil},
		{"admin", "/api/v1/comments", []string{"about passports"}, []string{"about taxes"}},
		{"stranger", "/api/v1/comments", []string{"about taxes"}, []string{"about passports"}},
		{"neighbour", "/api/v1/comments", nil, []string{"about"}},
		{"operator", "/api/v1/comments", []string{"about passports", "about taxes"}, nil},
		{"stranger", "/espace/demarches/jdma:3059", []string{"Déclarer ses revenus"}, nil},
		{"admin", "/espace/demarches/jdma:3059", nil, []string{"Déclarer ses revenus"}},
		{"stranger", "/api/v1/procedures/jdma:3059?as_of=2026-11-20", []string{`"as_of":"2026-11-20"`}, nil},
		{"admin", "/api/v1/procedures/jdma:3059?as_of=2026-11-20", []string{"Forbidden"}, []string{"as_of"}},
		{"admin", "/espace/journal", []string{"passport-clerk"}, []string{"tax-clerk"}},
		{"operator", "/espace/journal", []string{"passport-clerk", "tax-clerk"}, nil},
		{"admin", "/espace/acces", []string{s.ids["reader"], s.ids["one"], s.ids["neighbour"]}, []string{s.ids["stranger"], s.ids["operator"]}},
	} {
		body := s.bear(c.actor, http.MethodGet, c.address, "").Body.String()
		for _, want := range c.has {
			if !strings.Contains(body, want) {
				t.Errorf("%s at %s: %q is not there", c.actor, c.address, want)
			}
		}
		for _, secret := range c.lacks {
			if strings.Contains(body, secret) {
				t.Errorf("%s at %s: %q is there", c.actor, c.address, secret)
			}
		}
	}
}

// TestTokensEnd: one that expired, was revoked or was changed opens nothing.
func TestTokensEnd(t *testing.T) {
	t.Parallel()
	s := newSpace(t, "", plainStore)
	cookie := s.signIn(t, "editor")
	status := func(token string) int {
		return s.ask(http.MethodGet, "/api/v1/comments", "", "", "Authorization", "Bearer "+token).Code
	}
	good := s.tokens["reader"]
	for name, token := range map[string]string{
		"none": "", "no token": "hello", "changed": good[:len(good)-1] + "!", "of another id": s.tokens["editor"][:17] + good[17:],
		"in upper case": strings.ToUpper(good), "unknown": "obs_0123456789ab_" + good[17:],
	} {
		if got := status(token); got != http.StatusUnauthorized {
			t.Errorf("%s: %d", name, got)
		}
	}
	if got := s.ask(http.MethodGet, "/api/v1/comments", "", "", "Authorization", "Basic "+good).Code; got != http.StatusUnauthorized {
		t.Errorf("another scheme: %d", got)
	}
	if status(good) != http.StatusOK {
		t.Error("a good token opens nothing")
	}
	if a, _ := s.files.find(s.ids["reader"]); a.LastUsed != observatory.NewDay(2026, 11, 21) {
		t.Errorf("last used on %s", a.LastUsed)
	}
	if err := s.files.RevokeAccess(t.Context(), s.ids["reader"]); err != nil {
		t.Fatal(err)
	}
	if got := status(good); got != http.StatusUnauthorized {
		t.Errorf("revoked: %d", got)
	}
	s.pass(31 * 24 * time.Hour)
	if got := status(s.tokens["editor"]); got != http.StatusUnauthorized {
		t.Errorf("expired: %d", got)
	}
	if got := s.ask(http.MethodGet, "/espace", "", "", "Cookie", cookie).Code; got != http.StatusSeeOther {
		t.Errorf("a session of an expired access: %d", got)
	}
}

// TestUncheckedAccessOpensNothing: while the accesses cannot be read, whether one
// was revoked is not known. That is no wrong token: nobody is throttled for it,
// and no session ends.
func TestUncheckedAccessOpensNothing(t *testing.T) {
	t.Parallel()
	s := newSpace(t, "", plainStore)
	cookie, token := s.signIn(t, "editor"), s.tokens["reader"]
	form, network := url.Values{"token": {token}}.Encode(), "2001:db8::1"
	program := func() *httptest.ResponseRecorder {
		return s.ask(http.MethodGet, "/api/v1/comments", "", "", "Authorization", "Bearer "+token)
	}
	person := func() *httptest.ResponseRecorder { return s.ask(http.MethodGet, "/espace", "", "", "Cookie", cookie) }
	signIn := func() *httptest.ResponseRecorder { return s.ask(http.MethodPost, "/espace/connexion", form, network) }
	s.files.unread = true
	for range 11 {
		for name, test := range map[string]struct {
			answer   *httptest.ResponseRecorder
			sentence string
		}{
			"a program":           {program(), "whether the token still holds cannot be looked up now"},
			"a program, of pages": {s.ask(http.MethodGet, "/espace", "", "", "Authorization", "Bearer "+token), "whether the token still holds"},
			"a session":           {person(), "Votre accès ne peut pas être vérifié pour l’instant"},
			"signing in":          {signIn(), "Votre accès ne peut pas être vérifié pour l’instant"},
		} {
			if test.answer.Code != http.StatusServiceUnavailable || test.answer.Header().Get("Retry-After") == "" ||
				!strings.Contains(test.answer.Body.String(), test.sentence) {
				t.Errorf("%s: %d, Retry-After %q: %s", name, test.answer.Code, test.answer.Header().Get("Retry-After"), test.answer.Body)
			}
		}
	}
	for name, bad := range map[string]string{"no token": "hello", "none": ""} {
		if got := s.ask(http.MethodGet, "/api/v1/comments", "", "", "Authorization", "Bearer "+bad).Code; got != http.StatusUnauthorized {
			t.Errorf("%s: %d", name, got)
		}
	}
	s.files.unread = false
	if p, h, in := program().Code, person().Code, signIn().Code; p != http.StatusOK || h != http.StatusOK || in != http.StatusSeeOther {
		t.Errorf("when they can be read again: %d, %d, %d", p, h, in)
	}
}

// pass moves the clock.
func (s *spaceSite) pass(d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.now = s.now.Add(d)
}
