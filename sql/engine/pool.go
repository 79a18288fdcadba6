package engine

import (
	"context"
	"fmt"
)

// maxSessions is how many statements run at once; others wait for their turn.
const maxSessions = 16

// pool opens a session for each request and closes it afterwards, at most
// maxSessions at a time. Opening costs 0.2 ms, and a session that ends with its
// request cannot leak a setting, a database, a temporary table or a cancelled
// insert into the next.
type pool struct {
	lib    *library
	args   []string
	keeper *session // kept open, for closing the last one shuts the engine down
	slots  chan struct{}
}

// newPool opens the first session, which starts the engine with args.
func newPool(lib *library, args []string) (*pool, error) {
	keeper, err := openSession(lib, args)
	if err != nil {
		return nil, err
	}
	return &pool{lib: lib, args: args, keeper: keeper, slots: make(chan struct{}, maxSessions)}, nil
}

// acquire opens a session, after waiting for a free slot until ctx is done.
func (p *pool) acquire(ctx context.Context) (*session, error) {
	select {
	case p.slots <- struct{}{}:
	case <-ctx.Done():
		return nil, fmt.Errorf("cannot get a session: %w", ctx.Err())
	}
	s, err := openSession(p.lib, p.args)
	if err != nil {
		<-p.slots
	}
	return s, err
}

func (p *pool) release(s *session) {
	s.close()
	<-p.slots
}

// close shuts the engine down, when no session is left open.
func (p *pool) close() {
	if len(p.slots) == 0 {
		p.keeper.close()
		p.lib.shutdown()
	}
}
