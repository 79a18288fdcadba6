package collector

import (
	"errors"

	"servicequality/observatory"
	"servicequality/observatory/rating"
)

// proof is what became of the token of a submission.
type proof string

const (
	proofNone proof = "none"
	// proofForm came with a page of the hosted form.
	proofForm proof = "form"
	// proofStale is a form token that says nothing any more: the page stayed
	// open for longer than a day, or the server's secret is another one.
	proofStale proof = "stale_form"
	// proofSigned shows that the citizen went through the procedure.
	proofSigned  proof = "signed"
	proofRefused proof = "refused"
	// proofUnconfirmed would be proofSigned, were it known that its key was not
	// revoked meanwhile.
	proofUnconfirmed proof = "unconfirmed"
)

func proofs() []proof {
	return []proof{proofNone, proofForm, proofStale, proofSigned, proofRefused, proofUnconfirmed}
}

// prove gives the rating the identity and the day that its submission's token
// shows. A token of completion that shows nothing is an error, an
// *observatory.InvalidError: whoever made it wants to know. One whose key may have
// been revoked, since the keys cannot be read, makes no signed rating, but the
// same one: the citizen is thanked, and what is sent again when the keys can be
// read is no other rating. A form token that
// does is left aside, since the citizen can do nothing about it, and the rating
// keeps the day of its key, which the same page made. A token that was made for a
// procedure which was then merged into this one is as good, and the rating keeps
// that procedure: what was sent before the merge and is sent again is the same.
func (c *Collector) prove(r *rating.Rating, p *observatory.Procedure, s rating.Submission) (proof, error) {
	if s.Token == "" {
		return proofNone, nil
	}
	given := r.Procedure
	current := c.cfg.KeysCurrent() // before a key is looked for
	token, err := rating.ParseToken(s.Token)
	if err == nil {
		if p.GivenAs(token.Procedure) == token.Procedure {
			given = token.Procedure
		}
		err = c.verify(token, given)
	}
	switch {
	case err == nil && token.Key != rating.ServerKey:
		r.Procedure, r.ID, r.Signed = given, token.RatingID(), current
		if !current {
			return proofUnconfirmed, nil
		}
		return proofSigned, nil
	case err == nil && rating.ID(r.Procedure, token.Nonce, r.Day()) == r.ID:
		r.Procedure, r.ID = given, rating.ID(given, token.Nonce, observatory.DayOf(token.IssuedAt))
		return proofForm, nil
	case !errors.Is(err, rating.TokenMalformed) && token.Key == rating.ServerKey:
		return proofStale, nil
	case errors.Is(err, rating.TokenUnknownKey) && !current && !c.knows(token.Key):
		return proofUnconfirmed, unavailable(errNoKeys)
	}
	return proofRefused, &observatory.InvalidError{Fields: []observatory.FieldError{{Field: "token", Reason: err.Error()}}}
}

// knows says whether there was such a key when they were last read; one that was
// revoked stays so.
func (c *Collector) knows(key uint32) bool {
	_, known := c.cfg.Keys(key)
	return known
}

func (c *Collector) verify(token rating.Token, procedure string) error {
	key, known := c.cfg.Keys(token.Key)
	if !known {
		return rating.TokenUnknownKey
	}
	return token.Verify(key, procedure, c.cfg.Now())
}
