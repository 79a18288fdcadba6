package jdma

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"servicequality/collector/imports/sheet"
	"servicequality/observatory"
	"servicequality/observatory/rating"
)

// maxImportedComment is the longest comment that is kept, in characters.
const maxImportedComment = 15_000

// reader turns the rows of one reading of a file into ratings.
type reader struct {
	file *File
	errs *sheet.FileError
	seen *counts

	procedures  memo[string]
	products    memo[string]
	buttons     memo[string]
	smileys     memo[uint8]
	clarity     memo[clarityAnswer]
	help        memo[[]string]
	reached     memo[[]channelLevel]
	quality     memo[[]channelLevel]
	questioners [2]bool // has columns that only jdma-2, only jdma-3 asks
}

func newReader(f *File, t *sheet.Table, seen *counts) *reader {
	find := func(name string) (string, error) {
		id, ok := f.opts.Find(name)
		if !ok {
			return "", fmt.Errorf("%q is no procedure of the catalogue", name)
		}
		return id, nil
	}
	return &reader{
		file: f, errs: t.Errs, seen: seen,
		procedures: remember(find),
		products:   remember(func(number string) (string, error) { return find("jdma:" + number) }),
		buttons:    remember(func(name string) (string, error) { return observatory.Slug(name), nil }),
		smileys:    remember(smileys().level),
		clarity:    remember(readClarity),
		help:       remember(readHelp),
		reached:    remember(readPairs(scale{{"Non"}, {"Oui"}})),
		quality:    remember(readPairs(helpQualities())),
		questioners: [2]bool{
			f.columns.has(askEase, askDifficulties),
			f.columns.has(askHelp, askReached, askQuality, askOtherHelp),
		},
	}
}

// read reads a row; false when it is no rating, or wrong.
func (j *reader) read(r sheet.Row) (entry, bool) {
	e := entry{rating: rating.Rating{
		Version: 1, Procedure: j.file.opts.Procedure,
		Outcome: rating.OutcomeUnknown, Channel: observatory.ChannelOnline,
	}}
	good := true
	for _, c := range j.file.columns.known {
		cell := r.Cells[c.at]
		if cell == "" && c.question != askDate {
			continue
		}
		if err := j.set(&e, c, cell); err != nil {
			j.errs.Add(r.Line, c.header, "%s", err)
			good = false
		}
	}
	if e.bug {
		j.seen.bugs++
		return e, false
	}
	if err := j.complete(&e); good && err != nil {
		j.errs.Add(r.Line, "", "%s", err)
		good = false
	}
	return e, good
}

// set reads one cell that is not empty.
func (j *reader) set(e *entry, c column, cell string) (err error) {
	r := &e.rating
	switch c.question {
	case askDate:
		r.ReceivedAt, err = readInstant(cell, c.header)
	case askIdentifier:
		e.identifier = cell
	case askProcedure:
		r.Procedure, err = j.procedures.of(cell)
	case askProduct:
		if j.file.opts.Procedure == "" {
			r.Procedure, err = j.products.of(cell)
		}
	case askButton:
		r.Button, err = j.buttons.of(cell)
	case askSatisfaction:
		err = only(&r.Satisfaction, j.smileys, cell)
	case askEase:
		_, err = j.smileys.of(cell)
		e.asked2 = true
	case askDifficulties:
		e.asked2 = true
	case askClarity:
		err = only(&e.clarity, j.clarity, cell)
	case askHelp:
		e.help, err = j.help.of(cell)
	case askReached:
		e.reached, err = j.reached.of(cell)
	case askQuality:
		e.quality, err = j.quality.of(cell)
	case askOtherHelp:
		r.HelpOtherText = j.text(cell)
	case askComment:
		r.Comment = j.text(cell)
	case askBug:
		e.bug = true
	}
	return err
}

// only refuses a second, different answer to a question whose wording has two
// columns.
func only[T comparable](answer *T, words memo[T], cell string) error {
	var none T
	level, err := words.of(cell)
	if err == nil && *answer != none && *answer != level {
		return errors.New("is answered differently in another column")
	}
	if err == nil {
		*answer = level
	}
	return err
}

// text cleans a text line by line and cuts it where it is too long.
func (j *reader) text(cell string) string {
	var lines []string
	for line := range strings.Lines(cell) {
		lines = append(lines, sheet.Clean(line))
	}
	text := strings.TrimSpace(strings.Join(lines, "\n"))
	if utf8.RuneCountInString(text) <= maxImportedComment {
		return text
	}
	j.seen.cut++
	return string([]rune(text)[:maxImportedComment])
}

// complete finds out which questionnaire was answered, and puts the answers
// about help together.
func (j *reader) complete(e *entry) error {
	asked2 := e.asked2 || e.clarity.instrument == jdma2
	asked3 := e.help != nil || e.reached != nil || e.quality != nil || e.rating.HelpOtherText != "" || e.clarity.instrument == jdma3
	switch {
	case e.rating.Procedure == "":
		return errors.New("names no procedure")
	case e.rating.Satisfaction == 0 && e.clarity.level == 0:
		return errors.New("answers neither satisfaction nor clarity: no known questionnaire has such a row")
	case asked2 && asked3:
		return fmt.Errorf("answers questions of %s and of %s: no known questionnaire has both", jdma2, jdma3)
	case asked2, !asked3 && j.questioners[0] && !j.questioners[1]:
		e.rating.Instrument = jdma2
	default:
		e.rating.Instrument = jdma3
	}
	e.rating.Clarity = e.clarity.level
	j.putHelp(e)
	e.hash = e.content()
	return nil
}

// putHelp lists each place of help once. "No need of help" beside others is
// left out: the form takes it back when another box is ticked, but older ones
// did not.
func (j *reader) putHelp(e *entry) {
	r := &e.rating
	at := func(channel string) *rating.HelpAnswer {
		i := slices.IndexFunc(r.Help, func(h rating.HelpAnswer) bool { return h.Channel == channel })
		if i < 0 {
			i = len(r.Help)
			r.Help = append(r.Help, rating.HelpAnswer{Channel: channel})
		}
		return &r.Help[i]
	}
	for _, channel := range e.help {
		at(channel)
	}
	for _, p := range e.reached {
		at(p.channel).Reached = p.level
	}
	for _, p := range e.quality {
		at(p.channel).Quality = p.level
	}
	if len(r.Help) < 2 {
		return
	}
	others := slices.DeleteFunc(r.Help, func(h rating.HelpAnswer) bool { return h.Channel == rating.HelpNone })
	if len(others) < len(r.Help) {
		j.seen.notAlone++
	}
	r.Help = others
}
