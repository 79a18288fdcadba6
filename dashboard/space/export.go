package space

import (
	"encoding/csv"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"servicequality/dashboard/page"
	"servicequality/observatory"
	"servicequality/observatory/access"
	"servicequality/observatory/rating"
	"servicequality/web"
)

// exportWithin bounds the writing of one file.
const exportWithin = 10 * time.Minute

// byteOrderMark has spreadsheets read a file as UTF-8.
const byteOrderMark = "\ufeff"

func commentHeader() []string {
	return []string{"procedure", "rating", "day", "satisfaction", "clarity", "comment", "masked", "standing", "outcome", "channel",
		"button", "lang", "signed"}
}

// commentCells writes a comment; its text can be no formula.
func commentCells(c rating.Comment) []string {
	return []string{
		c.Procedure, c.Rating.String(), c.Day.String(), word(rating.SatisfactionCodes(), c.Satisfaction),
		page.Whole(uint64(c.Clarity), c.Clarity > 0), plain(c.Text), strconv.FormatBool(c.Masked), string(c.Standing), c.Outcome,
		c.Channel, plain(c.Button), plain(c.Lang), strconv.FormatBool(c.Signed),
	}
}

// word is the answer of a level, "" for none.
func word(codes []string, level uint8) string {
	if level == 0 || int(level) > len(codes) {
		return ""
	}
	return codes[level-1]
}

// plain keeps a text from being a formula. Unlike inert it spares no number:
// what a citizen wrote is none.
func plain(text string) string {
	if text != "" && strings.ContainsRune("=+-@\t\r\n", rune(text[0])) {
		return "'" + text
	}
	return text
}

// commentsCSV writes all comments beside the mark, the newest first, row by row
// as the database gives them. ?bom=1 begins the file with a byte-order mark. A
// fault on the way cuts the connection: half a file must not pass for a whole
// one.
func (s *Space) commentsCSV(v *page.Visit) (*web.Answer, error) {
	mark, _, _, err := asked(v)
	if err != nil {
		return nil, err
	}
	select {
	case s.exports <- struct{}{}:
		defer func() { <-s.exports }()
	default:
		return nil, fmt.Errorf("%d files are being written: %w", mostExports, observatory.ErrUnavailable)
	}
	p, ctx := v.Entry.Procedure, v.C.Request.Context()
	if err := s.guard.Audit(ctx, access.ActExport, p.ID, "", "csv"); err != nil {
		return nil, err
	}
	connection := http.NewResponseController(v.C.Writer)
	_ = connection.SetWriteDeadline(time.Now().Add(exportWithin)) // where there is none, the server's own time holds
	file := &web.Answer{Media: web.TypeCSV, Filename: web.FileName(p.ID+"-comments.csv", p.Synthetic)}
	v.C.Header("Content-Type", file.Media)
	v.C.Header("Content-Disposition", file.Disposition())
	if v.Query.Get("bom") == "1" {
		_, _ = v.C.Writer.WriteString(byteOrderMark) // a fault comes back with the next write
	}
	w := csv.NewWriter(v.C.Writer)
	err = w.Write(commentHeader())
	if err == nil {
		err = s.store.Comments(ctx, commentQuery(v, mark), func(c rating.Comment) error { return w.Write(commentCells(c)) })
	}
	w.Flush()
	if err = firstOf(err, w.Error()); err != nil {
		s.Log.Warn("a file of comments was cut short", "error", err)
		_ = connection.SetWriteDeadline(time.Unix(1, 0)) // the end of the body does not go out
	}
	return nil, nil
}

func firstOf(errs ...error) error {
	if i := slices.IndexFunc(errs, func(err error) bool { return err != nil }); i >= 0 {
		return errs[i]
	}
	return nil
}
