package sql

import (
	"context"
	"fmt"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"

	"servicequality/observatory"
)

// procedureRow is a row of the table procedures: the driver reads builtin
// kinds only.
type procedureRow struct {
	Import                  uint32    `ch:"import"`
	ID                      string    `ch:"id"`
	Title                   string    `ch:"title"`
	Ministry                string    `ch:"ministry"`
	Administration          string    `ch:"administration"`
	Domain                  string    `ch:"domain"`
	Audience                string    `ch:"audience"`
	URL                     string    `ch:"url"`
	Online                  string    `ch:"online"`
	OnlineSince             time.Time `ch:"online_since"`
	VolumeTotal             *uint64   `ch:"volume_total"`
	VolumeOnline            *uint64   `ch:"volume_online"`
	VolumeShare             *float64  `ch:"volume_share"`
	VolumeStart             time.Time `ch:"volume_start"`
	VolumeEnd               time.Time `ch:"volume_end"`
	VolumeMethod            string    `ch:"volume_method"`
	VolumeSource            string    `ch:"volume_source"`
	Authentication          string    `ch:"authentication"`
	AccessibilityRate       *float64  `ch:"accessibility_rate"`
	AccessibilityDeclaredOn time.Time `ch:"accessibility_declared_on"`
	AccessibilityURL        string    `ch:"accessibility_url"`
	TellUsOnce              *uint32   `ch:"tell_us_once"`
	Mobile                  string    `ch:"mobile"`
	HumanChannels           []string  `ch:"human_channels"`
	PremiumPhone            string    `ch:"premium_phone"`
	HelpURL                 string    `ch:"help_url"`
	HelpPhone               string    `ch:"help_phone"`
	Alternative             string    `ch:"alternative"`
	LifeEvents              []string  `ch:"life_events"`
	FinancialAid            string    `ch:"financial_aid"`
	Essential               string    `ch:"essential"`
	EssentialReason         string    `ch:"essential_reason"`
	Button                  string    `ch:"button"`
	ButtonExemptReason      string    `ch:"button_exempt_reason"`
	Exempt                  []string  `ch:"exempt"`
	OwnerName               string    `ch:"owner_name"`
	OwnerEmail              string    `ch:"owner_email"`
	Aliases                 []string  `ch:"aliases"`
	Hosts                   []string  `ch:"hosts"`
	PublishedSatisfaction   string    `ch:"published_satisfaction"`
	PublishedReviews        string    `ch:"published_reviews"`
	PublishedSupport        string    `ch:"published_support"`
	PublishedAvailability   string    `ch:"published_availability"`
	Synthetic               bool      `ch:"synthetic"`
}

func rowOf(p observatory.Procedure, number uint32) procedureRow {
	return procedureRow{
		Import: number, ID: p.ID, Title: p.Title, Ministry: p.Ministry, Administration: p.Administration,
		Domain: p.Domain, Audience: p.Audience, URL: p.URL, Online: string(p.Online), OnlineSince: p.OnlineSince.Date(),
		VolumeTotal: p.VolumeTotal, VolumeOnline: p.VolumeOnline, VolumeShare: p.VolumeShare,
		VolumeStart: p.VolumeStart.Date(), VolumeEnd: p.VolumeEnd.Date(), VolumeMethod: p.VolumeMethod, VolumeSource: p.VolumeSource,
		Authentication: string(p.Authentication), AccessibilityRate: p.AccessibilityRate,
		AccessibilityDeclaredOn: p.AccessibilityDeclaredOn.Date(), AccessibilityURL: p.AccessibilityURL,
		TellUsOnce: p.TellUsOnce, Mobile: string(p.Mobile), HumanChannels: p.HumanChannels, PremiumPhone: string(p.PremiumPhone),
		HelpURL: p.HelpURL, HelpPhone: p.HelpPhone, Alternative: string(p.Alternative), LifeEvents: p.LifeEvents,
		FinancialAid: string(p.FinancialAid), Essential: string(p.Essential), EssentialReason: p.EssentialReason,
		Button: string(p.Button), ButtonExemptReason: p.ButtonExemptReason, Exempt: p.Exempt,
		OwnerName: p.OwnerName, OwnerEmail: p.OwnerEmail, Aliases: p.Aliases, Hosts: p.Hosts,
		PublishedSatisfaction: p.Published.Satisfaction, PublishedReviews: p.Published.Reviews,
		PublishedSupport: p.Published.Support, PublishedAvailability: p.Published.Availability, Synthetic: p.Synthetic,
	}
}

func (r procedureRow) procedure() observatory.Procedure {
	return observatory.Procedure{
		ID: r.ID, Title: r.Title, Ministry: r.Ministry, Administration: r.Administration,
		Domain: r.Domain, Audience: r.Audience, URL: r.URL, Online: observatory.Online(r.Online), OnlineSince: civilDay(r.OnlineSince),
		VolumeTotal: r.VolumeTotal, VolumeOnline: r.VolumeOnline, VolumeShare: r.VolumeShare,
		VolumeStart: civilDay(r.VolumeStart), VolumeEnd: civilDay(r.VolumeEnd), VolumeMethod: r.VolumeMethod, VolumeSource: r.VolumeSource,
		Authentication: observatory.Authentication(r.Authentication), AccessibilityRate: r.AccessibilityRate,
		AccessibilityDeclaredOn: civilDay(r.AccessibilityDeclaredOn), AccessibilityURL: r.AccessibilityURL,
		TellUsOnce: r.TellUsOnce, Mobile: observatory.Mobile(r.Mobile), HumanChannels: list(r.HumanChannels), PremiumPhone: observatory.Answer(r.PremiumPhone),
		HelpURL: r.HelpURL, HelpPhone: r.HelpPhone, Alternative: observatory.Answer(r.Alternative), LifeEvents: list(r.LifeEvents),
		FinancialAid: observatory.Answer(r.FinancialAid), Essential: observatory.Answer(r.Essential), EssentialReason: r.EssentialReason,
		Button: observatory.Answer(r.Button), ButtonExemptReason: r.ButtonExemptReason, Exempt: list(r.Exempt),
		OwnerName: r.OwnerName, OwnerEmail: r.OwnerEmail, Aliases: list(r.Aliases), Hosts: list(r.Hosts),
		Published: observatory.PrintedFigures{Satisfaction: r.PublishedSatisfaction, Reviews: r.PublishedReviews,
			Support: r.PublishedSupport, Availability: r.PublishedAvailability},
		Synthetic: r.Synthetic,
	}
}

// list gives an empty array back as the nil list that it was.
func list(words []string) []string {
	if len(words) == 0 {
		return nil
	}
	return words
}

// InsertProcedures writes procedures under an import's number, in one INSERT.
func (s *Store) InsertProcedures(ctx context.Context, number uint32, procedures []observatory.Procedure) error {
	if len(procedures) == 0 {
		return nil
	}
	batch, err := s.conn.PrepareBatch(ctx, "INSERT INTO procedures")
	if err != nil {
		return fmt.Errorf("cannot insert procedures: %w", err)
	}
	defer batch.Abort() //nolint:errcheck // after Send it has nothing to do
	for _, p := range procedures {
		row := rowOf(p, number)
		if err := batch.AppendStruct(&row); err != nil {
			return fmt.Errorf("cannot insert the procedure %s: %w", p.ID, err)
		}
	}
	if err := batch.Send(); err != nil {
		return fmt.Errorf("cannot insert procedures: %w", err)
	}
	return nil
}

// Catalogue returns the procedures as the committed imports describe them and
// the events of procedures leave them.
func (s *Store) Catalogue(ctx context.Context) (*observatory.Catalogue, error) {
	described, err := s.DescribedCatalogue(ctx)
	if err != nil {
		return nil, err
	}
	return s.applyEvents(ctx, described)
}

// DescribedCatalogue returns the procedures as the committed imports describe
// them: what the next import of a catalogue is compared with.
func (s *Store) DescribedCatalogue(ctx context.Context) (*observatory.Catalogue, error) {
	var procedures []observatory.Procedure
	err := s.query(ctx, "catalogue", nil, func(r driver.Rows) error {
		var row procedureRow
		if err := r.ScanStruct(&row); err != nil {
			return err
		}
		procedures = append(procedures, row.procedure())
		return nil
	})
	if err != nil {
		return nil, err
	}
	return observatory.NewCatalogue(procedures), nil
}
