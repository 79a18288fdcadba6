package publish

import (
	"crypto/ed25519"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"slices"
	"strings"

	"servicequality/observatory"
	"servicequality/observatory/edition"
	"servicequality/observatory/indicator"
)

// Report is what a verification found to be right.
type Report struct {
	Edition edition.Edition
	Files   int
	// Figures is how many figures were computed again.
	Figures int
}

// Verify checks the files of an edition with the public key of its publisher:
// the signature, every checksum, and the figures, which are computed again from
// the catalogue and the tallies in the folder alone. The error names every file
// and figure that is wrong.
func Verify(folder fs.FS, key ed25519.PublicKey, catalogue func(io.Writer, []observatory.Procedure) error) (Report, error) {
	m, err := readManifest(folder, key)
	if err != nil {
		return Report{}, err
	}
	contents, err := m.check(folder)
	if err != nil {
		return Report{}, err
	}
	stated, err := readEdition(contents)
	report := Report{Edition: stated.Edition, Files: len(m.Files)}
	if err != nil {
		return report, err
	}
	if stated.Edition.ID != m.Edition {
		return report, fmt.Errorf("%s is about the edition %s, and %s about %s", EditionJSON, stated.Edition.ID, Manifest, m.Edition)
	}
	if err := derived(stated, contents, catalogue); err != nil || stated.Edition.AsPrinted {
		return report, err
	}
	report.Figures, err = recompute(stated, contents[SummaryJSON], edition.Copies{Procedures: stated.Catalogue.Procedures(), Bases: stated.Bases})
	return report, err
}

func readManifest(folder fs.FS, key ed25519.PublicKey) (manifest, error) {
	var m manifest
	text, err := fs.ReadFile(folder, Manifest)
	if err != nil {
		return m, fmt.Errorf("cannot read %s: %w", Manifest, err)
	}
	encoded, err := fs.ReadFile(folder, Signature)
	if err != nil {
		return m, fmt.Errorf("cannot read %s: %w", Signature, err)
	}
	signature, err := base64.StdEncoding.Strict().DecodeString(strings.TrimSuffix(string(encoded), "\n"))
	if err != nil || base64.StdEncoding.EncodeToString(signature)+"\n" != string(encoded) {
		return m, fmt.Errorf("%s is damaged", Signature)
	}
	if !ed25519.Verify(key, text, signature) {
		return m, fmt.Errorf("%s is not what the owner of the key %s signed in %s: one of them was changed, or the key is another's", Manifest, FormatKey(key), Signature)
	}
	if err := json.Unmarshal(text, &m); err != nil {
		return m, fmt.Errorf("cannot read %s: %w", Manifest, err)
	}
	return m, nil
}

// check reads the files of the manifest and compares their checksums.
func (m manifest) check(folder fs.FS) (map[string][]byte, error) {
	contents := map[string][]byte{}
	var wrong []error
	for _, e := range m.Files {
		content, err := fs.ReadFile(folder, e.Name)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			wrong = append(wrong, fmt.Errorf("%s is missing", e.Name))
		case err != nil:
			wrong = append(wrong, fmt.Errorf("cannot read %s: %w", e.Name, err))
		case Sum(content) != e.SHA256:
			wrong = append(wrong, fmt.Errorf("%s was changed: its SHA-256 is %s, %s says %s", e.Name, Sum(content), Manifest, e.SHA256))
		}
		contents[e.Name] = content
	}
	present, err := fs.ReadDir(folder, ".")
	if err != nil {
		wrong = append(wrong, err)
	}
	for _, file := range present {
		if _, listed := contents[file.Name()]; !listed && file.Name() != Manifest && file.Name() != Signature {
			wrong = append(wrong, fmt.Errorf("%s is no part of the edition", file.Name()))
		}
	}
	return contents, errors.Join(wrong...)
}

// readEdition reads what the files say.
func readEdition(contents map[string][]byte) (edition.Figures, error) {
	var stated about
	var procedures []observatory.Procedure
	var bases []indicator.Basis
	f := edition.Figures{Bases: map[string]indicator.Basis{}, Figures: map[string][]indicator.Indicator{}}
	var figures []struct {
		Procedure string `json:"procedure"`
		indicator.Indicator
	}
	for name, into := range map[string]any{
		EditionJSON: &stated, SummaryJSON: &f.Summary, CatalogueJSON: &procedures, TalliesJSON: &bases, FiguresJSON: &figures,
	} {
		if err := json.Unmarshal(contents[name], into); err != nil {
			return f, fmt.Errorf("cannot read %s: %w", name, err)
		}
	}
	f.Edition, f.Catalogue = stated.Edition, observatory.NewCatalogue(procedures)
	// Editions of earlier releases have no file of objections.
	if text, there := contents[ObjectionsJSON]; there {
		if err := json.Unmarshal(text, &f.Edition.Objections); err != nil {
			return f, fmt.Errorf("cannot read %s: %w", ObjectionsJSON, err)
		}
	}
	for _, b := range bases {
		for _, sample := range b.Samples {
			if err := sample.Unmixed(); err != nil {
				return f, fmt.Errorf("%s, of %s: %w", TalliesJSON, b.Procedure, err)
			}
		}
		f.Bases[b.Procedure] = b
	}
	for _, i := range figures {
		f.Figures[i.Procedure] = append(f.Figures[i.Procedure], i.Indicator)
	}
	return f, nil
}

// derived compares the tables with the JSON files that say the same, as far as
// this release knows the columns: a later one may know more.
func derived(stated edition.Figures, contents map[string][]byte, catalogue func(io.Writer, []observatory.Procedure) error) error {
	again, err := Canonical(stated, catalogue)
	if err != nil {
		return err
	}
	var wrong []error
	for _, f := range again {
		if strings.HasSuffix(f.Name, ".csv") && !sameTable(contents[f.Name], f.Content) {
			wrong = append(wrong, fmt.Errorf("%s does not say what the other files say", f.Name))
		}
	}
	if sum := stated.Checksum(); sum != stated.Edition.Checksum {
		wrong = append(wrong, fmt.Errorf("the figures have the checksum %s, %s says %s", sum, EditionJSON, stated.Edition.Checksum))
	}
	if err := stated.CheckObjections(); err != nil {
		wrong = append(wrong, fmt.Errorf("%s: %w", ObjectionsJSON, err))
	}
	return errors.Join(wrong...)
}

// recompute computes the edition again from copies of what it follows from, and
// returns how many figures there are. It accepts a difference of 1 in the
// sixth digit: processors round differently.
func recompute(stated edition.Figures, summary []byte, copies edition.Copies) (int, error) {
	if err := stated.Edition.Computable(); err != nil {
		return 0, err
	}
	again := edition.Compile(stated.Edition, copies)
	kinds := map[indicator.Kind]bool{}
	ids := map[string]bool{}
	var wrong []error
	n := 0
	for id, figures := range stated.Figures {
		ids[id] = true
		for _, f := range figures {
			kinds[f.Kind] = true
			n++
		}
	}
	if uint64(n) != stated.Edition.Figures {
		wrong = append(wrong, fmt.Errorf("%s has %d figures, %s says %d", FiguresJSON, n, EditionJSON, stated.Edition.Figures))
	}
	for id := range again.Figures {
		ids[id] = true
	}
	for _, id := range slices.Sorted(maps.Keys(ids)) {
		// A kind that the edition does not know came with a later release.
		known := slices.DeleteFunc(again.Figures[id], func(f indicator.Indicator) bool { return !kinds[f.Kind] })
		for _, difference := range compare(stated.Figures[id], known) {
			wrong = append(wrong, fmt.Errorf("the figure %s of %s is not what follows from %s and %s", difference, id, CatalogueJSON, TalliesJSON))
		}
	}
	// What was received cannot be counted again from an edition's files.
	again.Summary.Received, again.Summary.Ratings = stated.Summary.Received, stated.Summary.Ratings
	if !says([]byte(asText(again.Summary)), summary) {
		wrong = append(wrong, fmt.Errorf("%s is not what follows from %s", SummaryJSON, CatalogueJSON))
	}
	return n, errors.Join(wrong...)
}

func asText(value any) string {
	text, err := json.Marshal(value)
	if err != nil {
		return err.Error()
	}
	return string(text)
}
