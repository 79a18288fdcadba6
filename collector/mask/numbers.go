package mask

import (
	"math/big"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"
)

// An at sign may be written out and stand between spaces; a comma is often typed for the last dot.
const emailPattern = `[\p{L}\p{N}._%+'\-]+ ?(?:[@＠]|[(\[] ?(?:at|arobase|@) ?[)\]]|\barobase\b) ?[\p{L}\p{N}\-]+(?:\.[\p{L}\p{N}\-]+)*(?:\.\p{L}{2,}|,(?:fr|com|net|org|eu)\b)`

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

// A French account without its country: bank, branch, account, key.
const ribPattern = `\d{5}` + space + `?\d{5}` + space + `?[A-Za-z0-9]{11}` + space + `?\d{2}`

// acceptRIB wants the key to be right: 97 − (89 × bank + 15 × branch +
// 3 × account) modulo 97, where letters count as the digits of a telephone.
func acceptRIB(match string) int {
	return longest(match, 23, func(rib string) bool {
		const digits = "12345678912345678923456789" // of A to Z
		numbers := []byte(rib)
		for i, c := range numbers {
			if c >= 'A' {
				numbers[i] = digits[c-'A']
			}
		}
		part := func(from, to int) int {
			n, _ := strconv.Atoi(string(numbers[from:to]))
			return n % 97
		}
		return (89*part(0, 5)+15*part(5, 10)+3*part(10, 21)+part(21, 23))%97 == 0
	})
}

func allDigits(s string) bool { return countDigits(s) == len(s) }

// Sex, year, month, department (2A and 2B in Corsica), commune, order, key.
const nirPattern = `[1-478]` + space + `?\d{2}` + space + `?\d{2}` + space + `?(?:\d{2}|2[ABab])` +
	space + `?\d{3}` + space + `?\d{3}(?:` + space + `{0,3}\d{2})?`

// acceptNIR takes 15 digits whose key is right, or that are grouped as nothing
// else is: a mistyped one still tells who it belongs to. It also takes 13 that
// can be a number: somebody born in one of the twelve months.
func acceptNIR(match string) int {
	second, _ := utf8.DecodeRuneInString(match[1:])
	grouped := notAlphanumeric(second)
	return longest(match, 13, func(nir string) bool {
		month, _ := strconv.Atoi(nir[3:5])
		born := (nir[0] == '1' || nir[0] == '2') && month >= 1 && month <= 12
		return len(nir) == 15 && (checkNIR(nir) || grouped && born) || len(nir) == 13 && born
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

// A French number with its country code, an international one, or a French one
// with its 0, for which some type the letter.
const phonePattern = `(?:\+|00)` + space + `?33` + space + `{0,2}(?:\(0\))?` + space + `{0,2}[1-9](?:` + space + `{0,3}\d){8}` +
	`|(?:\+|00)[1-9](?:` + space + `{0,2}\d){8,14}` +
	`|00 [1-9](?:` + space + `{0,2}\d){9,14}` +
	`|(?:\(0\)` + space + `?[1-9]|\(0[1-9]\)|0[ \x{a0}\x{202f}.]?[1-9]|\b[Oo][67])(?:` + space + `{0,3}\d){8}`

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
