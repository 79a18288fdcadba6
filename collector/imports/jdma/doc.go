// Package jdma reads the exports of "Je donne mon avis" as ratings.
//
// It owns their columns, their words and the ids that their rows get. It may use
// the tables of sheet and the reports of imports. The database never enters it, and
// nothing that it returns has been stored.
package jdma
