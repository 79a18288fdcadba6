package shipping

import (
	"testing"

	"servicequality/collector/record"
	"servicequality/collector/shipping/shippingtest"
)

// BenchmarkRead is what the shipper does with a batch before it inserts it.
func BenchmarkRead(b *testing.B) {
	const rows = 10_000
	bed := newTestbed(b, b.TempDir(), &shippingtest.Store{}, Config{})
	rating := shippingtest.Rating()
	rating.Comment = "Une démarche simple,\nmais longue."
	payload, err := record.AppendRating(nil, rating)
	if err != nil {
		b.Fatal(err)
	}
	for range rows {
		if _, err := bed.journal.Append(b.Context(), record.TypeRating, payload); err != nil {
			b.Fatal(err)
		}
	}
	from := source{journal: bed.journal, position: bed.position, graves: newGraves()}
	b.ReportAllocs()
	for b.Loop() {
		if batch, err := from.read(1, rows, rows); err != nil || len(batch.rows) != rows {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/rows, "ns/row")
}
