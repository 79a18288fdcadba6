package rating_test

import (
	"encoding/base64"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"servicequality/observatory/rating"
)

// TestTokenExamples runs the code that docs/integration.md shows to
// administrations, and verifies what it makes. A language that is not installed
// is skipped; where the variable CI is set, Node.js must be there.
func TestTokenExamples(t *testing.T) {
	t.Parallel()
	guide, err := os.ReadFile("../../docs/integration.md")
	if err != nil {
		t.Fatal(err)
	}
	// All bits of key and secret matter, also those that base64 writes as - and _.
	key := rating.TokenKey{ID: 4_294_967_295, Procedure: "impots-revenu", Secret: []byte(strings.Repeat("\xfb\xff\xfe\x00", 8))}
	call := "completionToken(4294967295, '" + base64.RawURLEncoding.EncodeToString(key.Secret) + "', 'impots-revenu')"
	for _, c := range []struct {
		language, program string
		args              []string
		code              string
	}{
		{"js", "node", []string{"--input-type=module", "--eval"}, "\nconsole.log(" + call + ")"},
		{"php", "php", []string{"-r"}, "\necho " + call + ";"},
	} {
		t.Run(c.program, func(t *testing.T) {
			t.Parallel()
			program, err := exec.LookPath(c.program)
			if err != nil && c.program == "node" && os.Getenv("CI") != "" {
				t.Fatal(err)
			}
			if err != nil {
				t.Skip(err)
			}
			_, block, found := strings.Cut(string(guide), "```"+c.language+"\n")
			block, _, ended := strings.Cut(block, "```")
			if !found || !ended {
				t.Fatalf("the guide has no example in %s", c.language)
			}
			seen := map[string]bool{}
			for range 2 {
				began := time.Now()
				out, err := exec.CommandContext(t.Context(), program, append(c.args, block+c.code)...).CombinedOutput()
				if err != nil {
					t.Fatalf("%v: %s", err, out)
				}
				token, err := rating.ParseToken(strings.TrimSpace(string(out)))
				if err != nil {
					t.Fatalf("%s: %v", out, err)
				}
				if err := token.Verify(key, "impots-revenu", time.Now()); err != nil {
					t.Errorf("%s: %v", out, err)
				}
				if token.IssuedAt.Before(began.Truncate(time.Second)) {
					t.Errorf("issued at %s, made after %s", token.IssuedAt, began)
				}
				seen[token.RatingID().String()] = true
			}
			if len(seen) != 2 {
				t.Error("two tokens are the same rating")
			}
		})
	}
}
