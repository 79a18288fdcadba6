package instance

import (
	"cmp"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
	"go.yaml.in/yaml/v3"
)

// settings are the flags that every command shares. Each flag is also an
// environment variable OBSERVATORY_… and a key of the --config file; the flag
// wins over the variable, the variable over the file.
type settings struct {
	config     string
	Data       string
	Clickhouse string
	libchdb    string
	logFormat  string
}

const environmentPrefix = "OBSERVATORY_"

func (s *settings) Register(flags *pflag.FlagSet) {
	flags.StringVar(&s.config, "config", "", "YAML `file` with a key for each flag")
	flags.StringVar(&s.Data, "data", "./data", "`folder` of everything that is kept")
	flags.StringVar(&s.Clickhouse, "clickhouse", "", "`URL` of a ClickHouse server, http(s)://user:password@host:8123/database, instead of the embedded engine")
	flags.StringVar(&s.libchdb, "libchdb", "", "libchdb `file` of the embedded engine, looked up when empty")
	flags.StringVar(&s.logFormat, "log", "text", "format of the log: `text or json`")
}

// Complete fills the flags that were not given from the environment, then
// from the configuration file, and makes the data folder absolute.
func (s *settings) Complete(cmd *cobra.Command) error {
	file := cmp.Or(s.config, os.Getenv(environmentPrefix+"CONFIG"))
	keys, err := readConfig(file, cmd.Root())
	if err != nil {
		return err
	}
	cmd.Flags().VisitAll(func(f *pflag.Flag) {
		variable := environmentPrefix + strings.ToUpper(strings.ReplaceAll(f.Name, "-", "_"))
		value, source := os.Getenv(variable), "the variable "+variable
		if value == "" {
			value, source = keys[f.Name], "the key "+f.Name+" of "+file
		}
		if f.Changed || value == "" || err != nil {
			return
		}
		if cause := f.Value.Set(value); cause != nil {
			err = fmt.Errorf("%s cannot be %q: %w", source, value, cause)
		}
	})
	if err != nil {
		return err
	}
	if s.logFormat != "text" && s.logFormat != "json" {
		return fmt.Errorf("--log must be text or json, not %q", s.logFormat)
	}
	s.Data, err = filepath.Abs(s.Data)
	return err
}

// readConfig reads the keys of a configuration file. One file serves every
// command, so a key may be a flag of any of them; another key is an error.
func readConfig(file string, root *cobra.Command) (map[string]string, error) {
	keys := map[string]string{}
	if file == "" {
		return keys, nil
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("cannot read the configuration: %w", err)
	}
	values := map[string]any{}
	if err := yaml.Unmarshal(text, &values); err != nil {
		return nil, fmt.Errorf("the configuration %s is not YAML: %w", file, err)
	}
	for key, value := range values {
		if value == nil {
			continue // a key without a value says nothing
		}
		if !HasFlag(root, key) {
			return nil, fmt.Errorf("the configuration %s has the key %s, which is no flag of any command", file, key)
		}
		keys[key] = fmt.Sprint(value)
	}
	return keys, nil
}

// HasFlag says whether the command or one below it has the flag.
func HasFlag(cmd *cobra.Command, name string) bool {
	return cmd.PersistentFlags().Lookup(name) != nil || cmd.Flags().Lookup(name) != nil ||
		slices.ContainsFunc(cmd.Commands(), func(sub *cobra.Command) bool { return HasFlag(sub, name) })
}

// Logger writes to stderr in the format that was asked for.
func (a *App) Logger() *slog.Logger {
	if a.Settings.logFormat == "json" {
		return slog.New(slog.NewJSONHandler(a.Stderr, nil))
	}
	return slog.New(slog.NewTextHandler(a.Stderr, nil))
}

// Folder is a folder inside the data folder.
func (s settings) Folder(names ...string) string {
	return filepath.Join(append([]string{s.Data}, names...)...)
}
