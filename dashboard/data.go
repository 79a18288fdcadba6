package dashboard

import (
	"net/http"

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
	Links       []link
}

// dataFiles lists what there is, each with the messages "data.file.key".
func (r *request) dataFile(key string, links ...link) dataFile {
	return dataFile{Name: r.loc.T("data." + key), About: r.loc.T("data." + key + ".about"), Links: links}
}

// editionFiles leads to the files of every edition, and to the newest.
func (r *request) editionFiles() []link {
	links := []link{{Text: r.loc.T("editions.all"), URL: r.link("/editions")}}
	if n := len(r.snap.Editions); n > 0 {
		newest := r.snap.Editions[n-1].ID
		links = append(links, link{Text: r.loc.T("edition.heading", newest), URL: r.link(editionPath(newest))})
	}
	return links
}

func (d *Dashboard) openData(r *request) (*web.Answer, error) {
	formats := func(at string, names ...string) []link { return r.files(at, names...) }
	example := link{Text: "/api/v1/procedures/{id}", URL: "/api/v1/procedures"}
	if len(r.snap.Entries) > 0 {
		example.URL = "/api/v1/procedures/" + r.snap.Entries[0].Procedure.ID
	}
	body := dataBody{
		Files: []dataFile{
			r.dataFile("procedures", append(formats("/demarches", "csv", "json", "xlsx"),
				link{Text: r.loc.T("list.layout"), URL: "/demarches.csv?layout=" + layoutObservatoire})...),
			r.dataFile("ministries", formats("/ministeres", "csv", "json")...),
			r.dataFile("online", formats("/dematerialisation", "csv", "json", "svg")...),
			r.dataFile("editions", r.editionFiles()...),
			r.dataFile("feed", link{Text: "Atom", URL: r.link("/feed.atom")}),
		},
		API: []dataFile{
			r.dataFile("api.openapi", link{Text: "/api/v1/openapi.json", URL: "/api/v1/openapi.json"}),
			r.dataFile("api.summary", link{Text: "/api/v1/summary", URL: "/api/v1/summary"}),
			r.dataFile("api.procedures", link{Text: "/api/v1/procedures", URL: "/api/v1/procedures"}),
			r.dataFile("api.procedure", example),
			r.dataFile("api.indicators", link{Text: "/api/v1/indicators", URL: "/api/v1/indicators"}),
			r.dataFile("api.series", link{Text: "/api/v1/series", URL: "/api/v1/series"}),
			r.dataFile("api.groups", link{Text: "/api/v1/groups", URL: "/api/v1/groups"}),
			r.dataFile("api.editions", link{Text: "/api/v1/editions", URL: "/api/v1/editions"}),
		},
		Sections: passagesOf(r.loc, "data"),
		Cite: citation{Text: r.loc.T("cite.line", r.loc.T("site.name"), r.loc.T("data.title"), r.loc.Date(r.snap.AsOf),
			r.loc.T("data.licence.name"), r.base+"/donnees"), Partial: r.base == ""},
	}
	page := d.newPage(r, "data", body)
	page.Copies = true
	return d.render(page, "data", http.StatusOK)
}
