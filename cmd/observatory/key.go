package main

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

	"observatory"
)

func (a *app) keyCommand() *cobra.Command {
	var procedure string
	with := func(use, short string, args cobra.PositionalArgs, do func(context.Context, *database, []string) error) *cobra.Command {
		return &cobra.Command{Use: use, Short: short, Args: args, RunE: func(cmd *cobra.Command, args []string) error {
			return a.withDatabase(cmd.Context(), func(db *database) error { return do(cmd.Context(), db, args) })
		}}
	}
	create := with("create", "a new key of a procedure; its secret is shown this once", cobra.NoArgs,
		func(ctx context.Context, db *database, _ []string) error { return a.createKey(ctx, db, procedure) })
	list := with("list", "every key: id, procedure, state, age", cobra.NoArgs,
		func(ctx context.Context, db *database, _ []string) error { return a.listKeys(ctx, db, procedure) })
	revoke := with("revoke [ID]", "refuses the tokens of a key from now on, or of every key of a procedure", cobra.MaximumNArgs(1),
		func(ctx context.Context, db *database, args []string) error {
			return a.revokeKeys(ctx, db, procedure, args)
		})
	for _, cmd := range []*cobra.Command{create, list, revoke} {
		cmd.Flags().StringVar(&procedure, "procedure", "", "id or alias of the `procedure`")
	}
	return group("key", "the keys that administrations sign tokens of completion with", create, list, revoke)
}

// procedureID is the id of the procedure with that id or alias.
func procedureID(ctx context.Context, db *database, idOrAlias string) (string, error) {
	if idOrAlias == "" {
		return "", usageError("name the procedure with --procedure")
	}
	catalogue, err := db.Catalogue(ctx)
	if err != nil {
		return "", err
	}
	p, ok := catalogue.Find(idOrAlias)
	if !ok {
		return "", fmt.Errorf("procedure %q %w: observatory procedure list names them all", idOrAlias, observatory.ErrNotFound)
	}
	return p.ID, nil
}

func (a *app) createKey(ctx context.Context, db *database, idOrAlias string) error {
	procedure, err := procedureID(ctx, db, idOrAlias)
	if err != nil {
		return err
	}
	key := observatory.TokenKey{ID: newKeyID(), Procedure: procedure, Secret: newSecret()}
	if err := db.SaveKey(ctx, key); err != nil {
		return err
	}
	fmt.Fprintf(a.stdout, "key        %d\nprocedure  %s\nsecret     %s\n", key.ID, key.Procedure, base64.RawURLEncoding.EncodeToString(key.Secret))
	fmt.Fprintln(a.stdout, "the secret is not shown again; docs/integration.md says how to sign with it")
	return nil
}

// newKeyID draws an id, so that keys made at once on two machines differ. It
// is never observatory.ServerKey.
func newKeyID() uint32 {
	var b [4]byte
	rand.Read(b[:]) // never fails
	return binary.BigEndian.Uint32(b[:]) | 1
}

func (a *app) listKeys(ctx context.Context, db *database, idOrAlias string) error {
	keys, err := keysOf(ctx, db, idOrAlias)
	if err != nil {
		return err
	}
	table := tabwriter.NewWriter(a.stdout, 0, 0, 2, ' ', 0)
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
func keysOf(ctx context.Context, db *database, idOrAlias string) ([]observatory.TokenKey, error) {
	keys, err := db.Keys(ctx)
	if err != nil || idOrAlias == "" {
		return keys, err
	}
	procedure, err := procedureID(ctx, db, idOrAlias)
	if err != nil {
		return nil, err
	}
	var some []observatory.TokenKey
	for _, k := range keys {
		if k.Procedure == procedure {
			some = append(some, k)
		}
	}
	return some, nil
}

// revokeKeys revokes the key that is named, or every key of the procedure.
func (a *app) revokeKeys(ctx context.Context, db *database, idOrAlias string, args []string) error {
	if idOrAlias == "" && len(args) == 0 {
		return usageError("name the key, or the procedure with --procedure")
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
		fmt.Fprintf(a.stdout, "the key %d of %s is revoked\n", k.ID, k.Procedure)
	}
	if !found {
		return fmt.Errorf("key %w: observatory key list names them", observatory.ErrNotFound)
	}
	return nil
}
