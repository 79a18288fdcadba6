package observatory

// essentialVolume is the yearly number of transactions above which a procedure
// is essential.
const essentialVolume = 200_000

// Why a procedure is essential.
const (
	EssentialVolume       = "volume"
	EssentialFinancialAid = "financial_aid"
	EssentialLifeEvent    = "life_event"
)

// EssentialReasons says by which rules the procedure belongs to the list of
// essential ones: more than 200 000 transactions a year, a permanent national
// financial aid, or a life event of the list. It is empty when none holds.
func (p *Procedure) EssentialReasons() []string {
	reasons := []string{}
	if p.VolumeTotal != nil && *p.VolumeTotal > essentialVolume {
		reasons = append(reasons, EssentialVolume)
	}
	if p.FinancialAid == Yes {
		reasons = append(reasons, EssentialFinancialAid)
	}
	if len(p.LifeEvents) > 0 {
		reasons = append(reasons, EssentialLifeEvent)
	}
	return reasons
}

// ListProposal proposes that a procedure enters the list of essential ones, or
// leaves it.
type ListProposal struct {
	Procedure string
	Enters    bool
	// Reasons are those for entering; a procedure leaves for want of any.
	Reasons []string
}

// ProposeList compares the rules with the list. What a ministry decided for a
// reason of its own, to add a procedure or to exempt it, is not proposed again.
func ProposeList(procedures []Procedure) []ListProposal {
	var proposals []ListProposal
	for i := range procedures {
		p := &procedures[i]
		reasons := p.EssentialReasons()
		switch {
		case p.EssentialReason != "":
		case len(reasons) > 0 && p.Essential != Yes:
			proposals = append(proposals, ListProposal{p.ID, true, reasons})
		case len(reasons) == 0 && p.Essential == Yes:
			proposals = append(proposals, ListProposal{p.ID, false, reasons})
		}
	}
	return proposals
}
