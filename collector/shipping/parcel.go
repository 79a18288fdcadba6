package shipping

import "context"

// parcel is an insert that is encoded and not sent: the first one of a batch,
// made while the batch before is on its way. Encoding is a third of the time of
// an insert; done meanwhile, it costs none. Still one batch at a time is announced
// and sent, and a parcel is sent only under the very token that was announced:
// after a failure the rows are encoded again, under another.
type parcel struct {
	token string
	send  func(context.Context) error // nil when there is none
}

// pack encodes the first insert that deliver will make of the batch. While the
// database is away the parcel is empty, and deliver finds that out for itself.
func (l *lane) pack(ctx context.Context, b batch) parcel {
	if len(b.rows) == 0 {
		return parcel{}
	}
	in := b.intent()
	in.Attempt++
	ctx, cancel := context.WithTimeout(ctx, l.timeout)
	defer cancel()
	p := parcel{token: token(l.node, in)}
	p.send, _ = l.store.PrepareRatings(ctx, byMonth(b.rows)[0], p.token)
	return p
}

// take returns what sends the parcel when it has that token, nil otherwise. It
// is empty afterwards.
func (p *parcel) take(token string) (send func(context.Context) error) {
	if p.token == token {
		send, p.send = p.send, nil
	}
	return send
}

// drop lets go of what was not taken.
func (p *parcel) drop() {
	if p.send == nil {
		return
	}
	ended, cancel := context.WithCancel(context.Background())
	cancel()
	_ = p.send(ended) // says that it sends nothing
	p.send = nil
}
