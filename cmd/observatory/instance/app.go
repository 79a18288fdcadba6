// Package instance is one invocation of the program: its settings, locks, clock and
// database, and what every sub-command needs of them.
//
// It owns the data folder's layout and the rules of who may work on it at a time. It
// imports the packages it opens; no sub-command enters it.
package instance

import (
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"
)

// Exit statuses.
const (
	StatusFailure = 1
	StatusUsage   = 2
)

// ExitStatus is an error that has been told already.
type ExitStatus int

func (s ExitStatus) Error() string { return fmt.Sprintf("exit status %d", int(s)) }

// UsageError is an error in the words of a command that its flags and
// arguments alone do not show.
type UsageError string

func (e UsageError) Error() string { return string(e) }

// Exactly wants one argument, and names it when it is missing.
func Exactly(name string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) != 1 {
			return fmt.Errorf("%s takes one argument, %s; %d were given", cmd.CommandPath(), name, len(args))
		}
		return nil
	}
}

// Group is a command that only holds others.
func Group(name, short string, commands ...*cobra.Command) *cobra.Command {
	parent := &cobra.Command{Use: name, Short: short}
	parent.AddCommand(commands...)
	DemandCommand(parent)
	return parent
}

// DemandCommand makes a command that only holds others wrong to use alone, or
// with a word that is none of them. Left to itself it would print its help and
// succeed, and a slip of the keyboard in a table of cron be seen by nobody.
func DemandCommand(parent *cobra.Command) {
	parent.Args = cobra.ArbitraryArgs
	parent.RunE = func(cmd *cobra.Command, args []string) error {
		var names []string
		for _, c := range cmd.Commands() {
			names = append(names, c.Name())
		}
		if len(args) > 0 {
			return UsageError(fmt.Sprintf("%s has no command %q: it has %s", cmd.CommandPath(), args[0], strings.Join(names, ", ")))
		}
		return UsageError(fmt.Sprintf("%s needs one of %s", cmd.CommandPath(), strings.Join(names, ", ")))
	}
}

// HelpCommand is cobra's, but for words that are no command: those it explains
// nothing about are used wrongly.
func HelpCommand(root *cobra.Command) *cobra.Command {
	return &cobra.Command{
		Use: "help [COMMAND]", Short: "explains a command",
		RunE: func(_ *cobra.Command, args []string) error {
			found, rest, err := root.Find(args)
			if err != nil || len(rest) > 0 {
				return UsageError(fmt.Sprintf("there is no command %q: observatory help lists them all", strings.Join(args, " ")))
			}
			found.InitDefaultHelpFlag()
			return found.Help()
		},
	}
}

// App is one invocation of the program.
type App struct {
	Stdin          io.Reader
	Stdout, Stderr io.Writer
	Settings       settings
	Now            func() time.Time
	// began is set when a sub-command runs, its flags and arguments being right.
	Began bool
}

// CommandLine is who does what the audit log tells of commands.
const CommandLine = "operator"
