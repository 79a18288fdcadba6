package edition

import "servicequality/cmd/observatory/instance"

// Commands are the sub-commands of editions.
type Commands struct{ *instance.App }
