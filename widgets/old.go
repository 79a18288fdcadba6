package widgets

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"

	"servicequality/observatory"
	"servicequality/web"
)

// The namespaces of the numbers that "Je donne mon avis" gave out. The two
// spaces of procedures collide: income tax is 823 in one and 3059 in the other.
const (
	namespaceXwiki  = "xwiki:"       // procedures, 2019–2024
	namespaceJDMA   = "jdma:"        // procedures, since
	namespaceForm   = "jdma-form:"   // forms of a procedure
	namespaceButton = "jdma-button:" // buttons
)

// registerOld adds the addresses that pages, letters and e-mails have carried
// since before the observatory: whoever gives it the old host name need change
// nothing else.
func (w *Widgets) registerOld(r gin.IRouter) {
	for path, handler := range map[string]gin.HandlerFunc{
		"/Demarches/*rest":             w.oldLink,
		"/public/product/:id/stats":    w.oldStatistics,
		"/monavis-static/*file":        w.oldPicture,
		"/static/buttons/:file":        w.oldPicture,
		"/assets/buttons/:file":        w.oldPicture,
		"/static/jdma-modal-widget.js": w.oldScript,
	} {
		r.Match([]string{http.MethodGet, http.MethodHead}, path, handler)
	}
	for _, colour := range []string{"bleu", "blanc"} {
		for _, file := range []string{".svg", ".png", "-clair.svg", "-sombre.svg", "-clair.png", "-sombre.png"} {
			r.Match([]string{http.MethodGet, http.MethodHead}, "/static/bouton-"+colour+file, w.oldPicture)
		}
	}
}

// old is what an old link stands for.
type old struct {
	// aliases name the procedure; the first one that is known counts.
	aliases []string
	lang    string
	// framed says that the page is shown inside another one.
	framed bool
	query  url.Values // for the form
}

// readOld reads /Demarches/… in each of its forms: a number that comes with a
// button is one of "Je donne mon avis", one without is of the former numbers.
// It is false for what never was a link to a form.
func readOld(rest string, query url.Values) (old, bool) {
	parts := strings.Split(strings.Trim(rest, "/"), "/")
	o := old{lang: query.Get("lang"), framed: query.Get("mode") == "widget", query: url.Values{"source": {"button"}}}
	if slices.Contains(languageCodes(), parts[0]) {
		o.lang, parts = parts[0], parts[1:]
	}
	button := query.Get("button")
	switch {
	case len(parts) == 2 && parts[0] == "avis":
		o.aliases = []string{namespaceForm + parts[1], namespaceButton + button}
	case len(parts) == 1 && parts[0] != "" && button != "":
		o.aliases = []string{namespaceJDMA + parts[0], namespaceButton + button}
	case len(parts) == 1 && parts[0] != "":
		o.aliases = []string{namespaceXwiki + parts[0]}
	default:
		return old{}, false
	}
	if observatory.ValidID(button) {
		o.query.Set("button", button)
	}
	if source := oldSource(query.Get("nd_source")); source != "" {
		o.query.Set("source", source)
	}
	if channel := oldChannel(query.Get("nd_mode")); channel != "" {
		o.query.Set("channel", channel)
	}
	if o.lang != "" {
		o.query.Set("lang", o.lang)
	}
	return o, true
}

// oldSource is the source that an nd_source stands for, empty for one that is
// not known.
func oldSource(told string) string {
	told = strings.ToLower(told)
	for _, source := range []struct{ begins, code string }{
		{"button", "button"}, {"bouton", "button"}, {"lien", "link"}, {"link", "link"}, {"url", "link"}, {"mail", "email"}, {"e-mail", "email"}, {"email", "email"},
		{"sms", "sms"}, {"qr", "qr"}, {"courrier", "letter"}, {"letter", "letter"}, {"iframe", "iframe"},
	} {
		if strings.HasPrefix(told, source.begins) {
			return source.code
		}
	}
	return ""
}

// oldChannel is the channel that an nd_mode stands for, empty for one that is
// not known.
func oldChannel(told string) string {
	told = observatory.Fold(told)
	for _, channel := range []struct{ holds, code string }{
		{"en ligne", observatory.ChannelOnline}, {"guichet", observatory.ChannelCounter}, {"accueil", observatory.ChannelCounter},
		{"telephone", observatory.ChannelPhone}, {"courrier", observatory.ChannelPost}, {"papier", observatory.ChannelPost},
	} {
		if strings.Contains(told, channel.holds) {
			return channel.code
		}
	}
	return ""
}

// oldLink leads to the form that an old link stands for. It leads there for
// now: what an alias stands for may change.
func (w *Widgets) oldLink(c *gin.Context) {
	rest := c.Param("rest")
	switch {
	case rest == "/assets/"+modalFile:
		w.oldScript(c)
		return
	case strings.HasPrefix(rest, "/assets/"):
		w.oldPicture(c)
		return
	}
	o, ok := readOld(rest, c.Request.URL.Query())
	for _, alias := range o.aliases {
		if procedure, found := w.catalogue().Find(alias); ok && found {
			to := "/avis/"
			if o.framed {
				to = "/embed/avis/"
			}
			c.Header("Cache-Control", "no-cache")
			c.Redirect(http.StatusFound, to+procedure.ID+"?"+o.query.Encode())
			return
		}
	}
	w.sayUnknown(c, w.language(c, o.lang))
}

// oldStatistics leads to the page of the procedure.
func (w *Widgets) oldStatistics(c *gin.Context) {
	procedure, ok := w.catalogue().Find(namespaceJDMA + c.Param("id"))
	if !ok {
		w.sayUnknown(c, w.language(c, c.Query("lang")))
		return
	}
	c.Header("Cache-Control", "no-cache")
	c.Redirect(http.StatusFound, "/demarches/"+procedure.ID)
}

// oldScript answers with the script that stands in for the floating button.
func (w *Widgets) oldScript(c *gin.Context) {
	address := w.assets.pages[modalFile].Address
	file, ok := w.assets.files[address]
	if !ok {
		w.sendAsset(c, "/widget/page/"+modalFile)
		return
	}
	file.CacheControl = web.Evergreen // the pages that carry it do not name its content
	send(c, file)
}
