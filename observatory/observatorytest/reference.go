package observatorytest

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// Testdata is the path of a file of published figures, which are not part of
// this repository.
func Testdata(t *testing.T, name string) string {
	t.Helper()
	folder := os.Getenv("OBSERVATORY_TESTDATA")
	if folder == "" {
		t.Skip("set OBSERVATORY_TESTDATA to the folder of published figures to run this test")
	}
	return filepath.Join(folder, name)
}

// ReadCSV returns the rows of a file by column name.
func ReadCSV(t *testing.T, path string, comma rune) []map[string]string {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	r := csv.NewReader(strings.NewReader(strings.TrimPrefix(string(content), "\ufeff")))
	r.Comma = comma
	rows, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var records []map[string]string
	for _, row := range rows[1:] {
		record := map[string]string{}
		for i, cell := range row {
			record[rows[0][i]] = strings.TrimSpace(cell)
		}
		records = append(records, record)
	}
	return records
}

// Digits keeps the digits of a cell like "18 720 381" or "59 %".
func Digits(cell string) (uint64, bool) {
	n, err := strconv.ParseUint(strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, cell), 10, 64)
	return n, err == nil
}
