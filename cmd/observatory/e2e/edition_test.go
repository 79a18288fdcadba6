package e2e

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"
)

// editionMonths returns the ids of the newest edition that can be made today
// and of the one before it: a month closes on the 9th of the next.
func editionMonths() (newest, before string) {
	return editionBefore(0), editionBefore(1)
}

// editionBefore is the id of the edition that many months before the newest.
func editionBefore(months int) string {
	now := time.Now()
	month := time.Date(now.Year(), now.Month(), 1, 12, 0, 0, 0, time.UTC)
	if now.Day() < 10 { // the day in Paris may already be the 9th
		months++
	}
	return month.AddDate(0, -months, 0).Format("2006-01")
}

// countsFile writes tidy counts of one procedure's answers.
func countsFile(t testing.TB, rows ...string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "counts.csv")
	text := "procedure_id,day,instrument,satisfaction,clarity,count\n" + strings.Join(rows, "\n") + "\n"
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// listed says whether the public sees the edition.
func listed(in *instance, id string) bool {
	in.t.Helper()
	return strings.Contains(string(in.get("/api/v1/editions")), `"id":"`+id+`"`)
}

// killAfter starts a command and kills it as kill -9 does, unless it ends
// before; it says whether it was killed.
func killAfter(in *instance, patience time.Duration, args ...string) bool {
	in.t.Helper()
	cmd := exec.Command(binary(in.t), append(args, "--data", in.data)...)
	if err := cmd.Start(); err != nil {
		in.t.Fatal(err)
	}
	done := make(chan error, 1)
	go func() { done <- cmd.Wait() }()
	select {
	case <-done:
		return false
	case <-time.After(patience):
		cmd.Process.Signal(syscall.SIGKILL)
		<-done
		return true
	}
}

// TestLifeOfAnEdition drafts, freezes and publishes editions beside a running
// serve, kills both steps on the way, and reads the result as a stranger would.
func TestLifeOfAnEdition(t *testing.T) {
	t.Parallel()
	in := serve(t, t.TempDir())
	in.run("import", "catalogue", catalogueFile(t, "tax,Déclarer ses revenus,Économie,yes,", "boat,Immatriculer un bateau,Mer,partial,"))
	newest, before := editionMonths()
	day := before + "-15" // inside both windows, but for the second's last month
	if month, err := time.Parse("2006-01", before); err == nil {
		day = month.AddDate(0, -1, 14).Format(time.DateOnly)
	}
	in.run("import", "ratings", countsFile(t, "tax,"+day+",avis-1,good,5,80", "tax,"+day+",avis-1,medium,3,12", "tax,"+day+",avis-1,bad,1,8", "boat,"+day+",avis-1,good,,7"))

	if out := in.run("edition", "draft", before); !strings.Contains(out, "2 procedures, 32 figures") {
		t.Errorf("the draft says %s", out)
	}
	began := time.Now()
	in.run("edition", "freeze", before)
	whole := time.Since(began)
	if out, status := command(t, "edition", "publish", before, "--data", in.data); status != 1 || !strings.Contains(out, "--force") {
		t.Errorf("publishing in the right of reply: status %d, %s", status, out)
	}
	in.run("edition", "publish", before, "--force")

	objectTooLate(t, in, before)

	killed := 0
	for part := range 6 {
		if killAfter(in, whole*time.Duration(part+1)/8, "edition", "freeze", newest) {
			killed++
		}
		if listed(in, newest) {
			t.Fatal("an edition that is not published is public")
		}
	}
	frozen := in.run("edition", "freeze", newest)
	checksum := regexp.MustCompile(`[0-9a-f]{64}`).FindString(frozen)
	if out := in.run("edition", "verify", newest); !strings.Contains(out, checksum) {
		t.Errorf("the frozen edition says %s, its verification %s", frozen, out)
	}
	replyTo(t, in, newest)
	files := map[string]string{} // of a run that was killed with its files whole
	for part := range 6 {
		if killAfter(in, whole*time.Duration(part+1)/8, "edition", "publish", newest, "--force") {
			killed++
		}
		if listed(in, newest) {
			in.run("edition", "verify", newest)
		}
		unchanged(t, in, newest, files)
	}
	t.Logf("killed %d times", killed)
	command(t, "edition", "publish", newest, "--force", "--data", in.data) // unless it was published before it was killed
	eventually(t, "the edition "+newest, func() bool { return listed(in, newest) })
	if out := in.run("edition", "verify", newest); !strings.Contains(out, checksum) {
		t.Errorf("the published edition is not the frozen one: %s", out)
	}
	unchanged(t, in, newest, files)
	if page := string(in.get("/editions/" + newest + "?lang=en")); !strings.Contains(page, "The mark is of July.") || !strings.Contains(page, "It is of twelve months.") {
		t.Error("the page of the edition does not tell the objection and its answer")
	}
	lateRatings(t, in, newest, day)
	readAsStranger(t, in, newest)
	if out := in.run("edition", "diff", before, newest); !strings.Contains(out, "figures moved") {
		t.Errorf("the diff says %s", out)
	}
	in.get("/editions/" + before + "..." + newest)
}

// objectTooLate objects to an edition that is public.
func objectTooLate(t *testing.T, in *instance, id string) {
	t.Helper()
	out, status := command(t, "edition", "object", id, "tax", "--text", "late", "--data", in.data)
	if status != 1 || !strings.Contains(out, "its right of reply is over") {
		t.Errorf("objecting to a published edition: status %d, %s", status, out)
	}
}

// replyTo objects to a frozen edition and answers.
func replyTo(t *testing.T, in *instance, id string) {
	t.Helper()
	if out := in.run("edition", "show", id, "tax"); !strings.Contains(out, "satisfaction") || !strings.Contains(out, "8.600000") {
		t.Errorf("the rows of the owner are %s", out)
	}
	object := []string{"edition", "object", id, "tax", "--kind", "satisfaction", "--text", "The mark is of July."}
	objection := regexp.MustCompile(`[0-9a-f]{16}`).FindString(in.run(object...))
	if again := in.run(object...); !strings.Contains(again, objection) {
		t.Errorf("the same objection again is another: %s", again)
	}
	in.run("edition", "answer", id, objection, "--text", "It is of twelve months.")
	if out := in.run("edition", "objections", id); !strings.Contains(out, "1 objections, 0 without an answer") {
		t.Errorf("the objections are %s", out)
	}
	if page := string(in.get("/editions?lang=en")); strings.Contains(page, id+"<") {
		t.Error("an edition that is not published is on the page")
	}
}

// unchanged remembers the bytes of an edition's files, and compares those that
// it remembers: once its folder is there it is whole, and stays as it is.
func unchanged(t *testing.T, in *instance, id string, seen map[string]string) {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(in.data, "editions", id, "*"))
	if err != nil {
		t.Fatal(err)
	}
	if len(seen) > 0 && len(paths) != len(seen) {
		t.Errorf("the edition has %d files, it had %d", len(paths), len(seen))
	}
	for _, path := range paths {
		content, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if was, known := seen[path]; known && was != string(content) {
			t.Errorf("%s is not as it was", path)
		}
		seen[path] = string(content)
	}
}

// lateRatings come after the edition: its figures stay, and a revision tells
// them.
func lateRatings(t *testing.T, in *instance, id, day string) {
	t.Helper()
	address := "/api/v1/procedures/tax?edition=" + id
	figures := func() string {
		return fmt.Sprint(getJSON[struct{ Indicators []map[string]any }](in, address).Indicators)
	}
	was := figures()
	in.run("import", "ratings", countsFile(t, "tax,"+day+",avis-1,bad,1,50"))
	if now := figures(); now != was || !strings.Contains(was, "8.6") {
		t.Errorf("late ratings moved the edition from\n%s to\n%s", was, now)
	}
	in.run("edition", "revise", id, "--reason", "fifty ratings came late")
	in.run("edition", "freeze", id+"-r2")
	in.run("edition", "publish", id+"-r2", "--force")
	if out := in.run("edition", "diff", id, id+"-r2"); !strings.Contains(out, "late +42") {
		t.Errorf("of 50 ratings, 8 of which were known, the diff says %s", out)
	}
	eventually(t, "the revision", func() bool { return listed(in, id+"-r2") })
	if now := figures(); now != was {
		t.Errorf("the revision moved the first edition to %s", now)
	}
}

// readAsStranger downloads the files of an edition and checks them without the
// data folder; a changed byte is named.
func readAsStranger(t *testing.T, in *instance, id string) {
	t.Helper()
	folder := t.TempDir()
	var manifest struct {
		PublicKey string `json:"public_key"`
		Files     []struct{ Name string }
	}
	if err := json.Unmarshal(in.get("/donnees/"+id+"/manifest.json"), &manifest); err != nil {
		t.Fatal(err)
	}
	names := []string{"manifest.json", "manifest.json.sig"}
	for _, f := range manifest.Files {
		names = append(names, f.Name)
	}
	for _, name := range names {
		response, err := http.Get(in.public + "/donnees/" + id + "/" + name)
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(response.Body)
		response.Body.Close()
		if err != nil || response.StatusCode != http.StatusOK || !strings.Contains(response.Header.Get("Cache-Control"), "immutable") {
			t.Fatalf("%s answered %s %v", name, response.Status, err)
		}
		if err := os.WriteFile(filepath.Join(folder, name), content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	verify := func() (string, int) {
		return command(t, "edition", "verify", "--files", folder, "--public-key", manifest.PublicKey, "--data", filepath.Join(t.TempDir(), "none"))
	}
	if out, status := verify(); status != 0 || !strings.Contains(out, "32 figures computed again") {
		t.Errorf("a stranger's verification: status %d, %s", status, out)
	}
	parquet, err := os.ReadFile(filepath.Join(folder, "indicators.parquet"))
	if err != nil || !bytes.HasPrefix(parquet, []byte("PAR1")) || !bytes.HasSuffix(parquet, []byte("PAR1")) {
		t.Errorf("the Parquet file is none, %v", err)
	}
	parquet[len(parquet)/2] ^= 1
	if err := os.WriteFile(filepath.Join(folder, "indicators.parquet"), parquet, 0o600); err != nil {
		t.Fatal(err)
	}
	if out, status := verify(); status != 1 || !strings.Contains(out, "indicators.parquet was changed") {
		t.Errorf("with a flipped byte: status %d, %s", status, out)
	}
}

// TestMergedProcedures: after a merge the name of the one leads to the other,
// which counts its ratings from the day on; undoing brings everything back.
func TestMergedProcedures(t *testing.T) {
	t.Parallel()
	in := serve(t, t.TempDir())
	in.run("import", "catalogue", catalogueFile(t, "old,Ancienne démarche,Mer,yes,", "new,Nouvelle démarche,Mer,yes,"))
	in.run("import", "ratings", countsFile(t, "old,2026-01-10,avis-1,good,,3", "old,2026-02-10,avis-1,good,,5", "new,2026-02-10,avis-1,good,,1"))
	received := func(name string) uint64 { return receivedOf(in, name) }
	eventually(t, "the ratings", func() bool { return received("old") == 8 && received("new") == 1 })
	in.run("procedure", "merge", "old", "new", "--from", "2026-02-01")
	eventually(t, "the merge", func() bool { return received("new") == 6 && received("old") == 6 }) // one procedure by two names
	more := countsFile(t, "old,2026-01-10,avis-1,good,,3", "old,2026-02-10,avis-1,good,,6", "new,2026-02-10,avis-1,good,,1")
	if out := in.run("import", "ratings", more); !strings.Contains(out, "1 created") {
		t.Errorf("a file that has one rating more than the one imported before the merge: %s", out)
	}
	eventually(t, "one rating more", func() bool { return received("new") == 7 })
	in.run("procedure", "merge", "old", "new", "--undo")
	eventually(t, "the merge undone", func() bool { return received("old") == 9 && received("new") == 1 })

	in.run("procedure", "close", "old", "--message", "Cette démarche est terminée.")
	eventually(t, "the closing", func() bool {
		response, err := http.Get(in.public + "/avis/old")
		if err != nil {
			return false
		}
		defer response.Body.Close()
		body, _ := io.ReadAll(response.Body)
		return response.StatusCode == http.StatusGone && strings.Contains(string(body), "Cette démarche est terminée.")
	})
}
