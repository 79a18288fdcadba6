package collector

import (
	"math/big"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// An at sign may be written out, and may stand between spaces.
const emailPattern = `[\p{L}\p{N}._%+'\-]+ ?(?:[@＠]|[(\[] ?(?:at|arobase|@) ?[)\]]) ?[\p{L}\p{N}\-]+(?:\.[\p{L}\p{N}\-]+)*\.\p{L}{2,}`

const ibanPattern = `(?i)[A-Z]{2}\d{2}(?:[ .\-\x{a0}\x{202f}]?[A-Z0-9]){11,30}`

// acceptIBAN wants the check digits to be right (ISO 13616, modulo 97), or the
// shape of a French account: a mistyped one still tells who it belongs to.
func acceptIBAN(match string) int {
	return longest(match, 15, func(iban string) bool {
		return frenchAccount(iban) || len(iban) <= 34 && checkIBAN(iban)
	})
}

// frenchAccount recognises FR, 2 check digits, 5 digits of the bank, 5 of the
// branch, 11 letters or digits of the account, 2 check digits.
func frenchAccount(iban string) bool {
	return len(iban) == 27 && strings.HasPrefix(iban, "FR") &&
		allDigits(iban[2:14]) && allDigits(iban[25:])
}

func checkIBAN(iban string) bool {
	rest := 0
	for _, c := range iban[4:] + iban[:4] {
		if c >= 'A' {
			rest = (rest*100 + int(c-'A') + 10) % 97
		} else {
			rest = (rest*10 + int(c-'0')) % 97
		}
	}
	return rest == 1
}

func allDigits(s string) bool { return countDigits(s) == len(s) }

// Sex, year, month, department (2A and 2B in Corsica), commune, order, key.
const nirPattern = `[1-478]` + space + `?\d{2}` + space + `?\d{2}` + space + `?(?:\d{2}|2[ABab])` +
	space + `?\d{3}` + space + `?\d{3}(?:` + space + `{0,3}\d{2})?`

// acceptNIR takes 15 digits whose key is right, or 13 that can be a number:
// somebody born in one of the twelve months.
func acceptNIR(match string) int {
	return longest(match, 13, func(nir string) bool {
		if len(nir) == 15 {
			return checkNIR(nir)
		}
		month, _ := strconv.Atoi(nir[3:5])
		return len(nir) == 13 && (nir[0] == '1' || nir[0] == '2') && month >= 1 && month <= 12
	})
}

// checkNIR compares the key with 97 − (number modulo 97), where 2A counts as 19
// and 2B as 18.
func checkNIR(nir string) bool {
	number := strings.NewReplacer("2A", "19", "2B", "18").Replace(nir[5:7])
	n, ok := new(big.Int).SetString(nir[:5]+number+nir[7:13], 10)
	key, err := strconv.ParseUint(nir[13:], 10, 64)
	return ok && err == nil && 97-n.Uint64()%97 == key
}

const cardPattern = `[2-6](?:[ .\-\x{a0}\x{202f}]?\d){12,18}`

// acceptCard wants a length that the first digits allow and Luhn's check digit.
// A SIRET has 14 digits and Luhn's too: only Diners' prefixes have that length.
func acceptCard(match string) int {
	return longest(match, 13, func(card string) bool {
		prefix := card[:2]
		switch len(card) {
		case 13:
			return card[0] == '4' && luhn(card)
		case 14:
			return (prefix == "30" || prefix == "36" || prefix == "38") && luhn(card)
		case 15:
			return (prefix == "34" || prefix == "37") && luhn(card)
		}
		return len(card) >= 16 && luhn(card)
	})
}

func luhn(number string) bool {
	sum := 0
	for i := range number {
		d := int(number[len(number)-1-i] - '0')
		if i%2 == 1 {
			if d *= 2; d > 9 {
				d -= 9
			}
		}
		sum += d
	}
	return sum%10 == 0
}

// A French number with its country code or with its 0, or an international one.
const phonePattern = `(?:\+|00)` + space + `?33` + space + `{0,2}(?:\(0\))?` + space + `{0,2}[1-9](?:` + space + `{0,3}\d){8}` +
	`|(?:\+|00)[1-9](?:` + space + `{0,2}\d){8,14}` +
	`|\(?0[ \x{a0}\x{202f}.]?\)?` + space + `?[1-9](?:` + space + `{0,3}\d){8}`

// date is what a day followed by an hour looks like: ten digits, the first a 0.
var date = regexp.MustCompile(`^0[1-9]` + space + `(?:0[1-9]|1[0-2])` + space + `(?:19|20)\d\d(?:\D|$)`)

// acceptPhone refuses dates, and the numbers of services (08…).
func acceptPhone(match string) int {
	number := onlyDigits(match)
	number = strings.TrimPrefix(strings.TrimPrefix(number, "0033"), "33")
	number = strings.TrimLeft(number, "0")
	if date.MatchString(match) || len(number) == 9 && number[0] == '8' {
		return 0
	}
	return len(match)
}

// The letters of French plates: no I, O, U.
const plateLetters = `[A-HJ-NP-TV-Za-hj-np-tv-z]{2}`

// The plates since 2009 (AB-123-CD), and those before, with the department.
const platePattern = plateLetters + `[ \-]?\d{3}[ \-]?` + plateLetters +
	`|\d{2,4}[ \-]?[A-Z]{2,3}[ \-]?(?:0[1-9]|[1-8]\d|9[0-5]|2[AB]|97[1-6])`

// acceptPlate refuses words and units around a number, as in "DE 100 KM" and
// "12 MAI 75".
func acceptPlate(match string) int {
	if !strings.Contains(match, " ") {
		return len(match)
	}
	letters := strings.FieldsFunc(match, func(r rune) bool { return r < 'A' })
	for _, word := range letters {
		if word != strings.ToUpper(word) || slices.Contains(notOnPlates(), word) {
			return 0
		}
	}
	return len(match)
}

func notOnPlates() []string {
	return []string{
		"CE", "DE", "EN", "ES", "ET", "LA", "LE", "MA", "ME", "NE", "SA", "SE", "TA", "TE", "CA", "KM", "KG", "GB",
		"DES", "LES", "EST", "SUR", "PAR", "ANS", "EUR", "MIN", "JRS", "FR",
		"JAN", "FEV", "MAR", "AVR", "MAI", "JUN", "JUL", "SEP", "OCT", "NOV", "DEC",
	}
}
