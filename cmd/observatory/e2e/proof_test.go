package e2e

import (
	"bytes"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	bin "encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"
)

// office is the back office of an administration, with a key.
type office struct {
	key    uint32
	secret []byte
}

var printedKey = regexp.MustCompile(`key +(\d+)\nprocedure +passport\nsecret +(\S+)\n`)

// newOffice makes a key on the command line, for the procedure named passport
// by its id or an alias.
func newOffice(t *testing.T, in *instance, procedure string) office {
	t.Helper()
	out := in.run("key", "create", "--procedure", procedure)
	printed := printedKey.FindStringSubmatch(out)
	if printed == nil {
		t.Fatalf("key create printed %q", out)
	}
	id, err := strconv.ParseUint(printed[1], 10, 32)
	if err != nil {
		t.Fatal(err)
	}
	secret, err := base64.RawURLEncoding.DecodeString(printed[2])
	if err != nil {
		t.Fatal(err)
	}
	return office{uint32(id), secret}
}

// token makes one as docs/integration.md says.
func (o office) token(issued time.Time) string {
	payload := bin.BigEndian.AppendUint32([]byte{1}, o.key)
	payload = bin.BigEndian.AppendUint32(payload, uint32(issued.Unix()))
	nonce := make([]byte, 16)
	rand.Read(nonce) //nolint:errcheck // never fails
	payload = append(append(payload, nonce...), "passport"...)
	mac := hmac.New(sha256.New, o.secret)
	mac.Write(payload)
	return base64.RawURLEncoding.EncodeToString(append(payload, mac.Sum(nil)[:16]...))
}

// TestProof follows a signed rating from the key to its erasure, over restarts,
// and looks for what must not have been left behind.
func TestProof(t *testing.T) {
	t.Parallel()
	const address = "198.51.100.77"
	data := t.TempDir()
	flags := []string{"--limits", "on", "--trusted-proxies", "127.0.0.1"}
	in := serve(t, data, flags...)
	in.run("import", "catalogue", catalogueFile(t, "passport,Demander un passeport,Intérieur,yes,xwiki:823"))
	in.awaitForm("passport")
	office := newOffice(t, in, "xwiki:823")
	token := office.token(time.Now())
	send := func(n int, token string) (int, map[string]any) {
		t.Helper()
		body := fmt.Sprintf(`{"id":%q,"procedure":"passport","satisfaction":"good","token":%q}`, key(n), token)
		request, err := http.NewRequest(http.MethodPost, in.public+"/api/v1/ratings", strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set("Content-Type", "application/json")
		request.Header.Set("X-Forwarded-For", address)
		status, answer, err := in.do(request)
		if err != nil {
			t.Fatal(err)
		}
		return status, answer
	}
	var first map[string]any
	eventually(t, "the new key", func() bool {
		status, answer := send(1, token)
		first = answer
		return status == http.StatusCreated
	})
	if status, again := send(2, token); status != http.StatusOK || again["rating"] != first["rating"] {
		t.Errorf("a replay was answered %d %v", status, again)
	}
	if status, answer := send(3, forged(token)); status != http.StatusUnprocessableEntity {
		t.Errorf("a forged token was answered %d %v", status, answer)
	}
	for n := range 60 {
		if status, answer := send(100+n, ""); status != http.StatusCreated {
			t.Fatalf("unsigned rating %d was answered %d %v", n, status, answer)
		}
	}
	refused := false
	for n := range 30 { // a second pays for one more
		status, _ := send(200+n, "")
		refused = refused || status == http.StatusTooManyRequests
	}
	if !refused {
		t.Error("one network may send without end")
	}
	if status, answer := send(300, office.token(time.Now())); status != http.StatusCreated {
		t.Errorf("a signed rating of a network that floods was answered %d %v", status, answer)
	}

	in.kill()
	in = serve(t, data, flags...)
	if status, again := send(4, token); again["rating"] != first["rating"] || status >= 300 {
		t.Errorf("a replay after a crash was answered %d %v", status, again)
	}
	rating := []string{"--procedure", "xwiki:823", "--id", first["rating"].(string), "--reason", "test"}
	eventually(t, "the rating in the database", func() bool {
		_, status := command(t, append([]string{"rating", "quarantine", "--data", data}, rating...)...)
		return status == 0
	})
	for _, verdict := range []string{"release", "erase", "erase"} {
		in.run(append([]string{"rating", verdict}, rating...)...)
	}
	if out, status := command(t, append([]string{"rating", "release", "--data", data}, rating...)...); status != 1 || !strings.Contains(out, "erased") {
		t.Errorf("releasing what was erased ended with %d: %s", status, out)
	}
	in.run("key", "revoke", strconv.FormatUint(uint64(office.key), 10))
	if out := in.run("key", "list", "--procedure", "passport"); !strings.Contains(out, "revoked") || strings.Contains(out, base64.RawURLEncoding.EncodeToString(office.secret)) {
		t.Errorf("key list printed %s", out)
	}
	eventually(t, "the revocation", func() bool {
		status, _ := send(5, office.token(time.Now()))
		return status == http.StatusUnprocessableEntity
	})
	in.stop()
	for _, private := range []string{address, token} {
		if strings.Contains(in.stderr.String(), private) {
			t.Errorf("%s is logged", private)
		}
		if file := holding(t, data, private); file != "" {
			t.Errorf("%s is in %s", private, file)
		}
	}
}

// holding is a file below the folder that holds the text, empty when none does.
func holding(t *testing.T, folder, text string) (found string) {
	t.Helper()
	err := filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) { // the database is at work
			return nil
		}
		if err != nil || !entry.Type().IsRegular() {
			return err
		}
		content, err := os.ReadFile(path)
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if bytes.Contains(content, []byte(text)) {
			found = path
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// forged is a token whose code of authentication is another in one character.
func forged(token string) string {
	place := len(token) - 3
	other := byte('A')
	if token[place] == other {
		other = 'B'
	}
	return token[:place] + string(other) + token[place+1:]
}
