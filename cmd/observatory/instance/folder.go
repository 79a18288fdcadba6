package instance

import (
	"errors"
	"os"
)

// SyncFolder makes what was put into a folder, or renamed there, durable.
func SyncFolder(path string) error {
	folder, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(folder.Sync(), folder.Close())
}
