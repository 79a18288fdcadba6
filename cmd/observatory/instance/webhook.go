package instance

import (
	"fmt"
	"net/url"

	"github.com/spf13/pflag"

	"servicequality/aggregator"
)

// leastSecret is the shortest secret that posts are signed with, in bytes.
const leastSecret = 16

// WebhookFlags say whom alarms are told.
type WebhookFlags struct{ address, secret string }

// Register adds the flags to a command.
func (f *WebhookFlags) Register(flags *pflag.FlagSet) {
	flags.StringVar(&f.address, "webhook", "", "`URL` that alarms are posted to")
	flags.StringVar(&f.secret, "webhook-secret", "", "`secret` that these posts are signed with; better given as OBSERVATORY_WEBHOOK_SECRET")
}

// Check refuses an address that cannot be posted to, and one without a secret
// worth its name.
func (f WebhookFlags) Check() error {
	if f.address == "" {
		return nil
	}
	if u, err := url.Parse(f.address); err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
		return UsageError("--webhook must be an address like https://example.org/alarms")
	}
	if len(f.secret) < leastSecret {
		return UsageError(fmt.Sprintf("--webhook needs a --webhook-secret of at least %d characters", leastSecret))
	}
	return nil
}

// Hook is what the aggregator posts to; its zero value posts nothing.
func (f WebhookFlags) Hook() aggregator.Webhook {
	return aggregator.Webhook{URL: f.address, Secret: []byte(f.secret)}
}
