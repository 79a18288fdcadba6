package main

import (
	"fmt"
	"net/url"

	"github.com/spf13/pflag"

	"observatory/aggregator"
)

// leastSecret is the shortest secret that posts are signed with, in bytes.
const leastSecret = 16

// webhookFlags say whom alarms are told.
type webhookFlags struct{ address, secret string }

func (f *webhookFlags) register(flags *pflag.FlagSet) {
	flags.StringVar(&f.address, "webhook", "", "`URL` that alarms are posted to")
	flags.StringVar(&f.secret, "webhook-secret", "", "`secret` that these posts are signed with; better given as OBSERVATORY_WEBHOOK_SECRET")
}

// check refuses an address that cannot be posted to, and one without a secret
// worth its name.
func (f webhookFlags) check() error {
	if f.address == "" {
		return nil
	}
	if u, err := url.Parse(f.address); err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
		return usageError("--webhook must be an address like https://example.org/alarms")
	}
	if len(f.secret) < leastSecret {
		return usageError(fmt.Sprintf("--webhook needs a --webhook-secret of at least %d characters", leastSecret))
	}
	return nil
}

func (f webhookFlags) hook() aggregator.Webhook {
	return aggregator.Webhook{URL: f.address, Secret: []byte(f.secret)}
}
