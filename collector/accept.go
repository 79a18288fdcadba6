package collector

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"github.com/google/uuid"

	"servicequality/collector/journal"
	"servicequality/collector/record"
	"servicequality/observatory"
	"servicequality/observatory/rating"
)

// latest is how long after the first step of a rating others are taken.
const latest = time.Hour

var (
	errOtherContent = fmt.Errorf("this id and version were received with other content: %w", observatory.ErrConflict)
	errClock        = errors.New("the server's clock is wrong")
	errClosed       = fmt.Errorf("the procedure takes no more ratings: %w", observatory.ErrClosed)
	errLate         = fmt.Errorf("the first step was received more than an hour ago: %w", observatory.ErrConflict)
)

// Accept validates the submission, masks personal data in its texts and makes
// it a durable rating. A key and version that were received before are answered
// without another record. The error is an *observatory.InvalidError, or wraps
// observatory.ErrNotFound (the procedure), ErrConflict (the same key and version
// with other content, or a step that comes too late), ErrClosed or ErrUnavailable,
// or is an *observatory.TooManyError; after any but ErrUnavailable nothing was
// recorded. A closed procedure still takes what was given before that day, as
// the token or the key shows, and the further steps of what it took.
// Limits hold for the client of the context (rating.WithClient), and for
// nobody without one. The page of the context (observatory.WithPage) is compared
// with the procedure's hosts, which flags the rating and refuses nothing.
func (c *Collector) Accept(ctx context.Context, s rating.Submission) (rating.Receipt, error) {
	receipt, _, err := c.accept(ctx, s, nil)
	c.metrics.received[outcomeOf(receipt, err)].Inc()
	return receipt, err
}

// AcceptPage makes durable what one page of a form says, as Accept does, wherever
// the page stands in the order of those that were sent. The submission's version
// is the one that the page was made after, 0 for the page that begins a rating:
// what is recorded is a version above all that were received, so that the last
// answer counts, and what changes nothing is the last version again. Where that is
// not the one that the page was made after, the page's answers to the questions
// that it asks take the place of those alone (rating.Rating.Amending).
// The submission that it returns is the whole as it then holds, with the texts as
// they are recorded and without its token.
// It waits until the collector knows what the journal holds, which begins with
// Start. Versions are told by this collector alone: pages of one form that go to
// several of them are as Accept takes them.
func (c *Collector) AcceptPage(ctx context.Context, s rating.Submission, asked []rating.Asked) (rating.Receipt, rating.Submission, error) {
	receipt, received, err := c.accept(ctx, s, &pageOf{after: s.Version, asked: asked})
	c.metrics.received[outcomeOf(receipt, err)].Inc()
	if err != nil {
		return rating.Receipt{}, rating.Submission{}, err
	}
	return receipt, received.Submission(receipt.Key), nil
}

// accept takes a submission, or one page of a form where page is not nil, and
// returns the rating that then holds.
func (c *Collector) accept(ctx context.Context, s rating.Submission, page *pageOf) (rating.Receipt, rating.Rating, error) {
	refuse := func(err error) (rating.Receipt, rating.Rating, error) {
		return rating.Receipt{}, rating.Rating{}, err
	}
	procedure, received, err := c.prepare(ctx, s)
	if err != nil {
		return refuse(err)
	}
	id := keyOf(received.ID)
	if page != nil {
		if err := c.awaitRecall(ctx); err != nil {
			return refuse(unavailable(err))
		}
	}
	if err := c.known.lock(ctx, id); err != nil {
		return refuse(unavailable(err))
	}
	defer c.known.unlock(id)
	first := received.ReceivedAt
	known, ok := c.known.find(id, received.Version)
	if ok {
		received.ID = rating.OnDay(received.ID, known.day)
		first = known.first
		if known.strange { // no later step washes a rating clean
			received.Host = observatory.HostUnknown
		}
	}
	if page != nil {
		known.received, known.digest, err = c.place(&received, *page, known)
		if err != nil {
			return refuse(err)
		}
	}
	receipt := rating.Receipt{Key: uuid.MustParse(s.ID), Rating: received.ID, Version: int(received.Version), Known: known.received}
	switch {
	case known.received && known.digest != c.known.digest(received):
		return refuse(errOtherContent)
	case known.received:
		return receipt, received, nil
	case received.ReceivedAt.Truncate(time.Second).Sub(first) > latest:
		return refuse(errLate)
	case !ok && procedure.ClosedOn != 0 && received.Day() >= procedure.ClosedOn:
		return refuse(errClosed)
	}
	if err := c.limit(ctx, &received, ok, known); err != nil {
		return refuse(err)
	}
	seq, err := c.keep(ctx, received)
	if err != nil {
		return refuse(unavailable(err))
	}
	c.known.add(received, seq, first)
	if !ok {
		c.cfg.Hosts.countRating(procedure, observatory.PageOf(ctx), received.Host)
	}
	return receipt, received, nil
}

// prepare makes a rating of a submission that is valid: its texts are masked, its
// proof and the page that it came from are checked. Nothing is looked up or kept yet.
func (c *Collector) prepare(ctx context.Context, s rating.Submission) (*observatory.Procedure, rating.Rating, error) {
	if err := validate(&s); err != nil {
		return nil, rating.Rating{}, err
	}
	procedure, err := procedureOf(c.catalogue(), s.Procedure)
	if err != nil {
		return nil, rating.Rating{}, err
	}
	now := c.cfg.Now()
	if !observatory.CredibleClock(now) {
		return nil, rating.Rating{}, unavailable(errClock)
	}
	s.Comment = c.masker.Mask(s.Comment)
	s.HelpOtherText = c.masker.Mask(s.HelpOtherText)
	received := s.Rating(c.recordedAs(procedure, s, now), now)
	received.Host = procedure.StandingOf(observatory.PageOf(ctx))
	shown, err := c.prove(&received, procedure, s)
	c.metrics.proofs[shown].Inc()
	return procedure, received, err
}

// recordedAs is the procedure that the rating is recorded under: the one that
// takes ratings under the submission's name, but for what was received before
// that name was merged into it. Sent again it is the same, and not another one.
func (c *Collector) recordedAs(p *observatory.Procedure, s rating.Submission, now time.Time) string {
	given := p.GivenAs(s.Procedure)
	if given == p.ID {
		return p.ID
	}
	key := uuid.MustParse(s.ID)
	id := keyOf(rating.ID(given, key, rating.KeyDay(key, now)))
	if _, received := c.known.find(id, uint8(s.Version)); received {
		return given
	}
	return p.ID
}

// doubtRate marks a rating that came after too many others of its network.
const doubtRate = "rate"

// limit refuses what a network sends far too often, and marks a rating that it
// sends too often. A later step is as doubtful as the first, so that no second
// step washes a rating clean. What is signed was counted by who signed it.
func (c *Collector) limit(ctx context.Context, r *rating.Rating, later bool, h history) error {
	client := rating.ClientOf(ctx)
	doubtful := later && h.doubtful
	if !c.cfg.NoLimits && !r.Signed && client.Known() {
		over, err := c.limiter.admit(client, r.Procedure, !later)
		if err != nil {
			return err
		}
		doubtful = doubtful || over
	}
	if doubtful {
		r.Doubt = doubtRate
		c.metrics.doubtful.Inc()
	}
	return nil
}

// validate names every wrong field of the submission.
func validate(s *rating.Submission) error {
	err := s.Validate()
	if s.Procedure != "" {
		return err
	}
	missing := observatory.FieldError{Field: "procedure", Reason: "must be the id or an alias of a procedure"}
	var invalid *observatory.InvalidError
	if errors.As(err, &invalid) {
		return &observatory.InvalidError{Fields: append(invalid.Fields, missing)}
	}
	return &observatory.InvalidError{Fields: []observatory.FieldError{missing}}
}

// procedureOf returns the procedure with that id or alias; the catalogue may be nil.
func procedureOf(catalogue *observatory.Catalogue, idOrAlias string) (*observatory.Procedure, error) {
	if catalogue == nil {
		return nil, unavailable(errNoCatalogue)
	}
	p, ok := catalogue.Find(idOrAlias)
	if !ok {
		return nil, fmt.Errorf("there is no procedure with this id or alias: %w", observatory.ErrNotFound)
	}
	return p, nil
}

// keep returns the number of the rating's record once that is durable. It does not give up when the client
// does: a record whose fate is unknown could win over what the client sends next.
func (c *Collector) keep(ctx context.Context, r rating.Rating) (seq uint64, err error) {
	payload, err := record.AppendRating(make([]byte, 0, 512), r)
	if err != nil {
		return 0, err
	}
	return c.journal.Append(context.WithoutCancel(ctx), record.TypeRating, payload)
}

// unavailable says that the promise cannot be made now.
func unavailable(cause error) error {
	return fmt.Errorf("the rating could not be written down, send it again later: %w: %w", observatory.ErrUnavailable, cause)
}

// retryAfter is how many seconds a client should wait after such an error.
func retryAfter(err error) string {
	var tooMany *observatory.TooManyError
	switch {
	case errors.As(err, &tooMany):
		return strconv.Itoa(int(tooMany.RetryAfter.Seconds()))
	case errors.Is(err, journal.ErrBusy):
		return "1"
	case errors.Is(err, journal.ErrNoSpace):
		return "30"
	}
	return "5"
}

func outcomeOf(receipt rating.Receipt, err error) outcome {
	switch { // first what nearly every rating comes to: the variables below are allocated
	case err == nil && receipt.Known:
		return outcomeKnown
	case err == nil:
		return outcomeCreated
	}
	var invalid *observatory.InvalidError
	var large *http.MaxBytesError
	var tooMany *observatory.TooManyError
	switch {
	case errors.As(err, &invalid):
		return outcomeInvalid
	case errors.As(err, &large):
		return outcomeTooLarge
	case errors.As(err, &tooMany):
		return outcomeTooMany
	case errors.Is(err, errMediaType):
		return outcomeMediaType
	case errors.Is(err, errIncomplete):
		return outcomeIncomplete
	case errors.Is(err, observatory.ErrNotFound):
		return outcomeNotFound
	case errors.Is(err, observatory.ErrClosed):
		return outcomeClosed
	case errors.Is(err, errLate):
		return outcomeLate
	case errors.Is(err, observatory.ErrConflict):
		return outcomeConflict
	case errors.Is(err, journal.ErrBusy):
		return outcomeBusy
	case errors.Is(err, journal.ErrNoSpace):
		return outcomeNoSpace
	case errors.Is(err, errClock):
		return outcomeClock
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return outcomeAbandoned
	}
	return outcomeUnavailable
}
