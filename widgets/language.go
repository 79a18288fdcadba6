package widgets

import (
	"encoding/json"
	"fmt"
	"html/template"
	"io/fs"

	xlanguage "golang.org/x/text/language"
	"golang.org/x/text/message"
)

// language is one of the languages that the pages speak.
type language struct {
	tag xlanguage.Tag
	// numbers is the same, with the digits that our figures are written in.
	numbers  xlanguage.Tag
	messages map[string]string
	// extra are the messages for integrators, and of the buttons that their pages
	// show from old addresses; nil in languages that do not address them.
	extra map[string]string
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

// loadLanguages reads messages/*.json and parses the pages once per language.
func loadLanguages(files fs.FS) (*languages, error) {
	all := &languages{}
	var tags []xlanguage.Tag
	for _, code := range languageCodes() {
		l := &language{tag: xlanguage.MustParse(code), numbers: xlanguage.MustParse(code + "-u-nu-latn")}
		data, err := fs.ReadFile(files, "messages/"+code+".json")
		if err != nil {
			return nil, fmt.Errorf("cannot read the messages: %w", err)
		}
		if err := json.Unmarshal(data, &l.messages); err != nil {
			return nil, fmt.Errorf("cannot read messages/%s.json: %w", code, err)
		}
		if data, err := fs.ReadFile(files, "messages/integration/"+code+".json"); err == nil {
			if err := json.Unmarshal(data, &l.extra); err != nil {
				return nil, fmt.Errorf("cannot read messages/integration/%s.json: %w", code, err)
			}
		}
		l.pages, err = template.New("").Funcs(template.FuncMap{"t": l.text}).ParseFS(files, "templates/*.html")
		if err != nil {
			return nil, fmt.Errorf("cannot parse the pages: %w", err)
		}
		all.all = append(all.all, l)
		tags = append(tags, l.tag)
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

// Code is the language's code in html lang, as "fr".
func (l *language) Code() string { return l.tag.String() }

// Direction is "ltr" or "rtl".
func (l *language) Direction() string { return l.messages["direction"] }

// Name is what the language calls itself.
func (l *language) Name() string { return l.messages["language"] }

// Unreviewed says that no speaker of the language has read its messages yet; it
// is empty when one has.
func (l *language) Unreviewed() string { return l.messages["unreviewed"] }

// text returns the message with that key, its verbs replaced by the
// arguments, numbers written as the language does. A key that has no message
// is an error, which stops the page that asked for it.
func (l *language) text(key string, args ...any) (string, error) {
	text, ok := l.messages[key]
	if !ok {
		text, ok = l.extra[key]
	}
	switch {
	case !ok:
		return "", fmt.Errorf("messages/%s.json has no message %q", l.Code(), key)
	case len(args) == 0:
		return text, nil
	}
	return message.NewPrinter(l.numbers).Sprintf(text, args...), nil
}
