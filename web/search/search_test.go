package search

import (
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"servicequality/observatory"
)

// lines reads a file of the test data, comments apart.
func lines(t testing.TB, name string) []string {
	t.Helper()
	text, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return slices.DeleteFunc(strings.Split(strings.TrimSpace(string(text)), "\n"), func(line string) bool { return strings.HasPrefix(line, "#") })
}

func catalogue(t testing.TB) []observatory.Procedure {
	t.Helper()
	var all []observatory.Procedure
	for _, line := range lines(t, "procedures.txt") {
		parts := strings.SplitN(line, "|", 3)
		volume, err := strconv.ParseUint(parts[1], 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, observatory.Procedure{ID: parts[0], Title: parts[2], VolumeTotal: &volume})
	}
	return all
}

func index(t testing.TB) *Index {
	t.Helper()
	x, err := New(catalogue(t))
	if err != nil {
		t.Fatal(err)
	}
	return x
}

// TestQuestions asks what people type: the procedure that they mean is first of nine
// in ten, and among the first three of all but three in a hundred.
func TestQuestions(t *testing.T) {
	t.Parallel()
	x := index(t)
	asked, first, three := 0, 0, 0
	for _, line := range lines(t, "questions.txt") {
		question, meant, _ := strings.Cut(line, "|")
		found := x.Find(question)
		means := func(id string) bool { return slices.Contains(strings.Split(meant, ","), id) }
		asked++
		if len(found) > 0 && means(found[0]) {
			first++
		} else {
			t.Logf("%q: first of %v is not %s", question, found[:min(4, len(found))], meant)
		}
		if slices.ContainsFunc(found[:min(3, len(found))], means) {
			three++
		}
	}
	t.Logf("%d questions: %d first, %d in the first three", asked, first, three)
	if asked < 120 || first*100 < asked*90 || three*100 < asked*97 {
		t.Errorf("of %d questions %d found their procedure first, %d in the first three", asked, first, three)
	}
}

// TestNames finds a procedure by all that it is called: its administration, ministry, id
// and aliases as well.
func TestNames(t *testing.T) {
	t.Parallel()
	x, err := New([]observatory.Procedure{
		{ID: "passeport-adulte", Title: "Demander un passeport", Administration: "Préfecture", Ministry: "Intérieur", Aliases: []string{"jdma:42"}},
		{ID: "other", Title: "Déclarer un troupeau"},
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, question := range []string{"PASSEPORT préfecture", "interieur", "adulte", "jdma:42", "passeport-adulte", "passep", "l'intérieur"} {
		if found := x.Find(question); !slices.Equal(found, []string{"passeport-adulte"}) {
			t.Errorf("%q finds %v", question, found)
		}
	}
}

func TestNothing(t *testing.T) {
	t.Parallel()
	x := index(t)
	for _, question := range []string{"", " ", "?!", "zzzzqx", strings.Repeat("a", 10_000)} {
		if found := x.Find(question); len(found) > 0 {
			t.Errorf("%.20q finds %v", question, found)
		}
	}
	if near := x.Near("passeprot biométrique", 3); len(near) == 0 || near[0] != "passeport" {
		t.Errorf("near a slip of the keyboard are %v", near)
	}
}

// TestEngine keeps the index of a catalogue until it is asked about another.
func TestEngine(t *testing.T) {
	t.Parallel()
	var e Engine
	one, same, two := observatory.NewCatalogue(catalogue(t)), observatory.NewCatalogue(catalogue(t)), observatory.NewCatalogue(catalogue(t)[:1])
	a, err := e.Of(one)
	if err != nil {
		t.Fatal(err)
	}
	for _, again := range []*observatory.Catalogue{one, same} {
		if x, _ := e.Of(again); x != a {
			t.Error("the index was made twice of what says the same")
		}
	}
	if b, _ := e.Of(two); b == a || len(b.Find("passeport")) > 0 {
		t.Error("another catalogue is searched in the former index")
	}
}

func FuzzFind(f *testing.F) {
	x := index(f)
	for _, line := range lines(f, "questions.txt")[:20] {
		f.Add(line)
	}
	f.Add("a* \"b~2 -c +d ^ \xff")
	f.Fuzz(func(t *testing.T, question string) {
		for _, id := range append(x.Find(question), x.Near(question, 3)...) {
			if x.titles[id] == "" {
				t.Errorf("%q finds %q, which is no procedure", question, id)
			}
		}
	})
}

func BenchmarkFind(b *testing.B) {
	x := index(b)
	for b.Loop() {
		x.Find("carte d'identité")
	}
}
