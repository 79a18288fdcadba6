package e2e

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"
)

// TestFirefox is a smoke test in another engine: the element rates, goes on and
// says thank you, and nothing stays on the device. It is skipped where there is
// no Firefox.
func TestFirefox(t *testing.T) {
	f := startFirefox(t)
	in := serve(t, t.TempDir())
	in.run("import", "catalogue", catalogueFile(t, "passport,Demander un passeport,Intérieur,yes,", "licence,Demander un permis,Intérieur,yes,", mark+",Marquer la fin,Intérieur,yes,"))
	in.awaitForm("passport")

	f.visit(host{procedure: "passport", inside: link(in, "passport")}.serve(t, in))
	f.await("the first step", shadow("[name=satisfaction]"))
	f.answer("null", "[value=good]")
	f.await("the second step", shadow("[name=clarity]"))
	f.answer("null", "[name=clarity]")
	f.await("the step of help", shadow("[name=help]"))
	f.answer("null", "[value=none]")
	f.await("the last step", shadow("textarea"))
	f.answer(shadow("textarea") + ".value = 'Clair.'")
	f.await("thanks", shadow("code"))
	if kept := f.eval("return " + queue); kept != nothing {
		t.Errorf("the device keeps %s", kept)
	}

	f.visit(host{procedure: "licence", inside: link(in, "licence"), connect: "'none'"}.serve(t, in))
	f.await("the first step", shadow("[name=satisfaction]"))
	f.answer("null", "[value=bad]")
	f.await("the link, as the page's policy lets no request out", shadow("slot"))
	f.visit(in.public + "/avis/licence?lang=fr")
	f.await("the form", "document.querySelector('#satisfaction-bad')")
	f.eval("document.querySelector('#satisfaction-bad').click(); document.querySelector(" + quoted(submit) + ").click(); return ''")
	f.await("the second step of the form", "location.search.includes('step=clarity')")

	for _, procedure := range []string{"passport", "licence"} {
		if n := counted(in, procedure); n != 1 {
			t.Errorf("%s received %d ratings, want 1", procedure, n)
		}
	}
}

// firefox is one headless Firefox with a fresh profile, driven by its own
// protocol: over TCP, each message is its length, a colon and a JSON array.
type firefox struct {
	t       *testing.T
	conn    net.Conn
	answers *bufio.Reader
	last    int // number of the last command
}

func startFirefox(t *testing.T) *firefox {
	t.Helper()
	var program string
	for _, name := range []string{"firefox-esr", "firefox"} {
		if path, err := exec.LookPath(name); err == nil {
			program = path
			break
		}
	}
	if program == "" {
		t.Skip("there is no Firefox to test in: install the package firefox-esr")
	}
	// Firefox chooses its port when it is asked for 0, and writes it into its
	// profile.
	profile := t.TempDir()
	preferences := `user_pref("marionette.port", 0);
user_pref("datareporting.policy.dataSubmissionEnabled", false);
user_pref("app.update.disabledForTesting", true);
user_pref("browser.shell.checkDefaultBrowser", false);
user_pref("network.captive-portal-service.enabled", false);
user_pref("network.connectivity-service.enabled", false);
user_pref("services.settings.server", "http://127.0.0.1:9/");
user_pref("intl.accept_languages", "fr");
`
	if err := os.WriteFile(filepath.Join(profile, "user.js"), []byte(preferences), 0o600); err != nil {
		t.Fatal(err)
	}
	said := &buffer{}
	cmd := exec.Command(program, "--headless", "--marionette", "--no-remote", "--profile", profile)
	cmd.Env = append(os.Environ(), "HOME="+t.TempDir(), "MOZ_CRASHREPORTER_DISABLE=1")
	cmd.Stdout, cmd.Stderr = said, said
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		cmd.Wait() //nolint:errcheck // it is killed below
	}()
	t.Cleanup(func() {
		cmd.Process.Kill() //nolint:errcheck // it may be gone
		<-ended
	})
	f := &firefox{t: t}
	eventually(t, "Firefox's port", func() bool {
		select {
		case <-ended:
			t.Fatalf("Firefox ended: %s", said)
		default:
		}
		port, err := os.ReadFile(filepath.Join(profile, "MarionetteActivePort"))
		if err != nil {
			return false
		}
		f.conn, err = net.Dial("tcp", "127.0.0.1:"+string(port))
		return err == nil
	})
	t.Cleanup(func() { f.conn.Close() })
	f.answers = bufio.NewReader(f.conn)
	f.receive() // who it is
	f.command("WebDriver:NewSession", map[string]any{"acceptInsecureCerts": false})
	return f
}

// receive reads one message.
func (f *firefox) receive() (message json.RawMessage) {
	f.t.Helper()
	length, err := f.answers.ReadString(':')
	if err != nil {
		f.t.Fatalf("Firefox does not answer: %v", err)
	}
	n, err := strconv.Atoi(length[:len(length)-1])
	if err != nil {
		f.t.Fatalf("Firefox answers %q", length)
	}
	message = make(json.RawMessage, n)
	if _, err := io.ReadFull(f.answers, message); err != nil {
		f.t.Fatal(err)
	}
	return message
}

// command sends a command and returns its result.
func (f *firefox) command(name string, parameters map[string]any) json.RawMessage {
	f.t.Helper()
	f.last++
	text, err := json.Marshal([]any{0, f.last, name, parameters})
	if err != nil {
		f.t.Fatal(err)
	}
	if _, err := fmt.Fprintf(f.conn, "%d:%s", len(text), text); err != nil {
		f.t.Fatal(err)
	}
	var kind, number int
	var failure *struct{ Error, Message string }
	var result json.RawMessage
	if err := json.Unmarshal(f.receive(), &[]any{&kind, &number, &failure, &result}); err != nil {
		f.t.Fatal(err)
	}
	if failure != nil || number != f.last {
		f.t.Fatalf("%s: %+v", name, failure)
	}
	return result
}

func (f *firefox) visit(address string) {
	f.t.Helper()
	f.command("WebDriver:Navigate", map[string]any{"url": address})
}

// eval runs the body of a function in the page and returns
// the text that it gives.
func (f *firefox) eval(script string) string {
	f.t.Helper()
	var result struct{ Value any }
	answer := f.command("WebDriver:ExecuteScript", map[string]any{"script": script, "args": []any{}})
	if err := json.Unmarshal(answer, &result); err != nil {
		f.t.Fatal(err)
	}
	return fmt.Sprint(result.Value)
}

// await waits until the condition holds in the page.
func (f *firefox) await(what, condition string) {
	f.t.Helper()
	eventually(f.t, what, func() bool {
		return f.eval("try { return Boolean("+condition+") } catch { return false }") == "true"
	})
}

// answer does something, clicks on the answers and presses the button.
func (f *firefox) answer(first string, answers ...string) {
	f.t.Helper()
	script := first + ";"
	for _, answer := range append(answers, "button") {
		script += shadow(answer) + ".click();"
	}
	f.eval(script + "return ''")
}
