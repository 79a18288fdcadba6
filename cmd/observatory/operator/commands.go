// Package operator holds the sub-commands of those who run the observatory: alarms,
// decisions about ratings, keys, accesses, events of procedures, exports, doctor.
package operator

import "servicequality/cmd/observatory/instance"

// Commands are the sub-commands of those who operate the observatory.
type Commands struct{ *instance.App }
