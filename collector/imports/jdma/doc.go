// Package jdma reads the exports of "Je donne mon avis" as ratings.
//
// It owns their columns, their words and the ids that their rows get. It may use the
// tables of sheet and the reports of imports. It does not use the database: nothing
// that it returns has been stored.
package jdma
