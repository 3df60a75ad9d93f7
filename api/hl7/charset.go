package hl7

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// charset is how the bytes of a message stand for characters, as MSH-18 says.
type charset string

const (
	ascii    charset = "ASCII"
	latin1   charset = "8859/1"
	utf8Text charset = "UNICODE UTF-8"
	unsaid   charset = ""
)

// readCharset reads MSH-18. Names differ between systems in their spaces and dashes only.
func readCharset(declared string) (charset, bool) {
	switch strings.Map(func(r rune) rune {
		if strings.ContainsRune(" -_/", r) {
			return -1
		}
		return r
	}, strings.ToUpper(declared)) {
	case "":
		return unsaid, true
	case "ASCII", "USASCII", "ISOIR6", "ISO646":
		return ascii, true
	case "88591", "ISO88591", "ISOIR100", "LATIN1", "WINDOWS1252", "CP1252":
		return latin1, true
	case "UTF8", "UNICODE", "UNICODEUTF8":
		return utf8Text, true
	}
	return unsaid, false
}

// decode is the text of bytes in the character set. Bytes that cannot be in it are read as ISO 8859-1: a name with one doubtful letter
// helps more than none. Windows' letters in the place of control characters are read as such.
func (c charset) decode(b []byte) string {
	if c != latin1 && utf8.Valid(b) {
		return string(b)
	}
	var text strings.Builder
	text.Grow(len(b) + len(b)/8)
	for _, x := range b {
		switch r := charmap.Windows1252.DecodeByte(x); r {
		case utf8.RuneError: // five places that Windows does not use
			text.WriteRune(rune(x))
		default:
			text.WriteRune(r)
		}
	}
	return text.String()
}

// encode is decode the other way round. What the character set has not becomes a question mark.
func (c charset) encode(text string) []byte {
	if c == utf8Text || c == unsaid {
		return []byte(text)
	}
	out := make([]byte, 0, len(text))
	for _, r := range text {
		b, known := byte(r), r < 0x80
		if c == latin1 && !known {
			b, known = charmap.Windows1252.EncodeRune(r)
		}
		if !known {
			b = '?'
		}
		out = append(out, b)
	}
	return out
}
