package jdma

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"servicequality/collector/imports"
	"servicequality/collector/imports/sheet"
	"servicequality/observatory"
	"servicequality/observatory/rating"
)

// The questionnaires that the exports hold answers to.
const (
	jdma2 = "jdma-2"
	jdma3 = "jdma-3"
)

// memo remembers what was made of cells that come again and again.
type memo[T any] struct {
	parse func(cell string) (T, error)
	known map[string]T
}

// memoSize bounds a memo: there are far fewer different answers, but a file
// may be anything.
const memoSize = 10_000

func remember[T any](parse func(string) (T, error)) memo[T] {
	return memo[T]{parse: parse, known: map[string]T{}}
}

func (m memo[T]) of(cell string) (T, error) {
	if value, ok := m.known[cell]; ok {
		return value, nil
	}
	value, err := m.parse(cell)
	if err == nil && len(m.known) < memoSize {
		m.known[strings.Clone(cell)] = value // or the whole row would stay in memory
	}
	return value, err
}

// scale reads an answer as its level, counted from 1, the worst first. Each
// level has several words.
type scale [][]string

func (s scale) level(cell string) (uint8, error) {
	key := letters(cell)
	for i, words := range s {
		if slices.ContainsFunc(words, func(w string) bool { return letters(w) == key }) {
			return uint8(i + 1), nil
		}
	}
	var first []string
	for _, words := range s {
		first = append(first, words[0])
	}
	return 0, sheet.NotOneOf(cell, first)
}

func smileys() scale {
	return scale{{"Mauvais", "Pas bien", "bad"}, {"Moyen", "medium"}, {"Très bien", "Bien", "good"}}
}

func fivePoints() scale {
	return scale{{"1"}, {"2"}, {"3"}, {"4"}, {"5"}}
}

func threePoints() scale {
	return scale{{"Pas clair du tout", "Pas clair", "Mauvais", "Pas bien"}, {"Moyennement clair", "Moyen"}, {"Très clair", "Clair", "Très bien", "Bien"}}
}

func helpQualities() scale {
	return scale{{"Très mauvaise", "1"}, {"Mauvaise", "2"}, {"Ni bonne, ni mauvaise", "3"}, {"Bonne", "4"}, {"Excellente", "5"}}
}

// clarityAnswer is an answer on either of the two scales of clarity; only one
// of the questionnaires has each.
type clarityAnswer struct {
	instrument string
	level      uint8
}

func readClarity(cell string) (clarityAnswer, error) {
	if level, err := fivePoints().level(cell); err == nil {
		return clarityAnswer{jdma3, level}, nil
	}
	if level, err := threePoints().level(cell); err == nil {
		return clarityAnswer{jdma2, level}, nil
	}
	return clarityAnswer{}, sheet.NotOneOf(cell, []string{"1", "2", "3", "4", "5", "Pas clair du tout", "Moyennement clair", "Très clair"})
}

// helpWord is a part of the words by which a place of help goes.
type helpWord struct{ part, channel string }

func helpWords() []helpWord {
	return []helpWord{
		{"pas eu besoin", rating.HelpNone}, {"aucune aide", rating.HelpNone},
		{"guichet", "counter"}, {"téléphone", "phone"}, {"e-mail", "email"}, {"courriel", "email"},
		{"chat", "chat"}, {"proche", "relative"}, {"association", "association"},
		{"france services", "aidant"}, {"aidant", "aidant"}, {"internet", "websites"}, {"autre", rating.HelpOther},
	}
}

// helpChannel returns the channel of the first word that is in the text.
func helpChannel(text string) (string, error) {
	key := letters(text)
	for _, w := range helpWords() {
		if strings.Contains(key, letters(w.part)) {
			return w.channel, nil
		}
	}
	return "", fmt.Errorf("%q is no place of help that is known", text)
}

// readHelp reads places of help joined by " / ".
func readHelp(cell string) ([]string, error) {
	var channels []string
	for _, part := range answers(cell) {
		channel, err := helpChannel(part)
		if err != nil {
			return nil, err
		}
		if !slices.Contains(channels, channel) {
			channels = append(channels, channel)
		}
	}
	return channels, nil
}

// channelLevel is an answer about one place of help.
type channelLevel struct {
	channel string
	level   uint8
}

// readPairs reads "channel : answer" pairs joined by " / ".
func readPairs(s scale) func(string) ([]channelLevel, error) {
	return func(cell string) ([]channelLevel, error) {
		var pairs []channelLevel
		for _, part := range answers(cell) {
			at := strings.LastIndex(part, ":")
			if at < 0 {
				return nil, fmt.Errorf("%q is not a channel and an answer with a colon between them", part)
			}
			channel, err := helpChannel(part[:at])
			if err != nil {
				return nil, err
			}
			if !slices.Contains(rating.AdministrationHelp(), channel) {
				return nil, fmt.Errorf("%q is no channel of the administration", strings.TrimSpace(part[:at]))
			}
			level, err := s.level(part[at+1:])
			if err != nil {
				return nil, err
			}
			pairs = append(pairs, channelLevel{channel, level})
		}
		return pairs, nil
	}
}

// answers splits what was joined: by " / " in CSV, and in XLSX by lines that
// begin with a dash.
func answers(cell string) []string {
	var parts []string
	for line := range strings.Lines(cell) {
		for part := range strings.SplitSeq(line, " / ") {
			if part = strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(part), "- ")); part != "" {
				parts = append(parts, part)
			}
		}
	}
	return parts
}

// readInstant reads a date with a time of day. The exports of 2026 write UTC;
// those of 2024, whose columns have English names, two hours more in summer
// and winter. A date alone is noon in Paris.
func readInstant(cell, header string) (time.Time, error) {
	zone := time.UTC
	if letters(header) == letters("Review Created At") {
		zone = time.FixedZone("", 2*60*60)
	}
	for _, layout := range []string{time.DateTime, "02/01/2006 15:04:05", "02/01/2006 15:04", time.RFC3339} {
		if t, err := time.ParseInLocation(layout, cell, zone); err == nil {
			return between2000And2100(t.UTC().Truncate(time.Millisecond), cell)
		}
	}
	for _, layout := range []string{time.DateOnly, "02/01/2006"} {
		if t, err := time.Parse(layout, cell); err == nil {
			return between2000And2100(imports.Noon(observatory.NewDay(t.Date())), cell)
		}
	}
	if cell == "" {
		return time.Time{}, errors.New("is empty: a rating has a date")
	}
	return time.Time{}, fmt.Errorf("%q is not a date like 2026-10-31 14:05:00", cell)
}

func between2000And2100(t time.Time, cell string) (time.Time, error) {
	if day := observatory.DayOf(t); day < observatory.NewDay(2000, 1, 1) || day > observatory.NewDay(2100, 1, 1) {
		return t, fmt.Errorf("%q is not between 2000 and 2100", cell)
	}
	return t, nil
}
