package sheet

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"
)

// maxDescription bounds a part of an XLSX file that only describes others.
const maxDescription = 16 << 20

// Why a zip file is refused that is something else, or too much.
var (
	errNoWorkbook = errors.New("it holds no workbook")
	errUnzipped   = tooMuch(fmt.Sprintf("has more than %d MiB once it is unzipped: save it as CSV UTF-8", maxUnzipped>>20))
)

// parts are the files inside an XLSX file. Only those that are needed are
// unzipped, each as it is read: however much a file would become, no more than
// maxUnzipped bytes of it are.
type parts struct {
	files map[string]*zip.File
	// left is how many bytes may still be unzipped, of all parts together.
	left int64
}

func openParts(data []byte) (*parts, error) {
	archive, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, err
	}
	p := &parts{files: map[string]*zip.File{}, left: maxUnzipped}
	var declared uint64
	for _, file := range archive.File {
		name := partName(file.Name)
		if p.files[name] != nil {
			return nil, fmt.Errorf("it holds %s twice", file.Name)
		}
		if declared += min(file.UncompressedSize64, maxUnzipped+1); declared > maxUnzipped {
			return nil, errUnzipped
		}
		p.files[name] = file
	}
	return p, nil
}

// partName is how names are compared: some programs write them with
// backslashes, or in other capitals than they refer to them.
func partName(name string) string {
	return strings.ToLower(strings.TrimPrefix(path.Clean("/"+strings.ReplaceAll(name, `\`, "/")), "/"))
}

// has says whether there is such a part.
func (p *parts) has(name string) bool { return p.files[name] != nil }

// open returns the part, which is to be closed.
func (p *parts) open(name string) (*part, error) {
	file := p.files[name]
	if file == nil {
		return nil, fmt.Errorf("it lacks %s", name)
	}
	content, err := file.Open()
	if err != nil {
		return nil, err
	}
	opened := &part{content: content, left: &p.left, token: maxRecord}
	opened.Decoder = xml.NewDecoder(opened)
	return opened, nil
}

// decode reads a whole part of a bearable size.
func (p *parts) decode(name string, into any) error {
	if file := p.files[name]; file != nil && file.UncompressedSize64 > maxDescription {
		return fmt.Errorf("%s has more than %d MiB", name, maxDescription>>20)
	}
	opened, err := p.open(name)
	if err != nil {
		return err
	}
	defer opened.Close() //nolint:errcheck // only read
	opened.token = maxDescription
	return opened.Decode(into)
}

// part is a part that is being read: bytes pass on until all parts together had
// their share, or until one text or element had.
type part struct {
	*xml.Decoder
	content io.ReadCloser
	left    *int64
	// token is how many bytes may be read before the next token is asked for.
	token int
}

// Token returns the next token, which the decoder holds in memory whole.
func (p *part) Token() (xml.Token, error) {
	p.token = maxRecord
	return p.Decoder.Token()
}

// Read implements io.Reader.
func (p *part) Read(b []byte) (int, error) {
	n, err := p.content.Read(b)
	*p.left -= int64(n)
	p.token -= n
	switch {
	case *p.left < 0:
		return 0, errUnzipped
	case p.token < 0:
		return 0, tooMuch(fmt.Sprintf("has a text of more than %d KiB: save it as CSV UTF-8", maxRecord>>10))
	}
	return n, err
}

// Close ends the reading.
func (p *part) Close() error { return p.content.Close() }

// relations says which parts a part refers to.
type relations struct {
	folder string
	All    []struct {
		ID     string `xml:"Id,attr"`
		Type   string `xml:"Type,attr"`
		Target string `xml:"Target,attr"`
		Mode   string `xml:"TargetMode,attr"`
	} `xml:"Relationship"`
}

// relationsOf reads what the part refers to; the empty name is the whole file.
func (p *parts) relationsOf(part string) (relations, error) {
	folder, name := path.Split(part)
	r := relations{folder: folder}
	err := p.decode(partName(path.Join(folder, "_rels", name+".rels")), &r)
	return r, err
}

// target is the part with an id, if it is of the kind.
func (r relations) target(id, kind string) string {
	for _, to := range r.All {
		if to.ID == id && strings.HasSuffix(to.Type, "/"+kind) && to.Mode != "External" {
			return r.resolve(to.Target)
		}
	}
	return ""
}

// only is the part of the kind, empty where there is none.
func (r relations) only(kind string) string {
	for _, to := range r.All {
		if strings.HasSuffix(to.Type, "/"+kind) && to.Mode != "External" {
			return r.resolve(to.Target)
		}
	}
	return ""
}

func (r relations) resolve(target string) string {
	if strings.HasPrefix(target, "/") {
		return partName(target)
	}
	return partName(path.Join(r.folder, strings.ReplaceAll(target, `\`, "/")))
}
