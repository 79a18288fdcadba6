package operator

import (
	"context"
	"crypto/rand"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"servicequality/cmd/observatory/instance"
	"servicequality/observatory"
	"servicequality/observatory/access"
)

// newAccess is what the flags of token create ask for.
type newAccess struct {
	ministry, role, ttl, name string
	procedures                []string
}

// TokenCommand is `token` with its sub-commands.
func (a Commands) TokenCommand() *cobra.Command {
	var wanted newAccess
	with := func(use, short string, args cobra.PositionalArgs, do func(context.Context, *instance.Database, []string) error) *cobra.Command {
		return &cobra.Command{Use: use, Short: short, Args: args, RunE: func(cmd *cobra.Command, args []string) error {
			return a.WithDatabase(cmd.Context(), func(db *instance.Database) error { return do(cmd.Context(), db, args) })
		}}
	}
	create := with("create", "gives access to the ministries' space and the API; the token is shown this once", cobra.NoArgs,
		func(ctx context.Context, db *instance.Database, _ []string) error {
			return a.createAccess(ctx, db, wanted)
		})
	flags := create.Flags()
	flags.StringVar(&wanted.ministry, "ministry", "", "`name` or slug of the ministry whose procedures are the scope")
	flags.StringArrayVar(&wanted.procedures, "procedure", nil, "id or alias of a `procedure` of the scope, instead of a ministry; may be repeated")
	flags.StringVar(&wanted.role, "role", "", "`reader, editor, admin or operator`")
	flags.StringVar(&wanted.ttl, "ttl", "90d", "`time` until it expires, like 90d or 12h, at most 366d")
	flags.StringVar(&wanted.name, "name", "", "`text` that says what it is for, never a person's name")
	return instance.Group("token", "who may enter the ministries' space and the API", create,
		with("list", "every access: id, role, scope, state, last use", cobra.NoArgs,
			func(ctx context.Context, db *instance.Database, _ []string) error { return a.listAccesses(ctx, db) }),
		with("revoke ID", "refuses a token from now on", instance.Exactly("ID"),
			func(ctx context.Context, db *instance.Database, args []string) error {
				return a.revokeAccess(ctx, db, args[0])
			}))
}

func (a Commands) createAccess(ctx context.Context, db *instance.Database, wanted newAccess) error {
	wantedAccess, err := wanted.access(ctx, db, a.Now())
	if err != nil {
		return err
	}
	token, err := wantedAccess.Issue(rand.Reader)
	if err != nil {
		return err
	}
	entry := access.AuditEntry{
		Access: instance.CommandLine, Ministry: wantedAccess.Ministry, Act: access.ActGrant, Subject: wantedAccess.ID, Detail: string(wantedAccess.Role),
	}
	// What cannot be written into the log is not done.
	if err := db.Audit(ctx, entry); err != nil {
		return err
	}
	if err := db.InsertAccess(ctx, wantedAccess); err != nil {
		return err
	}
	fmt.Fprintf(a.Stdout, "access   %s\nrole     %s\nscope    %s\nexpires  %s\ntoken    %s\n",
		wantedAccess.ID, wantedAccess.Role, scopeOf(wantedAccess), wantedAccess.ExpiresAt.In(observatory.Paris()).Format(time.DateTime), token)
	fmt.Fprintln(a.Stdout, "the token is not shown again; docs/espace.md says what it opens")
	return nil
}

// access is what was asked for, checked against the catalogue: a scope that
// nothing is in is a slip of the keyboard.
func (n newAccess) access(ctx context.Context, db *instance.Database, now time.Time) (access.Access, error) {
	access := access.Access{Name: n.name, Role: access.Role(n.role), CreatedAt: now.UTC().Truncate(time.Millisecond)}
	life, err := parseLife(n.ttl)
	if err != nil {
		return access, err
	}
	access.ExpiresAt = access.CreatedAt.Add(life)
	catalogue, err := db.Catalogue(ctx)
	if err != nil {
		return access, err
	}
	for _, name := range n.procedures {
		p, ok := catalogue.Find(name)
		if !ok {
			return access, fmt.Errorf("procedure %q %w: observatory procedure list names them all", name, observatory.ErrNotFound)
		}
		if !slices.Contains(access.Procedures, p.ID) {
			access.Procedures = append(access.Procedures, p.ID)
		}
	}
	if n.ministry != "" {
		access.Ministry = observatory.Slug(n.ministry)
		if names := ministries(catalogue); names[access.Ministry] == "" {
			return access, fmt.Errorf("ministry %q %w: the catalogue has %s", n.ministry, observatory.ErrNotFound, listed(names))
		}
	}
	if err := access.Validate(); err != nil {
		return access, instance.UsageError(err.Error())
	}
	return access, nil
}

// ministries returns the names of the catalogue's ministries by slug.
func ministries(c *observatory.Catalogue) map[string]string {
	names := map[string]string{}
	for _, p := range c.Procedures() {
		if p.Ministry != "" {
			names[observatory.Slug(p.Ministry)] = p.Ministry
		}
	}
	return names
}

func listed(names map[string]string) string {
	if len(names) == 0 {
		return "none yet"
	}
	var all []string
	for slug := range names {
		all = append(all, slug)
	}
	slices.Sort(all)
	return strings.Join(all, ", ")
}

// parseLife reads a time like 90d, or as Go writes them.
func parseLife(text string) (time.Duration, error) {
	if number, ok := strings.CutSuffix(text, "d"); ok {
		if days, err := strconv.ParseUint(number, 10, 16); err == nil {
			return time.Duration(days) * 24 * time.Hour, nil
		}
	}
	life, err := time.ParseDuration(text)
	if err != nil {
		return 0, instance.UsageError(fmt.Sprintf("--ttl must be a time like 90d or 12h, not %q", text))
	}
	return life, nil
}

// scopeOf says what an access reaches.
func scopeOf(a access.Access) string {
	switch {
	case a.Role == access.RoleOperator:
		return "everything"
	case a.Ministry != "":
		return a.Ministry
	}
	return strings.Join(a.Procedures, ",")
}

func (a Commands) listAccesses(ctx context.Context, db *instance.Database) error {
	all, err := db.Accesses(ctx)
	if err != nil {
		return err
	}
	table := tabwriter.NewWriter(a.Stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "ACCESS\tROLE\tSCOPE\tSTATE\tEXPIRES\tLAST USED\tNAME")
	for _, access := range all {
		state, used := "good", "never"
		switch {
		case access.Revoked:
			state = "revoked"
		case !access.Live(a.Now()):
			state = "expired"
		}
		if access.LastUsed != 0 {
			used = access.LastUsed.String()
		}
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\t%s\t%s\n", access.ID, access.Role, scopeOf(access), state,
			observatory.DayOf(access.ExpiresAt), used, access.Name)
	}
	return table.Flush()
}

func (a Commands) revokeAccess(ctx context.Context, db *instance.Database, id string) error {
	all, err := db.Accesses(ctx)
	if err != nil {
		return err
	}
	at := slices.IndexFunc(all, func(access access.Access) bool { return access.ID == id })
	if at < 0 {
		return fmt.Errorf("access %q %w: observatory token list names them", id, observatory.ErrNotFound)
	}
	entry := access.AuditEntry{Access: instance.CommandLine, Ministry: all[at].Ministry, Act: access.ActRevoke, Subject: id}
	if err := db.Audit(ctx, entry); err != nil {
		return err
	}
	if err := db.RevokeAccess(ctx, id); err != nil {
		return err
	}
	fmt.Fprintf(a.Stdout, "the access %s is revoked\n", id)
	return nil
}
