package collector

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"servicequality/collector/plainjson"
	"servicequality/observatory"
	"servicequality/observatory/rating"
)

// parseJSON reads a submission from one JSON object with known fields only and
// nothing after it.
func parseJSON(body []byte) (rating.Submission, error) {
	var s rating.Submission
	if j := (submissionReader{plainjson.Reader{Rest: body}}); j.submission(&s) {
		return s, nil
	}
	var written struct {
		rating.Submission
		Version *int `json:"version"`
	}
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.DisallowUnknownFields()
	if decoder.Decode(&written) == nil && len(bytes.TrimLeft(body[decoder.InputOffset():], " \t\r\n")) == 0 && refuseRepeated(body) == nil {
		if written.Version != nil {
			written.Submission.Version = stated(*written.Version)
		}
		return written.Submission, nil
	}
	return explainJSON(body)
}

// stated is a version that a client wrote: 0, which stands for one that is absent,
// is a wrong one.
func stated(version int) int { return cmp.Or(version, -1) }

// refuseRepeated answers an *observatory.InvalidError when an object of the JSON
// value, which is valid, names a member twice: encoding/json would take the last,
// and the sender may have meant the first.
func refuseRepeated(body []byte) error {
	var open []map[string]bool // the members so far; nil for a list
	var path []string          // the member being read of each of them; no field's name is empty
	for decoder := json.NewDecoder(bytes.NewReader(body)); ; {
		token, err := decoder.Token()
		if err != nil {
			return nil
		}
		inner := len(open) - 1
		name, text := token.(string)
		switch {
		case token == json.Delim('{'):
			open, path = append(open, map[string]bool{}), append(path, "")
			continue
		case token == json.Delim('['):
			open, path = append(open, nil), append(path, "")
			continue
		case token == json.Delim('}') || token == json.Delim(']'):
			open, path = open[:inner], path[:inner]
		case text && open != nil && open[inner] != nil && path[inner] == "":
			if path[inner] = strings.ToLower(name); open[inner][path[inner]] {
				field := strings.Join(slices.DeleteFunc(path, func(s string) bool { return s == "" }), ".")
				return &observatory.InvalidError{Fields: []observatory.FieldError{{Field: cmp.Or(field, bodyField), Reason: "must be given once"}}}
			}
			open[inner][path[inner]] = true
			continue
		}
		if n := len(path); n > 0 {
			path[n-1] = "" // its value is read
		}
	}
}

// submissionReader reads submissions as machines write them.
type submissionReader struct{ plainjson.Reader }

// submission reads a submission; false when it is written in an unusual way, or
// wrong.
func (j *submissionReader) submission(s *rating.Submission) bool {
	var seen plainjson.Members
	j.Object(func(name []byte) {
		j.Failed = j.Failed || !seen.Add(name)
		switch string(name) {
		case "id":
			s.ID = string(j.Text())
		case "version":
			s.Version = stated(int(j.Small()))
		case "procedure":
			s.Procedure = string(j.Text())
		case "instrument":
			s.Instrument = string(j.Text())
		case "satisfaction":
			s.Satisfaction = string(j.Text())
		case "outcome":
			s.Outcome = string(j.Text())
		case "channel":
			s.Channel = string(j.Text())
		case "clarity":
			s.Clarity = new(int(j.Small()))
		case "help":
			s.Help = j.help()
		case "help_other_text":
			s.HelpOtherText = string(j.Text())
		case "comment":
			s.Comment = string(j.Text())
		case "lang":
			s.Lang = string(j.Text())
		case "source":
			s.Source = string(j.Text())
		case "button":
			s.Button = string(j.Text())
		case "token":
			s.Token = string(j.Text())
		default:
			j.Failed = true
		}
	})
	j.Space()
	return !j.Failed && len(j.Rest) == 0
}

func (j *submissionReader) help() []rating.Help {
	var all []rating.Help
	j.Expect("[")
	for !j.Failed {
		var h rating.Help
		var seen plainjson.Members
		j.Object(func(name []byte) {
			j.Failed = j.Failed || !seen.Add(name)
			switch string(name) {
			case "channel":
				h.Channel = string(j.Text())
			case "reached":
				h.Reached = new(j.Has("true"))
				j.Failed = j.Failed || !*h.Reached && !j.Has("false")
			case "quality":
				h.Quality = new(int(j.Small()))
			default:
				j.Failed = true
			}
		})
		all = append(all, h)
		j.Space()
		if j.Has("]") {
			break
		}
		j.Expect(",")
	}
	return all
}

// explainJSON reads field by field what could not be read as a whole: encoding/
// json stops at the first wrong field, a client wants to know all of them.
func explainJSON(body []byte) (rating.Submission, error) {
	var s rating.Submission
	if !json.Valid(body) {
		return s, invalidBody("must be one JSON object, and nothing after it")
	}
	var help []json.RawMessage
	var bad []observatory.FieldError
	fields := map[string]any{
		"id": &s.ID, "version": &s.Version, "procedure": &s.Procedure, "instrument": &s.Instrument,
		"satisfaction": &s.Satisfaction, "outcome": &s.Outcome, "channel": &s.Channel, "clarity": &s.Clarity,
		"help": &help, "help_other_text": &s.HelpOtherText, "comment": &s.Comment, "lang": &s.Lang,
		"source": &s.Source, "button": &s.Button, "token": &s.Token,
	}
	if !explainObject(body, "", fields, &bad) {
		return s, invalidBody("must be a JSON object")
	}
	for i, raw := range help {
		var h rating.Help
		name := fmt.Sprintf("help[%d]", i)
		fields := map[string]any{"channel": &h.Channel, "reached": &h.Reached, "quality": &h.Quality}
		if !explainObject(raw, name+".", fields, &bad) {
			bad = append(bad, observatory.FieldError{Field: name, Reason: "must be an object"})
		}
		s.Help = append(s.Help, h)
	}
	if bad == nil {
		return s, cmp.Or(refuseRepeated(body), invalidBody("must give every field once, in lower case"))
	}
	return s, &observatory.InvalidError{Fields: bad}
}

// explainObject reads the members of an object into the fields of those names,
// and adds those that it cannot read to bad. It returns false when raw is not
// an object.
func explainObject(raw []byte, prefix string, fields map[string]any, bad *[]observatory.FieldError) bool {
	var members map[string]json.RawMessage
	if json.Unmarshal(raw, &members) != nil {
		return false
	}
	for _, name := range slices.Sorted(maps.Keys(members)) {
		reason := ""
		if field, known := fields[name]; name == "" {
			reason = "has a field without a name"
		} else if !known {
			reason = "is not a field of a rating"
		} else if json.Unmarshal(members[name], field) != nil {
			reason = expected(field)
		}
		if reason != "" {
			*bad = append(*bad, observatory.FieldError{Field: cmp.Or(strings.TrimSuffix(prefix+name, "."), bodyField), Reason: reason})
		}
	}
	return true
}

// expected says what a field must be whose value has another type.
func expected(field any) string {
	switch field.(type) {
	case *string:
		return "must be a text"
	case *int, **int:
		return "must be a whole number"
	case **bool:
		return "must be true or false"
	}
	return "must be a list"
}
