package backup

import "servicequality/cmd/observatory/instance"

// Commands are the sub-commands that write and read backups.
type Commands struct{ *instance.App }
