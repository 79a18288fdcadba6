package e2e

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// checkMarkup has the Nu HTML checker read every page that an address leads
// to, in every language. It runs on Java.
func checkMarkup(t *testing.T, in *instance, checkers string) {
	java, err := exec.LookPath("java")
	if err != nil {
		t.Skip("the markup is checked by a Java program: install a Java runtime, such as default-jre-headless")
	}
	folder := t.TempDir()
	for i, p := range pages(in) {
		if p.act != nil {
			continue
		}
		for _, lang := range languages() {
			page := ask(t, in, withLanguage(p.path, lang))
			name := fmt.Sprintf("%02d-%s-%s.html", i, strings.ReplaceAll(p.name, " ", "-"), lang)
			if err := os.WriteFile(filepath.Join(folder, name), page, 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	jar := filepath.Join(checkers, "node_modules", "vnu-jar", "build", "dist", "vnu.jar")
	out, err := exec.Command(java, "-jar", jar, "--errors-only", folder).CombinedOutput()
	if err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}

// withLanguage adds the language to an address.
func withLanguage(path, lang string) string {
	if strings.Contains(path, "?") {
		return path + "&lang=" + lang
	}
	return path + "?lang=" + lang
}

// ask returns the body of an answer, whatever its status.
func ask(t *testing.T, in *instance, path string) []byte {
	t.Helper()
	answer, err := http.Get(in.public + path)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return body
}

// lighthouseWithin bounds one run of Lighthouse, which loads a page several
// times.
const lighthouseWithin = 3 * time.Minute

// measurePages has Lighthouse give the main pages their marks, on a telephone
// as it simulates one.
func measurePages(t *testing.T, in *instance, checkers, chromium string) {
	script := filepath.Join(checkers, "node_modules", "lighthouse", "cli", "index.js")
	for _, path := range []string{"/", "/demarches", "/ministeres", "/demarches/" + proceduresByState(in)["published"], "/donnees"} {
		t.Run(strings.Trim(strings.ReplaceAll(path, "/", "_"), "_"), func(t *testing.T) {
			ctx, cancel := context.WithTimeout(t.Context(), lighthouseWithin)
			defer cancel()
			// Demonstrations ask not to be indexed, and are measured all the same.
			run := exec.CommandContext(ctx, "node", script, in.public+path, "--quiet", "--output=json", "--skip-audits=is-crawlable",
				"--chrome-flags=--headless --no-sandbox --disable-gpu --user-data-dir="+t.TempDir())
			run.Env = append(os.Environ(), "CHROME_PATH="+chromium)
			out, err := run.Output()
			if err != nil {
				t.Fatal(err)
			}
			var report struct {
				Categories map[string]struct{ Score float64 }
			}
			if err := json.Unmarshal(out, &report); err != nil {
				t.Fatal(err)
			}
			for category, least := range map[string]float64{"performance": 0.95, "accessibility": 1, "best-practices": 1, "seo": 1} {
				score := report.Categories[category].Score
				t.Logf("%s %.0f", category, 100*score)
				if score < least {
					t.Errorf("%s %.0f, want at least %.0f", category, 100*score, 100*least)
				}
			}
		})
	}
}
