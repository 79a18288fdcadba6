package server

import (
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
	"unicode/utf8"
)

// TestForwarded reads what proxies are known to send.
func TestForwarded(t *testing.T) {
	t.Parallel()
	const near, trusted = "10.0.0.1:5000", "10.0.0.0/8, 192.0.2.9, fd00::/8"
	for name, c := range map[string]struct {
		trusted, remote string
		header          []string
		want            string
		doubt           doubt
		arrived         string
	}{
		"nobody in front":                {"", "198.51.100.7:5000", nil, "198.51.100.7", "", ""},
		"a zone":                         {"", "[fe80::1%eth0]:5000", nil, "fe80::1", "", ""},
		"a mapped connection":            {trusted, "[::ffff:10.0.0.1]:5000", []string{"198.51.100.7"}, "198.51.100.7", "", ""},
		"a unix socket":                  {trusted, "@", []string{"198.51.100.7"}, "", "", ""},
		"an address":                     {trusted, near, []string{"198.51.100.7"}, "198.51.100.7", "", ""},
		"a port":                         {trusted, near, []string{"198.51.100.7:4000"}, "198.51.100.7", "", ""},
		"IPv6":                           {trusted, near, []string{"2001:db8::7"}, "2001:db8::7", "", ""},
		"IPv6 in brackets":               {trusted, near, []string{"[2001:db8::7]"}, "2001:db8::7", "", ""},
		"IPv6 and a port":                {trusted, near, []string{"[2001:db8::7]:4000"}, "2001:db8::7", "", ""},
		"in quotes":                      {trusted, near, []string{`"[2001:db8::7]:4000"`}, "2001:db8::7", "", ""},
		"IPv4 mapped":                    {trusted, near, []string{"::ffff:198.51.100.7"}, "198.51.100.7", "", ""},
		"IPv4 mapped and a port":         {trusted, near, []string{"[::ffff:198.51.100.7]:4000"}, "198.51.100.7", "", ""},
		"a zone behind a proxy":          {trusted, near, []string{"fe80::7%25eth0"}, "fe80::7", "", ""},
		"two proxies with ports":         {trusted, near, []string{"198.51.100.7:4000, 192.0.2.9:443"}, "198.51.100.7", "", ""},
		"two proxies, mapped":            {trusted, near, []string{"198.51.100.7:4000, ::ffff:192.0.2.9"}, "198.51.100.7", "", ""},
		"a proxy of IPv6":                {trusted, "[fd00::1]:5000", []string{"198.51.100.7, [fd00::2]:443"}, "198.51.100.7", "", ""},
		"a line of each proxy":           {trusted, near, []string{"203.0.113.1", "198.51.100.7:4000", "192.0.2.9"}, "198.51.100.7", "", ""},
		"empty elements":                 {trusted, near, []string{" , 198.51.100.7 ,\t,", ""}, "198.51.100.7", "", ""},
		"all trusted":                    {trusted, near, []string{"10.2.2.2, 192.0.2.9"}, "10.2.2.2", "", ""},
		"what stands before is no one's": {trusted, near, []string{"203.0.113.1, nonsense, 198.51.100.7:4000"}, "198.51.100.7", "", ""},

		"a stranger":            {trusted, "198.51.100.9:5000", []string{"203.0.113.1"}, "198.51.100.9", doubtStranger, ""},
		"no header":             {trusted, near, nil, "10.0.0.1", doubtNothing, ""},
		"an empty header":       {trusted, near, []string{" , "}, "10.0.0.1", doubtNothing, ""},
		"unknown":               {trusted, near, []string{"203.0.113.1, unknown"}, "10.0.0.1", doubtUnknown, "unknown"},
		"unknown behind one":    {trusted, near, []string{"203.0.113.1, Unknown, 192.0.2.9:443"}, "192.0.2.9", doubtUnknown, "Unknown"},
		"a name":                {trusted, near, []string{"_hidden"}, "10.0.0.1", doubtName, "_hidden"},
		"a pair of Forwarded":   {trusted, near, []string{"for=198.51.100.7;proto=https"}, "10.0.0.1", doubtOther, "for=198.51.100.7;proto=https"},
		"a host name":           {trusted, near, []string{"citizen.example"}, "10.0.0.1", doubtOther, "citizen.example"},
		"leading zeros":         {trusted, near, []string{"198.051.100.007"}, "10.0.0.1", doubtOther, "198.051.100.007"},
		"a port too high":       {trusted, near, []string{"198.51.100.7:99999"}, "10.0.0.1", doubtOther, "198.51.100.7:99999"},
		"IPv4 in brackets":      {trusted, near, []string{"[198.51.100.7]"}, "10.0.0.1", doubtOther, "[198.51.100.7]"},
		"half a bracket":        {trusted, near, []string{"2001:db8::7]"}, "10.0.0.1", doubtOther, "2001:db8::7]"},
		"nobody's address":      {trusted, near, []string{"198.51.100.7, 0.0.0.0"}, "10.0.0.1", doubtOther, "0.0.0.0"},
		"separated by a space":  {trusted, near, []string{"198.51.100.7 192.0.2.9"}, "10.0.0.1", doubtOther, "198.51.100.7 192.0.2.9"},
		"unknown, but believed": {trusted, near, []string{"unknown, 198.51.100.7"}, "198.51.100.7", "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p, wrong := parseProxies(c.trusted)
			if wrong != "" {
				t.Fatalf("%q is no proxy", wrong)
			}
			r := httptest.NewRequest(http.MethodPost, "/", nil)
			r.RemoteAddr = c.remote
			r.Header[forwardedFor] = c.header
			got := p.client(r)
			if address := strings.TrimPrefix(got.address.String(), "invalid IP"); address != c.want || got.doubt != c.doubt || got.arrived != c.arrived {
				t.Errorf("from %s, doubt %q of %q; want %s, %q of %q", address, got.doubt, got.arrived, c.want, c.doubt, c.arrived)
			}
		})
	}
}

func TestParseProxies(t *testing.T) {
	t.Parallel()
	for list, want := range map[string]string{
		"":                               "",
		" 10.0.0.1 ,, 192.0.2.0/24":      "10.0.0.1/32 192.0.2.0/24",
		"10.1.2.3/8":                     "10.0.0.0/8",
		"::ffff:10.0.0.1":                "10.0.0.1/32",
		"::ffff:10.0.0.0/104, fe80::1%1": "10.0.0.0/8 fe80::1/128",
	} {
		p, wrong := parseProxies(list)
		var got []string
		for _, network := range p {
			got = append(got, network.String())
		}
		if strings.Join(got, " ") != want || wrong != "" {
			t.Errorf("%q is %v, wrong %q; want %s", list, got, wrong, want)
		}
	}
	if _, wrong := parseProxies("10.0.0.1, proxy, 10.0.0.0/99"); wrong != "proxy" {
		t.Errorf("the wrong word is %q", wrong)
	}
}

func TestShape(t *testing.T) {
	t.Parallel()
	for element, want := range map[string]string{
		"198.051.100.007:x":     "999.999.999.999:a",
		"for=\"_a\";é\n":        `aaa="_a";??`,
		strings.Repeat("1", 61): strings.Repeat("9", 60) + "…",
		"":                      "",
	} {
		if got := shapeOf(element); got != want {
			t.Errorf("%q looks like %q, want %q", element, got, want)
		}
	}
}

// FuzzForwarded: whatever a proxy sends, the request is somebody's, nothing that
// stands before the last stranger matters, and no digit of it is said.
func FuzzForwarded(f *testing.F) {
	for _, header := range []string{
		"198.51.100.7:4000, 10.0.0.2", "[2001:db8::7]:4000", "unknown", "_x, ,", `"::ffff:198.51.100.7"`, "fe80::1%eth0", "for=198.51.100.7", "[", "]", ",", `"`,
	} {
		f.Add(header)
	}
	trusted, _ := parseProxies("10.0.0.0/8")
	near := netip.MustParseAddr("10.0.0.1")
	read := func(header string) hop {
		return trusted.client(&http.Request{RemoteAddr: "10.0.0.1:5000", Header: http.Header{forwardedFor: {header}}})
	}
	f.Fuzz(func(t *testing.T, header string) {
		got := read(header)
		if !got.address.IsValid() || got.address.Is4In6() || got.address.Zone() != "" || got.address.IsUnspecified() {
			t.Errorf("it comes from %s", got.address)
		}
		switch {
		case (got.doubt == doubtNothing || got.doubt == "") != (got.arrived == ""):
			t.Errorf("doubt %q of %q", got.doubt, got.arrived)
		case got.doubt != "" && !trusted.trust(got.address):
			t.Errorf("%s is believed, although %q could not be read", got.address, got.arrived)
		case got.doubt == "" && !trusted.trust(got.address):
			if again := read("203.0.113.1, " + header); again != got {
				t.Errorf("an invented address before it makes %s of %s", again.address, got.address)
			}
		case got.doubt == doubtNothing && got.address != near:
			t.Errorf("nothing was said, and it comes from %s", got.address)
		}
		if shape := shapeOf(got.arrived); strings.ContainsAny(shape, "012345678") || strings.ContainsAny(shape, "bcdefABCDEF") || !utf8.ValidString(shape) {
			t.Errorf("%q is said of %q", shape, got.arrived)
		}
	})
}
