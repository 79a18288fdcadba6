package widgets

import (
	"fmt"
	"html/template"
	"io/fs"

	xlanguage "golang.org/x/text/language"

	"servicequality/web/locale"
)

// language is one of the languages that the pages speak, with the pages in it.
type language struct {
	*locale.Locale
	pages *template.Template
}

// languages are all of them, the default first.
type languages struct {
	all     []*language
	matcher xlanguage.Matcher
}

// languageCodes lists the served languages in the order in which they are
// offered; the first is that of whoever asks for none of them.
func languageCodes() []string { return []string{"fr", "en", "es", "de", "it", "pt", "ar"} }

// loadLanguages reads the messages and parses the pages once per language.
func loadLanguages(files fs.FS) (*languages, error) {
	locales, err := locale.ReadFrom(files, languageCodes())
	if err != nil {
		return nil, err
	}
	all := &languages{}
	var tags []xlanguage.Tag
	for _, code := range languageCodes() {
		l := &language{Locale: locales[code]}
		l.pages, err = template.New("").Funcs(template.FuncMap{"t": l.text, "n": l.count}).ParseFS(files, "templates/*.html")
		if err != nil {
			return nil, fmt.Errorf("cannot parse the pages: %w", err)
		}
		all.all = append(all.all, l)
		tags = append(tags, xlanguage.MustParse(code))
	}
	all.matcher = xlanguage.NewMatcher(tags)
	return all, nil
}

// match returns the language that best fits what the address asks for, else
// what the browser accepts, else the default.
func (l *languages) match(wanted, accepted string) *language {
	_, i := xlanguage.MatchStrings(l.matcher, wanted, accepted)
	return l.all[i]
}

// Direction is "ltr" or "rtl".
func (l *language) Direction() string { return l.T("direction") }

// Name is what the language calls itself.
func (l *language) Name() string { return l.T("language") }

// Unreviewed says that no speaker of the language has read its messages yet; it
// is empty when one has.
func (l *language) Unreviewed() string { return l.T("unreviewed") }

// addressesIntegrators says whether there are messages for them, which not every
// language has.
func (l *language) addressesIntegrators() bool { return l.Has("integration.title") }

// text is the message of a key on a page. A key that has no message is an error, which
// stops the page that asked for it.
func (l *language) text(key string, args ...any) (string, error) {
	if !l.Has(key) {
		return "", fmt.Errorf("there is no message %q in %s", key, l.Code)
	}
	return l.T(key, args...), nil
}

// count is the message of a counted thing on a page.
func (l *language) count(key string, n int) string { return l.N(key, uint64(n)) }
