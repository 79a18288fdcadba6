package publish

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"slices"
)

// sameTable says whether two CSV files have the same rows in the columns that
// both have, and one of them all columns of the other.
func sameTable(a, b []byte) bool {
	one, errOne := csv.NewReader(bytes.NewReader(a)).ReadAll()
	other, errOther := csv.NewReader(bytes.NewReader(b)).ReadAll()
	if errOne != nil || errOther != nil || len(one) != len(other) || len(one) == 0 {
		return false
	}
	if len(one[0]) > len(other[0]) {
		one, other = other, one
	}
	for i, name := range one[0] {
		j := slices.Index(other[0], name)
		if j < 0 {
			return false
		}
		for row := range one {
			if one[row][i] != other[row][j] {
				return false
			}
		}
	}
	return true
}

// says whether the JSON value holds everything that the part holds, number for
// number as they are written: it may have members besides.
func says(whole, part []byte) bool {
	var a, b any
	for text, into := range map[*[]byte]*any{&whole: &a, &part: &b} {
		decoder := json.NewDecoder(bytes.NewReader(*text))
		decoder.UseNumber()
		if decoder.Decode(into) != nil {
			return false
		}
	}
	return holds(a, b)
}

func holds(whole, part any) bool {
	switch part := part.(type) {
	case map[string]any:
		members, ok := whole.(map[string]any)
		if !ok {
			return false
		}
		for name, value := range part {
			if other, there := members[name]; !there || !holds(other, value) {
				return false
			}
		}
		return true
	case []any:
		elements, ok := whole.([]any)
		return ok && slices.EqualFunc(elements, part, holds)
	}
	return whole == part
}
