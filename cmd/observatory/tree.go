package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os/signal"
	"strings"
	"syscall"

	"github.com/spf13/cobra"

	"servicequality/cmd/observatory/backup"
	"servicequality/cmd/observatory/edition"
	"servicequality/cmd/observatory/instance"
	"servicequality/cmd/observatory/intake"
	"servicequality/cmd/observatory/operator"
	"servicequality/cmd/observatory/server"
)

// run is the program: it returns the exit status, after one sentence on
// stderr for an error. An interrupt or a termination signal ends it in order.
func run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	ctx, stop := signal.NotifyContext(ctx, syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	a := &instance.App{Stdin: stdin, Stdout: stdout, Stderr: stderr, Now: instance.Clock()}
	err := forbidDumps()
	if err == nil {
		root := command(a)
		root.SetArgs(args)
		err = root.ExecuteContext(ctx)
	}
	var status instance.ExitStatus
	switch {
	case err == nil:
		return 0
	case errors.As(err, &status):
		return int(status)
	}
	fmt.Fprintln(stderr, "observatory: "+strings.TrimSpace(err.Error()))
	var usage instance.UsageError
	if !a.Began || errors.As(err, &usage) {
		return instance.StatusUsage // the words were wrong
	}
	return instance.StatusFailure
}

func command(a *instance.App) *cobra.Command {
	root := &cobra.Command{
		Use:           "observatory",
		Short:         "How public services work, told by those who use them",
		SilenceErrors: true,
		SilenceUsage:  true,
		PersistentPreRunE: func(cmd *cobra.Command, _ []string) error {
			if err := a.Settings.Complete(cmd); err != nil {
				return err
			}
			a.Began = true
			return nil
		},
	}
	root.SetOut(a.Stdout)
	root.SetErr(a.Stderr)
	a.Settings.Register(root.PersistentFlags())
	root.AddCommand(server.Commands{App: a}.ServeCommand(), engineCommand(a), intake.Commands{App: a}.ImportCommand(), intake.Commands{App: a}.DemoCommand(),
		intake.Commands{App: a}.JobCommand(), operator.Commands{App: a}.ProcedureCommand(), operator.Commands{App: a}.TokenCommand(), operator.Commands{App: a}.KeyCommand(), operator.Commands{App: a}.RatingCommand(), operator.Commands{App: a}.AlarmCommand(), operator.Commands{App: a}.ExportCommand(),
		edition.Commands{App: a}.Command(), backup.Commands{App: a}.Command(), backup.Commands{App: a}.RestoreCommand(),
		operator.Commands{App: a}.DoctorCommand(), migrateCommand(a), versionCommand(a))
	root.SetHelpCommand(instance.HelpCommand(root))
	root.InitDefaultHelpCmd()
	root.InitDefaultCompletionCmd()
	for _, c := range root.Commands() {
		if c.HasSubCommands() && !c.Runnable() { // cobra's own
			instance.DemandCommand(c)
		}
	}
	return root
}
