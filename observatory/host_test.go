package observatory_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"servicequality/observatory"
)

func TestPageHost(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("a", 63)
	for _, c := range []struct{ name, origin, referer, want string }{
		{"nothing", "", "", ""},
		{"a sandbox", "null", "https://www.example.org/page", ""},
		{"an origin", "https://www.Example.org:8443", "https://elsewhere.example/", "www.example.org"},
		{"a referer", "", "https://www.example.org/page?who=me#x", "www.example.org"},
		{"a final dot", "https://www.example.org.", "", "www.example.org"},
		{"one label", "http://localhost:3000", "", "localhost"},
		{"IPv4", "http://192.0.2.7:80", "", "ip"},
		{"IPv4 with a final dot", "http://192.0.2.7.", "", "ip"},
		{"IPv4 as one number", "http://3221225991", "", "ip"},
		{"IPv4 in hexadecimal", "http://0xC0.0.0x2.0x7", "", "ip"},
		{"IPv4 in two parts", "http://192.519", "", "ip"},
		{"IPv6", "http://[2001:DB8::1]:8080", "", "ip"},
		{"IPv6 with a zone", "http://[fe80::1%25eth0]", "", "ip"},
		{"IPv4 inside IPv6", "http://[::ffff:192.0.2.7]", "", "ip"},
		{"user information", "", "https://user:secret@www.example.org/", "www.example.org"},
		{"another scheme", "chrome-extension://abcdefgh", "", "invalid"},
		{"a file", "file:///home/somebody/page.html", "", "invalid"},
		{"no address", "www.example.org", "", "invalid"},
		{"not ASCII", "https://démarches.example", "", "invalid"},
		{"an empty label", "https://www..example", "", "invalid"},
		{"a hyphen first", "https://-www.example", "", "invalid"},
		{"the longest label", "https://" + long + ".example", "", long + ".example"},
		{"a longer label", "https://" + long + "a.example", "", "invalid"},
		{"the longest name", "https://" + strings.Repeat(long+".", 3) + long[:61], "", strings.Repeat(long+".", 3) + long[:61]},
		{"a longer name", "https://" + strings.Repeat(long+".", 3) + long[:62], "", "invalid"},
		{"a broken escape", "https://%zz", "", "invalid"},
	} {
		if got := observatory.NewPage(c.origin, c.referer).Host(); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

func TestJudgeHost(t *testing.T) {
	t.Parallel()
	p := &observatory.Procedure{ID: "p", Hosts: []string{"www.example.org:8443", "*.city.example", "192.0.2.7"}}
	for _, c := range []struct {
		name, origin string
		want         observatory.HostStanding
	}{
		{"named", "https://www.example.org", observatory.HostKnown},
		{"named, another port", "http://www.example.org:80", observatory.HostKnown},
		{"below a wildcard", "https://north.city.example", observatory.HostKnown},
		{"the wildcard's own name", "https://city.example", observatory.HostUnknown},
		{"an ending is not below", "https://evilcity.example", observatory.HostUnknown},
		{"below a name", "https://a.www.example.org", observatory.HostUnknown},
		{"an address that is named", "http://192.0.2.7", observatory.HostKnown},
		{"another address", "http://192.0.2.8", observatory.HostUnknown},
		{"ours", "https://avis.example.gouv:443", observatory.HostKnown},
		{"no name", "file:///x", observatory.HostUnknown},
		{"a sandbox", "null", observatory.HostNone},
		{"nothing", "", observatory.HostNone},
	} {
		page := observatory.NewPage(c.origin, "", "", "avis.example.gouv:8080")
		if got := p.StandingOf(page); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
		if got := (&observatory.Procedure{ID: "q"}).StandingOf(page); got != observatory.HostUnjudged {
			t.Errorf("%s: a procedure without hosts judged it %s", c.name, got)
		}
	}
	if !p.KnowsHost("south.city.example") || p.KnowsHost("elsewhere.example") {
		t.Error("the catalogue knows other hosts than it names")
	}
}

func TestPageInContext(t *testing.T) {
	t.Parallel()
	if host := observatory.PageOf(t.Context()).Host(); host != "" {
		t.Errorf("no page has the host %q", host)
	}
	page := observatory.NewPage("https://www.example.org", "")
	if observatory.PageOf(observatory.WithPage(t.Context(), page)) != page {
		t.Error("the context lost its page")
	}
}

// What is kept of a page is short, a name or a word, and never an address.
func FuzzPageHost(f *testing.F) {
	for _, seed := range []string{"https://www.example.org", "null", "http://[::1]:80", "http://1.2.3.4", "file:///", "//x", "http://0x7f.1"} {
		f.Add(seed, "")
		f.Add("", seed)
	}
	kept := regexp.MustCompile(`^[a-z0-9_.-]{0,253}$`)
	number := regexp.MustCompile(`(^|\.)([0-9]+|0x[0-9a-f]*)$`)
	f.Fuzz(func(t *testing.T, origin, referer string) {
		host := observatory.NewPage(origin, referer, "avis.example").Host()
		if !kept.MatchString(host) || number.MatchString(host) {
			t.Errorf("%q, %q: kept %q", origin, referer, host)
		}
		if again := observatory.NewPage("https://"+host, "").Host(); host != "" && again != host {
			t.Error(fmt.Errorf("%q is read again as %q", host, again))
		}
	})
}
