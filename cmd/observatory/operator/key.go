package operator

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"strconv"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"servicequality/cmd/observatory/instance"
	"servicequality/observatory"
	"servicequality/observatory/rating"
)

// KeyCommand is `key` with its sub-commands.
func (a Commands) KeyCommand() *cobra.Command {
	var procedure string
	with := func(use, short string, args cobra.PositionalArgs, do func(context.Context, *instance.Database, []string) error) *cobra.Command {
		return &cobra.Command{Use: use, Short: short, Args: args, RunE: func(cmd *cobra.Command, args []string) error {
			return a.WithDatabase(cmd.Context(), func(db *instance.Database) error { return do(cmd.Context(), db, args) })
		}}
	}
	create := with("create", "a new key of a procedure; its secret is shown this once", cobra.NoArgs,
		func(ctx context.Context, db *instance.Database, _ []string) error {
			return a.createKey(ctx, db, procedure)
		})
	list := with("list", "every key: id, procedure, state, age", cobra.NoArgs,
		func(ctx context.Context, db *instance.Database, _ []string) error {
			return a.listKeys(ctx, db, procedure)
		})
	revoke := with("revoke [ID]", "refuses the tokens of a key from now on, or of every key of a procedure", cobra.MaximumNArgs(1),
		func(ctx context.Context, db *instance.Database, args []string) error {
			return a.revokeKeys(ctx, db, procedure, args)
		})
	for _, cmd := range []*cobra.Command{create, list, revoke} {
		cmd.Flags().StringVar(&procedure, "procedure", "", "id or alias of the `procedure`")
	}
	return instance.Group("key", "the keys that administrations sign tokens of completion with", create, list, revoke)
}

func (a Commands) createKey(ctx context.Context, db *instance.Database, idOrAlias string) error {
	procedure, err := instance.ProcedureID(ctx, db, idOrAlias)
	if err != nil {
		return err
	}
	key := rating.TokenKey{ID: newKeyID(), Procedure: procedure, Secret: instance.NewSecret()}
	if err := db.SaveKey(ctx, key); err != nil {
		return err
	}
	fmt.Fprintf(a.Stdout, "key        %d\nprocedure  %s\nsecret     %s\n", key.ID, key.Procedure, base64.RawURLEncoding.EncodeToString(key.Secret))
	fmt.Fprintln(a.Stdout, "the secret is not shown again; docs/integration.md says how to sign with it")
	return nil
}

// newKeyID draws an id, so that keys made at once on two machines differ. It
// is never rating.ServerKey.
func newKeyID() uint32 {
	var b [4]byte
	rand.Read(b[:]) // never fails
	return binary.BigEndian.Uint32(b[:]) | 1
}

func (a Commands) listKeys(ctx context.Context, db *instance.Database, idOrAlias string) error {
	keys, err := keysOf(ctx, db, idOrAlias)
	if err != nil {
		return err
	}
	table := tabwriter.NewWriter(a.Stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "KEY\tPROCEDURE\tSTATE\tMADE")
	for _, k := range keys {
		state := "good"
		if k.Revoked {
			state = "revoked"
		}
		fmt.Fprintf(table, "%d\t%s\t%s\t%s\n", k.ID, k.Procedure, state, k.CreatedAt.In(observatory.Paris()).Format(time.DateTime))
	}
	return table.Flush()
}

// keysOf returns the keys of the procedure, or all when none is named.
func keysOf(ctx context.Context, db *instance.Database, idOrAlias string) ([]rating.TokenKey, error) {
	keys, err := db.Keys(ctx)
	if err != nil || idOrAlias == "" {
		return keys, err
	}
	procedure, err := instance.ProcedureID(ctx, db, idOrAlias)
	if err != nil {
		return nil, err
	}
	var some []rating.TokenKey
	for _, k := range keys {
		if k.Procedure == procedure {
			some = append(some, k)
		}
	}
	return some, nil
}

// revokeKeys revokes the key that is named, or every key of the procedure.
func (a Commands) revokeKeys(ctx context.Context, db *instance.Database, idOrAlias string, args []string) error {
	if idOrAlias == "" && len(args) == 0 {
		return instance.UsageError("name the key, or the procedure with --procedure")
	}
	keys, err := keysOf(ctx, db, idOrAlias)
	if err != nil {
		return err
	}
	found := false
	for _, k := range keys {
		if len(args) > 0 && args[0] != strconv.FormatUint(uint64(k.ID), 10) {
			continue
		}
		found = true
		if k.Revoked {
			continue
		}
		k.Revoked = true
		if err := db.SaveKey(ctx, k); err != nil {
			return err
		}
		fmt.Fprintf(a.Stdout, "the key %d of %s is revoked\n", k.ID, k.Procedure)
	}
	if !found {
		return fmt.Errorf("key %w: observatory key list names them", observatory.ErrNotFound)
	}
	return nil
}
