package server

import "servicequality/cmd/observatory/instance"

// Commands is the sub-command that serves.
type Commands struct{ *instance.App }
