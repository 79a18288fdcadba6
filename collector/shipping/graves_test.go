package shipping

import (
	"testing"

	"servicequality/collector/record"
)

// FuzzParseTombstone: what is read buries, and is found.
func FuzzParseTombstone(f *testing.F) {
	f.Add([]byte("\x01{}"))
	f.Fuzz(func(t *testing.T, payload []byte) {
		v, err := record.ParseTombstone(payload)
		if err != nil {
			return
		}
		if !v.Kind.Buries() {
			t.Errorf("read %+v", v)
		}
		g := newGraves()
		if g.dig(v); !g.hold(v) {
			t.Errorf("%+v is buried and not found", v)
		}
	})
}
