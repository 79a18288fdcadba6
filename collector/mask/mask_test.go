package mask

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestMask(t *testing.T) {
	t.Parallel()
	m := New()
	for name, c := range map[string]struct{ text, want string }{
		"e-mail":                        {"écrire à jean.dupont+x@exemple.gouv.fr svp", "écrire à [e-mail] svp"},
		"e-mail, spaces around the at":  {"jean.dupont @ gmail.com", "[e-mail]"},
		"e-mail, at written out":        {"jean.dupont (arobase) gmail.com, merci", "[e-mail], merci"},
		"e-mail, two":                   {"a@b.fr ou c@d.fr.", "[e-mail] ou [e-mail]."},
		"phone, pairs":                  {"au 06 12 34 56 78 le soir", "au [téléphone] le soir"},
		"phone, together":               {"tel:0612345678", "tel:[téléphone]"},
		"phone, dots":                   {"06.12.34.56.78", "[téléphone]"},
		"phone, hyphens":                {"06-12-34-56-78", "[téléphone]"},
		"phone, slashes":                {"06/12/34/56/78", "[téléphone]"},
		"phone, spaced hyphens":         {"06 - 12 - 34 - 56 - 78", "[téléphone]"},
		"phone, no-break spaces":        {"01\u00a023\u202f45\u00a067\u00a089", "[téléphone]"},
		"phone, threes":                 {"06 123 456 78", "[téléphone]"},
		"phone, +33":                    {"+33 6 12 34 56 78!", "[téléphone]!"},
		"phone, +33 together":           {"+33612345678", "[téléphone]"},
		"phone, +33 (0)":                {"+33 (0)6 12 34 56 78", "[téléphone]"},
		"phone, 0033":                   {"0033612345678", "[téléphone]"},
		"phone, abroad":                 {"+32 470 12 34 56", "[téléphone]"},
		"phone, the letter O":           {"num O6 12 34 56 78", "num [téléphone]"},
		"phone, in brackets":            {"(0612345678) ou (06) 12 34 56 78", "([téléphone]) ou [téléphone]"},
		"e-mail, a word for the at":     {"gilles.p arobase exemple.fr", "[e-mail]"},
		"e-mail, a comma for the dot":   {"marc@exemple,fr", "[e-mail]"},
		"NIR mistyped":                  {"1 84 12 76 451 089 45", "[NIR]"},
		"account without its country":   {"RIB 30006 00001 12345678901 89", "RIB [IBAN]"},
		"plate, dots":                   {"HB.654.TC", "[plaque]"},
		"names, two after one title":    {"MM. Roche et Simon, Mmes Petit, Leroy & Moreau", "MM. [nom] et [nom], Mmes [nom], [nom] & [nom]"},
		"name after a doctor's title":   {"le Dr Cohen et Maître Delorme", "le Dr [nom] et Maître [nom]"},
		"name of a professor":           {"le Pr. Lacroix", "le Pr. [nom]"},
		"name, introduced":              {"Je m’appelle Sophie Marchal et j'attends", "Je m’appelle [nom] et j'attends"},
		"name, introduced in lower":     {"je m'appelle karim, voilà", "je m'appelle [nom], voilà"},
		"name in a form":                {"Nom : Bertrand, prénom : Lucas", "Nom : [nom], prénom : [nom]"},
		"name before marriage":          {"Mme Vasseur, née Caron", "Mme [nom], née [nom]"},
		"name below a letter":           {"Merci.\nCordialement,\nPaul Guérin\n", "Merci.\nCordialement,\n[nom]\n"},
		"name, particles in lower case": {"mme lopes da costa a", "mme [nom] a"},
		"name after a date":             {"le 01/09/2023 M. Masson", "le 01/09/2023 M. [nom]"},
		"phone, overseas":               {"+262 692 12 34 56", "[téléphone]"},
		"NIR with its key":              {"né 1 84 12 76 451 089 46 à Lyon", "né [NIR] à Lyon"},
		"NIR together":                  {"184127645108946", "[NIR]"},
		"NIR without its key":           {"n° 2 69 05 49 588 157", "n° [NIR]"},
		"NIR of Corsica":                {"1 85 05 2A 004 123 56", "[NIR]"},
		"IBAN":                          {"FR76 3000 6000 0112 3456 7890 189 merci", "[IBAN] merci"},
		"IBAN together, lower case":     {"iban fr7630006000011234567890189", "iban [IBAN]"},
		"IBAN mistyped":                 {"FR77 3000 6000 0112 3456 7890 189", "[IBAN]"},
		"IBAN of Germany":               {"DE89 3704 0044 0532 0130 00 bitte", "[IBAN] bitte"},
		"card, Luhn":                    {"carte 4111 1111 1111 1111 12/27", "carte [carte] 12/27"},
		"card together":                 {"5555555555554444", "[carte]"},
		"card of fifteen":               {"3782 822463 10005", "[carte]"},
		"plate":                         {"mon véhicule AB-123-CD est", "mon véhicule [plaque] est"},
		"plate, spaces":                 {"AB 123 CD", "[plaque]"},
		"plate, lower case":             {"ab-123-cd", "[plaque]"},
		"plate together":                {"AB123CD", "[plaque]"},
		"plate before 2009":             {"1234 AB 75", "[plaque]"},
		"plate of Corsica":              {"123 XYZ 2A", "[plaque]"},
		"name after M.":                 {"M. Dupont m'a reçu", "M. [nom] m'a reçu"},
		"name after M. without a space": {"M.Dupont", "M.[nom]"},
		"name after M":                  {"avec M Dupont hier", "avec M [nom] hier"},
		"name after Mme":                {"Merci à Mme Anne-Marie DURAND, parfaite", "Merci à Mme [nom], parfaite"},
		"name in lower case":            {"mme durand est très gentille", "mme [nom] est très gentille"},
		"name after Monsieur":           {"Monsieur Jean Le Goff", "Monsieur [nom]"},
		"name with particles":           {"Madame de la Tour d'Auvergne a", "Madame [nom] a"},
		"name with an apostrophe":       {"M. O'Brien", "M. [nom]"},
		"name with an initial":          {"M. J. Martin.", "M. [nom]."},
		"name in capitals":              {"MONSIEUR MARTIN EST VENU", "MONSIEUR [nom] EST VENU"},
		"all at once":                   {"Mme Roy, 0612345678, a@b.fr", "Mme [nom], [téléphone], [e-mail]"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := m.Mask(c.text); got != c.want {
				t.Errorf("mask(%q)\n got %q\nwant %q", c.text, got, c.want)
			}
		})
	}
}

func TestMaskLeavesAlone(t *testing.T) {
	t.Parallel()
	m := New()
	for name, text := range map[string]string{
		"nothing":                   "",
		"plain words":               "Démarche simple, rien à redire. 10/10 !",
		"numbers of services":       "Le 3939 et le 0809 401 401 ne répondent pas, ni le 36 46.",
		"a date":                    "reçu le 01/02/2023 10:45, puis le 05.06.2024 09h30",
		"an amount":                 "on me réclame 1 234 567,89 euros",
		"a year":                    "depuis 2019 2020 2021 2022",
		"a timestamp":               "code 1700000000000",
		"a file number":             "dossier 1234567890",
		"a SIRET":                   "SIRET 732 829 320 00074",
		"sixteen digits, not Luhn":  "référence 1234567812345678",
		"fifteen digits, wrong key": "185057800608412",
		"a postcode":                "75001 PARIS",
		"kilometres":                "à plus DE 100 KM de chez moi",
		"a month":                   "le 12 MAI 75",
		"a form's name":             "le cerfa 15776*02 et l'article L. 123-4",
		"a function":                "Monsieur le Maire et Madame la Préfète",
		"polite words":              "Bonjour Madame, Monsieur, merci. Madame Bonjour",
		"a sentence after a title":  "Une madame très gentille. La mme qui m'a reçu. Mme J'ai attendu",
		"metres":                    "à 50 m. environ, 10 M Euros",
		"inside a word":             "un programme. Je recommande, hmm. Oui",
		"a price at":                "3 pommes @ 2 euros",
		"a birth":                   "née le 3 mai à Lyon, né en France, elle s'est présentée",
		"a closing":                 "Cordialement, une usagère. Bien à vous. Salutations à Mme la directrice",
		"a closing, then a text":    "Cordialement. Merci de répondre, Bonne journée",
		"units after letters":       "ZONE DE 100 KM, LE 250 GB",
		"an account, wrong key":     "30006 00001 12345678901 88",
		"pr for pour":               "merci pr Noël et pr votre aide",
		"thanks":                    "M'a beaucoup aidé. MERCI",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := m.Mask(text); got != text {
				t.Errorf("mask(%q) = %q, want it unchanged", text, got)
			}
		})
	}
}

// FuzzMask holds that no surroundings hide what has to be masked, and what
// masker promises of every text.
func FuzzMask(f *testing.F) {
	m := New()
	f.Add("Bonjour ", " merci")
	f.Add("+33 ", " 12 34")
	f.Add("FR76", "@")
	f.Add("M. 0", "-")
	f.Add("Cordialement, ", "]M. X")
	f.Add("MM. A et ", "[nom]AB-123-CD")
	f.Add("\xff@a.fr", "M.\xc3")
	secrets := []string{
		"jean.dupont@exemple.fr", "06 12 34 56 78", "FR7630006000011234567890189", "4111111111111111", "184127645108946",
	}
	f.Fuzz(func(t *testing.T, before, after string) {
		for _, secret := range secrets {
			text := before + "\n" + secret + "\n" + after
			got := m.Mask(text)
			if utf8.ValidString(text) && !utf8.ValidString(got) {
				t.Errorf("mask made invalid UTF-8: %q", got)
			}
			if len(got) > mostGrowth*len(text) {
				t.Errorf("%q became %d times as long: %q", text, len(got)/len(text), got)
			}
			if again := m.Mask(got); again != got {
				t.Errorf("masked again, %q became %q", got, again)
			}
			if utf8.ValidString(text) && strings.Count(got, secret) > strings.Count(before+after, secret) {
				t.Errorf("%q survived between %q and %q: %q", secret, before, after, got)
			}
		}
	})
}

// mostGrowth is how many times as long a masked text may be.
const mostGrowth = 3
