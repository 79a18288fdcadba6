package dashboard

import (
	"fmt"
	"path"
	"strings"

	"servicequality/dashboard/data"
	"servicequality/dashboard/history"
	"servicequality/dashboard/page"
	"servicequality/dashboard/snapshot"
	"servicequality/observatory"
	"servicequality/observatory/indicator"
	"servicequality/web"
)

// procedureFigure answers /demarches/{id}/{kind}.csv, .json and .svg: one
// figure as data, or its months as a picture. Without an ending it leads to
// the figure on the page.
func (d Dashboard) procedureFigure(r *page.Request) (*web.Answer, error) {
	e, err := r.Find(r.Param("id"))
	if err != nil {
		return nil, err
	}
	name := r.Param("figure")
	format := path.Ext(name)
	at := page.ProcedurePath(e.Procedure.ID)
	if r.Param("id") != e.Procedure.ID {
		return r.Redirect(r.Keep(at + "/" + name)), nil
	}
	if e, err = d.Asked(r, e); err != nil {
		return nil, err
	}
	switch figure := strings.TrimSuffix(name, format); figure {
	case figureAnswers:
		p, err := d.procedureChart(r, e, figureAnswers)
		if err != nil {
			return nil, err
		}
		if format == "" {
			return r.Redirect(r.Link(at) + "#" + figureAnswers), nil
		}
		return d.ChartFile(r, p, format)
	case figureFunnel:
		return funnelFile(r, e, format)
	case history.Name:
		return history.File(r, e, format)
	default:
		if kind, ok := history.KindOf(figure); ok {
			return history.History{Site: d.Site}.FigureFile(r, e, kind, format)
		}
		return d.indicatorFile(r, e, indicator.Kind(figure), format)
	}
}

// indicatorFile answers with one indicator and its months as data, or with the
// months as a picture.
func (d Dashboard) indicatorFile(r *page.Request, e snapshot.Entry, kind indicator.Kind, format string) (*web.Answer, error) {
	rule, ok := indicator.FindRule(kind)
	if !ok {
		return nil, fmt.Errorf("figure %s: %w", kind, observatory.ErrNotFound)
	}
	file := e.Procedure.ID + "-" + string(rule.Kind)
	figure, _ := snapshot.FigureOf(e.Figures, rule.Kind)
	chart, drawn := marksByMonth(r, e, rule)
	switch {
	case format == "":
		return r.Redirect(r.Link(page.ProcedurePath(e.Procedure.ID)) + "#" + string(kind)), nil
	case format == ".json":
		return web.JSONFile(figureObject{
			Procedure: e.Procedure.ID, Title: e.Procedure.Title, AsOf: e.AsOf, Synthetic: e.Procedure.Synthetic,
			Indicator: figure, Months: page.TableItems(chart),
		}, file+".json", e.Procedure.Synthetic)
	case format == ".svg" && drawn:
		return d.Picture(r, chart, file)
	case format == ".csv" && drawn:
		return page.TableSheet(file, chart, e.AsOf).CSV(e.Procedure.Synthetic)
	case format == ".csv":
		s := web.Sheet{Name: file, Header: data.FigureHeader(), Rows: [][]string{data.FigureRow(e.Procedure, figure)}}
		return s.CSV(e.Procedure.Synthetic)
	}
	return nil, fmt.Errorf("figure %s as %s: %w", kind, format, observatory.ErrNotFound)
}

// figureObject is one figure of a procedure with its months.
type figureObject struct {
	Procedure string              `json:"procedure"`
	Title     string              `json:"title"`
	AsOf      observatory.Day     `json:"as_of"`
	Synthetic bool                `json:"synthetic"`
	Indicator indicator.Indicator `json:"indicator"`
	Months    []map[string]any    `json:"months"`
}
