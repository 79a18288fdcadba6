package shipping

import (
	"sync"

	"github.com/google/uuid"

	"servicequality/observatory/rating"
)

// graves are the ratings whose tombstones are in the journal, with what the
// tombstones say.
type graves struct {
	mu  sync.RWMutex
	all map[grave]buried
}

type grave struct {
	procedure string
	rating    uuid.UUID
}

type buried struct{ erased, masked bool }

func newGraves() *graves { return &graves{all: map[grave]buried{}} }

func (g *graves) dig(v rating.Verdict) {
	g.mu.Lock()
	defer g.mu.Unlock()
	at := grave{v.Procedure, v.Rating}
	b := g.all[at]
	b.erased = b.erased || v.Kind == rating.VerdictErase
	b.masked = b.masked || v.Kind == rating.VerdictMask
	g.all[at] = b
}

// of returns what was taken back of a rating.
func (g *graves) of(procedure string, rating uuid.UUID) buried {
	g.mu.RLock()
	defer g.mu.RUnlock()
	return g.all[grave{procedure, rating}]
}

// hold says whether the verdict has its tombstone.
func (g *graves) hold(v rating.Verdict) bool {
	b := g.of(v.Procedure, v.Rating)
	return b.erased && v.Kind == rating.VerdictErase || b.masked && v.Kind == rating.VerdictMask
}
