package labels

import (
	"fmt"
	"regexp"
	"strings"
)

// element is one application identifier with its value, as (8004)5012345F40273188G.
var element = regexp.MustCompile(`\(([0-9]{2,4})\)([^()]+)`)

// elements are the application identifiers that a label here may carry. Whatever has a fixed length needs no separator after it.
var elements = map[string]struct {
	shape *regexp.Regexp
	fixed bool
	check bool // ends with a GS1 check digit
}{
	"00":   {regexp.MustCompile(`^[0-9]{18}$`), true, true},
	"254":  {regexp.MustCompile(`^[0-9A-Za-z./+%:-]{1,20}$`), false, false},
	"414":  {regexp.MustCompile(`^[0-9]{13}$`), true, true},
	"8004": {regexp.MustCompile(`^[0-9A-Za-z./+%:-]{1,30}$`), false, false},
}

// elementString is the data of a GS1 symbol after its first FNC1: the identifiers and values without brackets, with FNC1 after a value
// of no fixed length unless it is the last.
func elementString(code string) (string, error) {
	parts := element.FindAllStringSubmatch(code, -1)
	if whole := strings.Join(element.FindAllString(code, -1), ""); len(parts) == 0 || whole != code {
		return "", Refusal(fmt.Sprintf("The code %.80q is no GS1 element string, as (8004)5012345F40273188G is.", code))
	}
	var data strings.Builder
	for i, part := range parts {
		rule, known := elements[part[1]]
		switch {
		case !known:
			return "", Refusal(fmt.Sprintf("A label here cannot carry the GS1 application identifier (%s): only (00), (254), (414) and (8004).", part[1]))
		case !rule.shape.MatchString(part[2]) || rule.check && checkDigit(part[2][:len(part[2])-1]) != part[2][len(part[2])-1]:
			return "", Refusal(fmt.Sprintf("%.40q is not a right value of the GS1 application identifier (%s).", part[2], part[1]))
		case likeNHSNumber(part[2]):
			return "", Refusal("Ten digits alone may be an NHS number, which is never printed as a barcode.")
		}
		data.WriteString(part[1] + part[2])
		if !rule.fixed && i < len(parts)-1 {
			data.WriteString(fnc1)
		}
	}
	return data.String(), nil
}

// GIAI is the element string of a folder: application identifier 8004, the hospital's GS1 company prefix, and the folder's own barcode.
func GIAI(prefix, code string) (string, error) {
	if err := checkPrefix(prefix); err != nil {
		return "", err
	}
	return valid("(8004)" + prefix + code)
}

// GLN is the element string of a location: application identifier 414 with the thirteen digits of the place, and 254 with the part
// of it, such as the location's own barcode; empty: the whole place.
func GLN(gln, part string) (string, error) {
	if part != "" {
		part = "(254)" + part
	}
	return valid("(414)" + gln + part)
}

// SSCC is the element string of a box: application identifier 00, an extension digit of 0, the company prefix and the box's
// running number, made up to seventeen digits, and the check digit.
func SSCC(prefix string, number uint64) (string, error) {
	if err := checkPrefix(prefix); err != nil {
		return "", err
	}
	digits := fmt.Sprintf("0%s%0*d", prefix, 16-len(prefix), number)
	if len(digits) != 17 {
		return "", Refusal(fmt.Sprintf("Box number %d is too long for an SSCC with the company prefix %s.", number, prefix))
	}
	return "(00)" + digits + string(checkDigit(digits)), nil
}

func checkPrefix(prefix string) error {
	if len(prefix) < 4 || len(prefix) > 12 || strings.Trim(prefix, "0123456789") != "" {
		return Refusal(fmt.Sprintf("%.40q is no GS1 company prefix: it has 4 to 12 digits.", prefix))
	}
	return nil
}

// valid is the element string itself, if it is one.
func valid(code string) (string, error) {
	if _, err := elementString(code); err != nil {
		return "", err
	}
	return code, nil
}

// checkDigit is GS1's, for the digits before it: from the right they count three and one by turns.
func checkDigit(digits string) byte {
	sum := 0
	for i := range len(digits) {
		weight := 1
		if (len(digits)-i)%2 == 1 {
			weight = 3
		}
		sum += weight * int(digits[i]-'0')
	}
	return byte('0' + (10-sum%10)%10)
}
