package journal_test

import (
	"bytes"
	"fmt"
	"sync"
	"testing"

	"servicequality/collector/journal"
)

// BenchmarkAppend counts durable appends of 220 bytes. Run it with -cpu equal to
// the cores of the machine and a TMPDIR on a real disk.
func BenchmarkAppend(b *testing.B) {
	for _, writers := range []int{1, 64, 512} {
		b.Run(fmt.Sprintf("writers=%d", writers), func(b *testing.B) {
			j, err := journal.Open(journal.Config{Dir: b.TempDir()})
			if err != nil {
				b.Fatal(err)
			}
			defer j.Close()
			payload := bytes.Repeat([]byte("r"), 220)
			b.ReportAllocs()
			b.SetBytes(int64(len(payload)))
			b.ResetTimer()
			var wg sync.WaitGroup
			for w := range writers {
				wg.Go(func() {
					for n := w; n < b.N; n += writers {
						if _, err := j.Append(b.Context(), 1, payload); err != nil {
							b.Error(err)
							return
						}
					}
				})
			}
			wg.Wait()
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "appends/s")
			b.ReportMetric(float64(b.N)/float64(j.Stats().Groups), "records/group")
		})
	}
}

// BenchmarkOpen opens a journal whose last segment is full and must be read.
func BenchmarkOpen(b *testing.B) {
	cfg := journal.Config{Dir: filled(b, 60<<20)}
	for b.Loop() {
		j, err := journal.Open(cfg)
		if err != nil {
			b.Fatal(err)
		}
		b.StopTimer()
		j.Close()
		b.StartTimer()
	}
}

// BenchmarkRead reads batches of 50 000 records, as the shipper does.
func BenchmarkRead(b *testing.B) {
	j, err := journal.Open(journal.Config{Dir: filled(b, 200<<20)})
	if err != nil {
		b.Fatal(err)
	}
	defer j.Close()
	b.ReportAllocs()
	var next, n uint64
	for b.Loop() {
		n = 0
		for r, err := range j.Read(next + 1) {
			if err != nil {
				b.Fatal(err)
			}
			next = r.Seq
			if n++; n == 50_000 {
				break
			}
		}
		if n < 50_000 {
			next = 0
		}
	}
	b.ReportMetric(50_000*float64(b.N)/b.Elapsed().Seconds(), "records/s")
}

// filled makes a closed journal of about the given bytes.
func filled(b *testing.B, bytes int) string {
	b.Helper()
	dir := b.TempDir()
	j, err := journal.Open(journal.Config{Dir: dir})
	if err != nil {
		b.Fatal(err)
	}
	payload := make([]byte, 220)
	var wg sync.WaitGroup
	for range 512 {
		wg.Go(func() {
			for range bytes / 512 / (220 + 17) {
				if _, err := j.Append(b.Context(), 1, payload); err != nil {
					b.Error(err)
				}
			}
		})
	}
	wg.Wait()
	if err := j.Close(); err != nil {
		b.Fatal(err)
	}
	return dir
}
