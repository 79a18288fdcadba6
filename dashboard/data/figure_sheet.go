package data

import (
	"strconv"
	"time"

	"servicequality/dashboard/page"
	"servicequality/dashboard/snapshot"
	"servicequality/observatory"
	"servicequality/observatory/indicator"
)

// FigureHeader names the columns of FigureRow.
func FigureHeader() []string {
	return []string{
		"id", "title", "kind", "state", "word", "value", "low", "high", "level", "level_certain", "fragile", "goal_reached",
		"n", "deff", "numerator", "denominator", "window_start", "window_end", "days_collected", "series", "instruments",
		"response_rate", "rules", "computed_at",
		"difference", "difference_low", "difference_high", "p_adjusted", "arrow", "arrow_reason", "rank_low", "rank_high", "rank_of",
		"synthetic",
	}
}

// FigureRow writes an indicator as it is in JSON; the window's end is the
// first day after it in both.
func FigureRow(p *observatory.Procedure, i indicator.Indicator) []string {
	row := []string{
		p.ID, p.Title, string(i.Kind), string(i.State), i.Word, page.Micro(i.Value), page.Micro(i.Low), page.Micro(i.High),
		string(i.Level), strconv.FormatBool(i.LevelCertain), strconv.FormatBool(i.Fragile), page.Truth(i.GoalReached),
		page.Whole(i.N, true), effect(i.Deff), page.Whole(i.Numerator, i.Denominator > 0), page.Whole(i.Denominator, i.Denominator > 0),
		i.Window.Start.String(), i.Window.End.String(), page.Whole(uint64(i.DaysCollected), i.DaysCollected > 0),
		i.Series, Joined(i.Instruments), page.Micro(i.ResponseRate), i.Rules, i.ComputedAt.UTC().Format(time.RFC3339),
	}
	return append(append(row, page.Comparisons(i)...), strconv.FormatBool(p.Synthetic))
}

// ListHeader names the columns of ListCells.
func ListHeader() []string {
	return []string{
		"id", "title", "ministry", "administration", "url", "online", "volume_total", "volume_online", "authentication",
		"mobile", "as_of", "satisfaction_state", "satisfaction", "satisfaction_low", "satisfaction_high", "satisfaction_level",
		"satisfaction_n", "clarity_state", "clarity", "clarity_low", "clarity_high", "clarity_level", "clarity_n",
		"received", "synthetic",
	}
}

// ListCells is a procedure in one row: its facts, its figures.
func ListCells(e snapshot.Entry) []string {
	p := e.Procedure
	row := []string{
		p.ID, p.Title, p.Ministry, p.Administration, p.URL, string(snapshot.OnlineOf(p)), page.Count(p.VolumeTotal), page.Count(p.VolumeOnline),
		string(wordOf(p.Authentication, observatory.AuthenticationUnknown)), string(wordOf(p.Mobile, observatory.MobileUnknown)),
		e.AsOf.String(),
	}
	for _, i := range []indicator.Indicator{e.Satisfaction, e.Figure(indicator.KindClarity)} {
		row = append(row, string(i.State), page.Micro(i.Value), page.Micro(i.Low), page.Micro(i.High), string(i.Level), strconv.FormatUint(i.N, 10))
	}
	return append(row, strconv.FormatUint(e.Received, 10), strconv.FormatBool(p.Synthetic))
}

func effect(deff float64) string {
	if deff == 0 {
		return ""
	}
	return strconv.FormatFloat(deff, 'f', 6, 64)
}
