package data

import (
	"servicequality/dashboard/snapshot"
	"servicequality/observatory"
	"servicequality/observatory/indicator"
	"servicequality/observatory/rating"
)

// Procedure is one procedure in the open data.
type Procedure struct {
	Facts
	AsOf       observatory.Day       `json:"as_of"`
	Received   uint64                `json:"received"`
	Indicators []indicator.Indicator `json:"indicators"`
	Funnel     rating.Funnel         `json:"funnel"`
	Alarms     []Alarm               `json:"alarms"`
	Revisions  []indicator.Revision  `json:"revisions"`
}

// ProcedureOf is a procedure of a snapshot in the open data.
func ProcedureOf(e snapshot.Entry) Procedure {
	figures := e.Figures
	if figures == nil {
		figures = []indicator.Indicator{}
	}
	revisions := e.Revisions
	if revisions == nil {
		revisions = []indicator.Revision{}
	}
	return Procedure{FactsOf(e.Procedure), e.AsOf, e.Received, figures, e.Funnel, Alarms(e.Alarms), revisions}
}
