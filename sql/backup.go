package sql

import (
	"context"
	"errors"
	"fmt"
	"regexp"
)

var errBackupName = errors.New("the name of a backup must be letters, digits, dots and hyphens")

// backupName refuses what may not be the name of a backup: it becomes part of a
// statement, since BACKUP takes no parameters.
func backupName(name string) error {
	if !regexp.MustCompile(`^[A-Za-z0-9.-]+$`).MatchString(name) {
		return errBackupName
	}
	return nil
}

// Backup writes the whole database into a file of that name, which ends in
// .tar, in the folder that the engine may write backups to. Ratings may come in
// meanwhile: each table is as it was at one moment, and no two tables need be
// of the same moment.
func (s *Store) Backup(ctx context.Context, name string) error {
	err := backupName(name)
	if err == nil {
		err = s.conn.Exec(ctx, "BACKUP DATABASE "+defaultDatabase+" TO File('"+name+"')")
	}
	if err != nil {
		return fmt.Errorf("cannot back up the database: %w", err)
	}
	return nil
}

// Restore reads the backup of that name into this database, which must be empty.
func (s *Store) Restore(ctx context.Context, name string) error {
	err := backupName(name)
	if err == nil {
		err = s.conn.Exec(ctx, "RESTORE DATABASE "+defaultDatabase+" FROM File('"+name+"')")
	}
	if err != nil {
		return fmt.Errorf("cannot restore the database: %w", err)
	}
	return nil
}
