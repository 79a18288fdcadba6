package journal

import (
	"bytes"
	"slices"
	"testing"
)

// seqs returns the numbers that a scan of b yields.
func seqs(b []byte, limit uint64) (found []uint64) {
	s := scanBytes(b, 1, limit)
	for {
		r, _, ok := s.next()
		if !ok {
			return found
		}
		found = append(found, r.Seq)
	}
}

// A payload that contains a record is not mistaken for one when it is damaged.
func TestRecordInsidePayload(t *testing.T) {
	t.Parallel()
	planted := appendRecord(nil, 1, []byte("planted"))
	stamp(planted, 3)
	var b []byte
	for _, payload := range [][]byte{[]byte("one"), planted, []byte("three"), []byte("four")} {
		b = appendRecord(b, 1, payload)
	}
	stamp(b, 1)
	at := bytes.Index(b, planted)
	b[at-1] ^= 1 // the type of record 2
	if got, want := seqs(b, 100), []uint64{1, 3, 4}; !slices.Equal(got, want) {
		t.Fatalf("records %v, want %v", got, want)
	}
	s := scanBytes(b, 1, 100)
	for r, _, ok := s.next(); ok; r, _, ok = s.next() {
		if bytes.Equal(r.Payload, []byte("planted")) {
			t.Error("the planted record was read")
		}
	}
}

// Records of any size meet the edge of the window.
func TestWindowEdges(t *testing.T) {
	t.Parallel()
	var b []byte
	var want []uint64
	for n := range uint64(3000) {
		b = appendRecord(b, 1, make([]byte, n*37%997))
		want = append(want, n+1)
	}
	b = appendRecord(b, 1, make([]byte, MaxPayload))
	b = appendRecord(b, 1, nil)
	want = append(want, 3001, 3002)
	stamp(b, 1)
	if got := seqs(b, 5000); !slices.Equal(got, want) {
		t.Fatalf("%d records, want %d", len(got), len(want))
	}
	b[len(b)/2] ^= 1
	if got := seqs(b, 5000); len(got) != len(want)-1 {
		t.Fatalf("%d records after one flip, want %d", len(got), len(want)-1)
	}
}
