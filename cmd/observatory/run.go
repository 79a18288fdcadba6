package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"github.com/spf13/cobra"
)

// Exit statuses.
const (
	statusFailure = 1
	statusUsage   = 2
)

// run is the program: it returns the exit status, after one sentence on
// stderr for an error. An interrupt or a termination signal ends it in order.
func run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	ctx, stop := signal.NotifyContext(ctx, syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	a := &app{stdin: stdin, stdout: stdout, stderr: stderr, now: clock()}
	err := forbidDumps()
	if err == nil {
		root := a.command()
		root.SetArgs(args)
		err = root.ExecuteContext(ctx)
	}
	var status exitStatus
	switch {
	case err == nil:
		return 0
	case errors.As(err, &status):
		return int(status)
	}
	fmt.Fprintln(stderr, "observatory: "+strings.TrimSpace(err.Error()))
	var usage usageError
	if !a.began || errors.As(err, &usage) {
		return statusUsage // the words were wrong
	}
	return statusFailure
}

// exitStatus is an error that has been told already.
type exitStatus int

func (s exitStatus) Error() string { return fmt.Sprintf("exit status %d", int(s)) }

// usageError is an error in the words of a command that its flags and
// arguments alone do not show.
type usageError string

func (e usageError) Error() string { return string(e) }

// exactly wants one argument, and names it when it is missing.
func exactly(name string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) != 1 {
			return fmt.Errorf("%s takes one argument, %s; %d were given", cmd.CommandPath(), name, len(args))
		}
		return nil
	}
}

// group is a command that only holds others.
func group(name, short string, commands ...*cobra.Command) *cobra.Command {
	parent := &cobra.Command{Use: name, Short: short}
	parent.AddCommand(commands...)
	demandCommand(parent)
	return parent
}

// demandCommand makes a command that only holds others wrong to use alone, or
// with a word that is none of them. Left to itself it would print its help and
// succeed, and a slip of the keyboard in a table of cron be seen by nobody.
func demandCommand(parent *cobra.Command) {
	parent.Args = cobra.ArbitraryArgs
	parent.RunE = func(cmd *cobra.Command, args []string) error {
		var names []string
		for _, c := range cmd.Commands() {
			names = append(names, c.Name())
		}
		if len(args) > 0 {
			return usageError(fmt.Sprintf("%s has no command %q: it has %s", cmd.CommandPath(), args[0], strings.Join(names, ", ")))
		}
		return usageError(fmt.Sprintf("%s needs one of %s", cmd.CommandPath(), strings.Join(names, ", ")))
	}
}

// helpCommand is cobra's, but for words that are no command: those it explains
// nothing about are used wrongly.
func helpCommand(root *cobra.Command) *cobra.Command {
	return &cobra.Command{
		Use: "help [COMMAND]", Short: "explains a command",
		RunE: func(_ *cobra.Command, args []string) error {
			found, rest, err := root.Find(args)
			if err != nil || len(rest) > 0 {
				return usageError(fmt.Sprintf("there is no command %q: observatory help lists them all", strings.Join(args, " ")))
			}
			found.InitDefaultHelpFlag()
			return found.Help()
		},
	}
}

// app is one invocation of the program.
type app struct {
	stdin          io.Reader
	stdout, stderr io.Writer
	settings       settings
	now            func() time.Time
	// began is set when a sub-command runs, its flags and arguments being right.
	began bool
}

func (a *app) command() *cobra.Command {
	root := &cobra.Command{
		Use:           "observatory",
		Short:         "How public services work, told by those who use them",
		SilenceErrors: true,
		SilenceUsage:  true,
		PersistentPreRunE: func(cmd *cobra.Command, _ []string) error {
			if err := a.settings.complete(cmd); err != nil {
				return err
			}
			a.began = true
			return nil
		},
	}
	root.SetOut(a.stdout)
	root.SetErr(a.stderr)
	a.settings.register(root.PersistentFlags())
	root.AddCommand(a.serveCommand(), a.engineCommand(), a.importCommand(), a.demoCommand(),
		a.jobCommand(), a.procedureCommand(), a.tokenCommand(), a.keyCommand(), a.ratingCommand(), a.alarmCommand(), a.exportCommand(),
		a.editionCommand(), a.backupCommand(), a.restoreCommand(),
		a.doctorCommand(), a.migrateCommand(), a.versionCommand(), a.simulateCommand())
	root.SetHelpCommand(helpCommand(root))
	root.InitDefaultHelpCmd()
	root.InitDefaultCompletionCmd()
	for _, c := range root.Commands() {
		if c.HasSubCommands() && !c.Runnable() { // cobra's own
			demandCommand(c)
		}
	}
	return root
}
