package e2e

import (
	"fmt"
	"net"
	"net/http"
	"net/url"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// person is a citizen whose every request carries what must not be left behind.
type person struct {
	t      *testing.T
	in     *instance
	office office
	tokens []string
	sent   int
}

// What the person sends, besides tokens.
const (
	personAddress = "203.0.113.177"
	personPrefix  = "2001:db8:feed:b0b0" // of the other address
	personAgent   = "Coquelicot/7.31 (appareil de l'usager)"
	personReferer = "REFERER-4417-XYZ"
	personCookie  = "COOKIE-9021-XYZ"
	personEmail   = "usager.reconnaissable@exemple.fr"
	personPhone   = "06 47 83 29 16"
	neighbour     = "Hémérocalle" // a word beside the masked ones, which must be found
)

// private is everything that must be found nowhere.
func (p *person) private() []string {
	all := []string{
		personAddress, personPrefix, personAgent, "Coquelicot", personReferer, personCookie,
		personEmail, strings.ToUpper(personEmail), personPhone, strings.ReplaceAll(personPhone, " ", ""),
		string(net.ParseIP(personPrefix + "::7")), string(net.ParseIP(personAddress).To16()),
	}
	return append(all, p.tokens...)
}

// do sends one request with everything that a browser and a proxy would add,
// and returns its status.
func (p *person) do(method, address, contentType, body string) int {
	p.t.Helper()
	if strings.HasPrefix(address, "/") {
		address = p.in.public + address
	}
	request, err := http.NewRequest(method, address, strings.NewReader(body))
	if err != nil {
		p.t.Fatal(err)
	}
	p.sent++
	from := personAddress
	if p.sent%2 == 0 {
		from = personPrefix + "::7"
	}
	for name, value := range map[string]string{
		"Content-Type": contentType, "X-Forwarded-For": from, "X-Real-IP": from, "Forwarded": "for=\"[" + from + "]\"",
		"User-Agent": personAgent, "Cookie": "session=" + personCookie,
		"Referer": "https://ministere.example/dossier?numero=" + personReferer, "Origin": "https://ministere.example",
	} {
		request.Header.Set(name, value)
	}
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	response, err := client.Do(request)
	if err != nil {
		p.t.Fatal(err)
	}
	response.Body.Close()
	return response.StatusCode
}

func (p *person) comment() string {
	return neighbour + " écrire à " + personEmail + " ou appeler le " + personPhone
}

// rate sends a rating as JSON and returns the status.
func (p *person) rate(more string) int {
	p.t.Helper()
	body := fmt.Sprintf(`{"id":%q,"procedure":"passport","satisfaction":"good","comment":%q%s}`, key(p.sent), p.comment(), more)
	return p.do(http.MethodPost, "/api/v1/ratings", "application/json", body)
}

// token remembers a token as something private.
func (p *person) token(token string) string {
	p.tokens = append(p.tokens, token)
	return token
}

// expect sends in a way and compares the status.
func (p *person) expect(what string, status, want int) {
	p.t.Helper()
	if status != want {
		p.t.Errorf("%s was answered %d, want %d", what, status, want)
	}
}

// everyWay rates, errs and asks by every way there is.
func (p *person) everyWay() {
	p.t.Helper()
	signed := p.token(p.office.token(time.Now()))
	forged := p.token(forged(signed))
	stale := p.token(p.office.token(time.Now().AddDate(0, 0, -40)))
	p.expect("JSON", p.rate(""), http.StatusCreated)
	p.expect("a valid token", p.rate(`,"token":"`+signed+`"`), http.StatusCreated)
	p.expect("a token again", p.rate(`,"token":"`+signed+`"`), http.StatusOK)
	p.expect("a forged token", p.rate(`,"token":"`+forged+`"`), http.StatusUnprocessableEntity)
	p.expect("an expired token", p.rate(`,"token":"`+stale+`"`), http.StatusUnprocessableEntity)
	fields := url.Values{"id": {key(p.sent)}, "procedure": {"passport"}, "satisfaction": {"bad"},
		"help": {"other"}, "help_other_text": {p.comment()}, "comment": {p.comment()}}
	p.expect("a form", p.do(http.MethodPost, "/api/v1/ratings", "application/x-www-form-urlencoded", fields.Encode()), http.StatusCreated)
	p.expect("text, as a browser's script sends it", p.do(http.MethodPost, "/api/v1/ratings", "text/plain;charset=UTF-8",
		fmt.Sprintf(`{"id":%q,"procedure":"passport","satisfaction":"medium","comment":%q,"source":"button"}`, key(p.sent), p.comment())), http.StatusCreated)
	p.hostedForm()
	p.wrongly(signed)
	p.beside()
}

// hostedForm opens the form and sends it, with a token and without.
func (p *person) hostedForm() {
	p.t.Helper()
	token := p.token(p.office.token(time.Now()))
	for _, query := range []string{"", "?token=" + token, "?lang=" + personEmail + "&button=" + url.QueryEscape(personPhone)} {
		p.do(http.MethodGet, "/avis/passport"+query, "", "")
		fields := url.Values{"id": {key(p.sent)}, "satisfaction": {"good"}, "step": {"comment"}, "comment": {p.comment()}}
		if strings.Contains(query, "token") {
			fields.Set("token", token)
		}
		if status := p.do(http.MethodPost, "/avis/passport"+query, "application/x-www-form-urlencoded", fields.Encode()); status >= 500 {
			p.t.Errorf("the hosted form was answered %d", status)
		}
	}
}

// wrongly sends what is refused, with the private words in every place that an
// error may quote.
func (p *person) wrongly(token string) {
	p.t.Helper()
	for _, body := range []string{
		`{"id":"` + personEmail + `","procedure":"passport","satisfaction":"good"}`,
		`{"id":"` + key(p.sent) + `","procedure":"` + personEmail + `","satisfaction":"good"}`,
		`{"id":"` + key(p.sent) + `","procedure":"passport","satisfaction":"` + personPhone + `","token":"` + token + `"}`,
		`{"` + personEmail + `":1}`, p.comment(), `{"comment":"` + p.comment(), "\xff" + personEmail,
		strings.Repeat(personEmail+" ", 2000),
	} {
		if status := p.do(http.MethodPost, "/api/v1/ratings", "application/json", body); status < 400 || status >= 500 {
			p.t.Errorf("%.60q was answered %d", body, status)
		}
	}
	p.do(http.MethodPost, "/api/v1/ratings", "image/"+personCookie, p.comment())
	p.do(http.MethodPut, "/api/v1/ratings?mail="+personEmail, "", "")
	p.do(http.MethodGet, "/"+personEmail, "", "")
}

// beside asks for everything else: events, volumes, pages.
func (p *person) beside() {
	p.t.Helper()
	p.expect("events", p.do(http.MethodPost, "/api/v1/events", "text/plain", `{"procedure":"passport","events":{"offered":3}}`), http.StatusNoContent)
	p.do(http.MethodPost, "/api/v1/events", "text/plain", `{"procedure":"passport","button":"`+personEmail+`","events":{"offered":3}}`)
	p.expect("volumes", p.do(http.MethodPost, p.in.admin+"/api/v1/volumes", "application/json",
		`[{"procedure":"passport","period_start":"2026-01-01","period_end":"2026-03-31","channel":"online","completed":5,"method":"counted"}]`), http.StatusOK)
	for _, address := range []string{"/", "/demarches?q=" + url.QueryEscape(personEmail), "/demarches/passport", "/avis", p.in.admin + "/metrics", p.in.admin + "/api/v1/health"} {
		p.do(http.MethodGet, address, "", "")
	}
}

// flood sends until the limits refuse.
func (p *person) flood() {
	p.t.Helper()
	for range 300 {
		if p.rate("") == http.StatusTooManyRequests {
			return
		}
	}
	p.t.Error("one network may send without end")
}

// TestNothingPrivateIsLeft has a citizen with an address, a user agent, a
// referer, tokens, an e-mail address and a telephone do everything that can be
// done, has the program killed, restarted and crashed, and looks for them in
// everything that was written: files, logs, cores, and each column of the
// database, uncompressed.
func TestNothingPrivateIsLeft(t *testing.T) {
	t.Parallel()
	program, cores := dumpsAllowed(t)
	data := t.TempDir()
	flags := []string{"--limits", "on", "--trusted-proxies", "127.0.0.1"}
	in := serveWith(t, program, data, flags...)
	in.run("import", "catalogue", catalogueFile(t, "passport,Demander un passeport,Intérieur,yes,xwiki:823"))
	in.awaitForm("passport")
	p := &person{t: t, in: in, office: newOffice(t, in, "passport")}
	eventually(t, "the new key", func() bool {
		return p.rate(`,"token":"`+p.token(p.office.token(time.Now()))+`"`) < http.StatusBadRequest
	})
	p.everyWay()
	in.run("job", "run", "tally")
	in.kill()
	logs := []*instance{in}

	in = serveWith(t, program, data, flags...)
	logs, p.in = append(logs, in), in
	p.everyWay()
	p.flood()
	in.run("job", "run", "tally")
	in.run("job", "run", "indicators")
	in.signal(syscall.SIGQUIT)
	<-in.done
	if !strings.Contains(in.stderr.String(), "goroutine ") {
		t.Error("the crash wrote no goroutines")
	}

	in = serveWith(t, program, data, flags...)
	logs, p.in = append(logs, in), in
	eventually(t, "everything is shipped", func() bool {
		return getJSON[struct{ Journal struct{ Pending uint64 } }](in, in.admin+"/api/v1/health").Journal.Pending == 0
	})
	for _, secret := range append(p.private(), neighbour) {
		places := columnsHolding(t, data, secret)
		if secret == neighbour {
			if len(places) == 0 {
				t.Error("the search of the database finds nothing at all")
			}
		} else if len(places) > 0 {
			t.Errorf("%q is in the database: %s", secret, places)
		}
	}
	in.stop()

	if holding(t, filepath.Join(data, "journal"), neighbour) == "" {
		t.Error("the search of the files finds nothing at all")
	}
	for _, secret := range p.private() {
		for _, folder := range []string{data, cores} {
			if file := holding(t, folder, secret); file != "" {
				t.Errorf("%q is in %s", secret, file)
			}
		}
		for i, in := range logs {
			if strings.Contains(in.stderr.String()+in.stdout.String(), secret) {
				t.Errorf("%q is in the log of start %d", secret, i+1)
			}
		}
	}
	if left, err := filepath.Glob(filepath.Join(cores, "core*")); err != nil || len(left) > 0 {
		t.Errorf("the crash left %v, error %v", left, err)
	}
}
