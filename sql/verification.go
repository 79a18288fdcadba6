package sql

import (
	"cmp"
	"context"
	"slices"

	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"
	"github.com/google/uuid"

	"servicequality/observatory/rating"
)

// Undelivered returns the numbers of those of the sent records of one journal and
// epoch that no row says it came from. They may still be stored, as a row that
// replaces theirs: Missing tells. What was sent is in the order of its numbers.
func (s *Store) Undelivered(ctx context.Context, node, epoch uint32, sent []rating.RowKey) ([]uint64, error) {
	if len(sent) == 0 {
		return nil, nil
	}
	found := make([]bool, len(sent))
	var row rating.RowKey
	p := parameters{"node": node, "epoch": epoch, "from": sent[0].Seq, "to": sent[len(sent)-1].Seq}
	err := s.query(ctx, "delivered", p, func(r driver.Rows) error {
		if err := r.Scan(&row.Seq, &row.ID, &row.Order); err != nil {
			return err
		}
		if i, sought := place(sent, row.Seq); sought && sent[i] == row {
			found[i] = true
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	var absent []uint64
	for i, a := range sent {
		if !found[i] {
			absent = append(absent, a.Seq)
		}
	}
	return absent, nil
}

// place returns where among the sent records the one of that number is. Numbers
// are seldom left out, so that it mostly is as far from the first as its number.
func place(sent []rating.RowKey, seq uint64) (int, bool) {
	if i := seq - sent[0].Seq; i < uint64(len(sent)) && sent[i].Seq == seq {
		return int(i), true
	}
	return slices.BinarySearchFunc(sent, seq, func(a rating.RowKey, seq uint64) int { return cmp.Compare(a.Seq, seq) })
}

// Missing returns those of the ratings that the database has neither as the
// journal's record (node, epoch, seq) nor as a row of the same id that
// replaces it. An erased rating is not missing.
func (s *Store) Missing(ctx context.Context, rows []rating.Rating) ([]rating.Rating, error) {
	absent, err := s.undelivered(ctx, rows)
	if err != nil || len(absent) == 0 {
		return nil, err
	}
	superseded, err := s.superseded(ctx, absent)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(absent, func(r rating.Rating) bool {
		ver, ok := superseded[r.ID]
		return ok && ver >= r.Order()
	}), nil
}

// undelivered returns the rows that Undelivered names, of several journals.
func (s *Store) undelivered(ctx context.Context, rows []rating.Rating) ([]rating.Rating, error) {
	type journal struct{ node, epoch uint32 }
	sent := map[journal][]rating.RowKey{}
	for _, r := range rows {
		from := journal{r.Delivery.Node, r.Delivery.Epoch}
		sent[from] = append(sent[from], r.RowKey())
	}
	absent := map[rating.Delivery]bool{}
	for from, keys := range sent {
		slices.SortFunc(keys, func(a, b rating.RowKey) int { return cmp.Compare(a.Seq, b.Seq) })
		keys = slices.Compact(keys)
		seqs, err := s.Undelivered(ctx, from.node, from.epoch, keys)
		if err != nil {
			return nil, err
		}
		for _, seq := range seqs {
			absent[rating.Delivery{Node: from.node, Epoch: from.epoch, Seq: seq}] = true
		}
	}
	var left []rating.Rating
	for _, r := range rows {
		if absent[r.Delivery] {
			left = append(left, r)
		}
	}
	return left, nil
}

// supersededChunk bounds the ids that one query asks for.
const supersededChunk = 1000

func (s *Store) superseded(ctx context.Context, rows []rating.Rating) (map[uuid.UUID]uint64, error) {
	byProcedure := map[string][]rating.Rating{}
	for _, r := range rows {
		byProcedure[r.Procedure] = append(byProcedure[r.Procedure], r)
	}
	found := map[uuid.UUID]uint64{}
	for procedure, all := range byProcedure {
		for chunk := range slices.Chunk(all, supersededChunk) {
			var ids, days quoted
			for _, r := range chunk {
				ids = append(ids, r.ID.String())
				if day := r.Day().String(); !slices.Contains(days, day) {
					days = append(days, day)
				}
			}
			p := parameters{"procedure": procedure, "ids": ids, "days": days}
			err := s.query(ctx, "superseded", p, func(r driver.Rows) error {
				var id uuid.UUID
				var ver uint64
				if err := r.Scan(&id, &ver); err != nil {
					return err
				}
				found[id] = ver
				return nil
			})
			if err != nil {
				return nil, err
			}
		}
	}
	return found, nil
}
