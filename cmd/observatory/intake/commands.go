package intake

import "servicequality/cmd/observatory/instance"

// Commands are the sub-commands that bring data in and run jobs.
type Commands struct{ *instance.App }
