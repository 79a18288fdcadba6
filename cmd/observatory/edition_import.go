package main

import (
	"github.com/spf13/cobra"
)

func (a *app) importEditionCommand() *cobra.Command { return &cobra.Command{Use: "import"} }
