package edition

import (
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"github.com/spf13/cobra"

	"servicequality/aggregator"
	"servicequality/cmd/observatory/instance"
	"servicequality/observatory/edition"
	"servicequality/observatory/edition/publish"
)

func (a Commands) verifyCommand() *cobra.Command {
	var files, publicKey string
	cmd := &cobra.Command{
		Use:   "verify [ID]",
		Short: "checks the signature and the checksums of an edition, and computes it again from its own files",
		Args:  cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			switch {
			case len(args) == 0 && files != "" && publicKey != "":
				key, err := publish.ParseKey(publicKey)
				if err != nil {
					return instance.UsageError(err.Error())
				}
				return a.verifyFiles(files, key)
			case len(args) == 1 && files == "":
				return a.verifyEdition(cmd.Context(), args[0], publicKey)
			}
			return instance.UsageError("name an edition, or a folder with --files and the publisher's key with --public-key")
		},
	}
	cmd.Flags().StringVar(&files, "files", "", "`folder` with the files of an edition: neither the database nor --data is asked")
	cmd.Flags().StringVar(&publicKey, "public-key", "", "`key` of the publisher, as edition publish printed it")
	return cmd
}

// verifyEdition checks the files of a published edition, or the copies of one
// that has none yet.
func (a Commands) verifyEdition(ctx context.Context, id, publicKey string) error {
	if _, _, err := edition.ParseID(id); err != nil {
		return err
	}
	folder := a.editionFolder(id)
	if _, err := os.Stat(folder); errors.Is(err, fs.ErrNotExist) {
		return a.WithDatabase(ctx, func(db *instance.Database) error { return a.verifyCopies(ctx, db, id) })
	}
	if publicKey != "" {
		key, err := publish.ParseKey(publicKey)
		if err != nil {
			return instance.UsageError(err.Error())
		}
		return a.verifyFiles(folder, key)
	}
	key, err := a.readKey()
	if err != nil {
		return err
	}
	return a.verifyFiles(folder, key.Public().(ed25519.PublicKey))
}

func (a Commands) verifyFiles(folder string, key ed25519.PublicKey) error {
	report, err := publish.Verify(os.DirFS(folder), key, publicCatalogue)
	if err != nil {
		return err
	}
	fmt.Fprintf(a.Stdout, "the edition %s is as it was signed: %d files\n", report.Edition.ID, report.Files)
	if report.Edition.AsPrinted {
		fmt.Fprintln(a.Stdout, "it is kept as it was printed elsewhere: there is nothing to compute again")
		return nil
	}
	fmt.Fprintf(a.Stdout, "%d figures computed again from its catalogue and tallies are the same, checksum %s\n", report.Figures, report.Edition.Checksum)
	return nil
}

// verifyCopies computes a frozen edition again from the copies in the database.
func (a Commands) verifyCopies(ctx context.Context, db *instance.Database, id string) error {
	steps := a.Steps(aggregator.FrozenSteps, "verifying "+id)
	editor := a.editor(db, steps)
	e, err := editor.Find(ctx, id)
	if err != nil {
		return unknownEdition(err)
	}
	if e.State == edition.Published {
		return fmt.Errorf("the files of the edition %s are not in %s: bring them back from a backup or a download", id, a.editionFolder(id))
	}
	f, err := editor.Frozen(ctx, e)
	steps.End()
	if err != nil {
		return err
	}
	fmt.Fprintf(a.Stdout, "%d figures of the frozen edition %s computed again from its copies are the same, checksum %s\n", f.Edition.Figures, id, f.Edition.Checksum)
	return nil
}
