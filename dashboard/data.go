package dashboard

import (
	"net/http"

	"servicequality/dashboard/list"
	"servicequality/dashboard/page"
	"servicequality/web"
)

// dataBody is the page of the open data.
type dataBody struct {
	Files    []dataFile
	API      []dataFile
	Sections []passage
	Cite     citation
}

// dataFile is something to be had: what it holds, and its addresses.
type dataFile struct {
	Name, About string
	Links       []page.Link
}

// dataFiles lists what there is, each with the messages "data.file.key".
func newDataFile(r *page.Request, key string, links ...page.Link) dataFile {
	return dataFile{Name: r.Loc.T("data." + key), About: r.Loc.T("data." + key + ".about"), Links: links}
}

// editionFiles leads to the files of every edition, and to the newest.
func editionFiles(r *page.Request) []page.Link {
	links := []page.Link{{Text: r.Loc.T("editions.all"), URL: r.Link("/editions")}}
	if n := len(r.Snap.Editions); n > 0 {
		newest := r.Snap.Editions[n-1].ID
		links = append(links, page.Link{Text: r.Loc.T("edition.heading", newest), URL: r.Link(page.EditionPath(newest))})
	}
	return links
}

func (d Dashboard) openData(r *page.Request) (*web.Answer, error) {
	formats := func(at string, names ...string) []page.Link { return filesAt(r, at, names...) }
	example := page.Link{Text: "/api/v1/procedures/{id}", URL: "/api/v1/procedures"}
	if len(r.Snap.Entries) > 0 {
		example.URL = "/api/v1/procedures/" + r.Snap.Entries[0].Procedure.ID
	}
	body := dataBody{
		Files: []dataFile{
			newDataFile(r, "procedures", append(formats("/demarches", "csv", "json", "xlsx"),
				page.Link{Text: r.Loc.T("list.layout"), URL: "/demarches.csv?layout=" + list.LayoutObservatoire})...),
			newDataFile(r, "ministries", formats("/ministeres", "csv", "json")...),
			newDataFile(r, "online", formats("/dematerialisation", "csv", "json", "svg")...),
			newDataFile(r, "editions", editionFiles(r)...),
			newDataFile(r, "feed", page.Link{Text: "Atom", URL: r.Link("/feed.atom")}),
		},
		API: []dataFile{
			newDataFile(r, "api.openapi", page.Link{Text: "/api/v1/openapi.json", URL: "/api/v1/openapi.json"}),
			newDataFile(r, "api.summary", page.Link{Text: "/api/v1/summary", URL: "/api/v1/summary"}),
			newDataFile(r, "api.procedures", page.Link{Text: "/api/v1/procedures", URL: "/api/v1/procedures"}),
			newDataFile(r, "api.procedure", example),
			newDataFile(r, "api.indicators", page.Link{Text: "/api/v1/indicators", URL: "/api/v1/indicators"}),
			newDataFile(r, "api.series", page.Link{Text: "/api/v1/series", URL: "/api/v1/series"}),
			newDataFile(r, "api.groups", page.Link{Text: "/api/v1/groups", URL: "/api/v1/groups"}),
			newDataFile(r, "api.editions", page.Link{Text: "/api/v1/editions", URL: "/api/v1/editions"}),
		},
		Sections: passagesOf(r.Loc, "data"),
		Cite: citation{Text: r.Loc.T("cite.line", r.Loc.T("site.name"), r.Loc.T("data.title"), r.Loc.Date(r.Snap.AsOf),
			r.Loc.T("data.licence.name"), r.Base+"/donnees"), Partial: r.Base == ""},
	}
	page := d.NewPage(r, "data", body)
	page.Copies = true
	return d.Render(page, "data", http.StatusOK)
}
