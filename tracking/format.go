package tracking

import (
	"slices"
	"strings"
)

// Format is the shape of one kind of barcode. In Shape, 9 stands for a digit, A for a letter, X for either, any other
// character for itself; so a shape also fixes the length, and a barcode cut short or run together with another cannot fit.
type Format struct {
	Name  string // how an administrator knows it: "Old hospital label"
	Kind  ReadingKind
	Shape string
	Rule  CheckRule
}

// CheckRule is how the last character of a barcode is verified.
type CheckRule string

// The check rules.
const (
	NoCheck  CheckRule = ""
	Mod37_36 CheckRule = "mod37_36" // ISO 7064 MOD 37,36

	issued CheckRule = "issued" // the same, but never I, O or Q, which people misread: our own barcodes
)

// Label is the rule in words.
func (r CheckRule) Label() string {
	if r == NoCheck {
		return "None"
	}
	return "ISO 7064 MOD 37,36"
}

// own are our own barcodes: type letter first, check character last, lengths that differ by type.
var own = []Format{
	{"folder", FolderCode, "F99999999X", issued},
	{"location", LocationCode, "L999999X", issued},
	{"container", ContainerCode, "B999999X", issued},
	{"badge", BadgeCode, "U999999X", issued},
	{"command", CommandCode, "CAA99X", issued},
}

// OwnFormats are the formats of our own barcodes.
func OwnFormats() []Format { return slices.Clone(own) }

// fits says whether code has exactly the format's shape and a right check character.
func (f Format) fits(code string) bool {
	if len(code) != len(f.Shape) || f.Kind == GS1Prefix {
		return false
	}
	for i := range len(code) {
		c := code[i]
		digit, letter := c >= '0' && c <= '9', c >= 'A' && c <= 'Z'
		switch f.Shape[i] {
		case '9':
			if !digit {
				return false
			}
		case 'A':
			if !letter {
				return false
			}
		case 'X':
			if !digit && !letter {
				return false
			}
		default:
			if c != f.Shape[i] {
				return false
			}
		}
	}
	if f.Rule == NoCheck {
		return true
	}
	check, err := CheckCharacter(code[:len(code)-1])
	return err == nil && check == code[len(code)-1] && (f.Rule != issued || !strings.ContainsRune("IOQ", rune(check)))
}

// Fitting lists which of the formats a text fits, as it would be scanned. More than one is one too many.
func Fitting(raw string, formats []Format) (list []Format) {
	text, _ := strip(raw)
	code := bare(plainForm(text))
	for _, f := range formats {
		if f.fits(code) {
			list = append(list, f)
		}
	}
	return list
}

// Example is a barcode of the format, check character included.
func (f Format) Example() string {
	if f.Kind == GS1Prefix {
		return "(8004)" + f.Shape + own[0].Example()
	}
	for n := range 1000 { // not every body has a check character that its place accepts
		code := []byte(f.Shape)
		for i, c := range code {
			switch c {
			case '9', 'X':
				code[i] = alphabet[(n*(i+1)+n/10+i)%10]
			case 'A':
				code[i] = alphabet[10+(n+i)%26]
			}
		}
		if f.Rule != NoCheck {
			if check, err := CheckCharacter(string(code[:len(code)-1])); err == nil {
				code[len(code)-1] = check
			}
		}
		if f.fits(string(code)) {
			return string(code)
		}
	}
	return ""
}

// Tidy is the format as it is kept: no spaces around its name, its shape in capitals.
func (f Format) Tidy() Format {
	f.Name, f.Shape = strings.TrimSpace(f.Name), strings.ToUpper(strings.TrimSpace(f.Shape))
	return f
}

// Refuse says why a format cannot be added to those that the site has: it would give a barcode two meanings.
func (f Format) Refuse(site []Format) error {
	switch {
	case f.Name == "":
		return invalid("format_name", "Give the format a name.")
	case len(f.Name) > 60:
		return invalid("format_name", "This name is too long. Use 60 characters at most.")
	case f.Kind == GS1Prefix:
		return f.refusePrefix(site)
	case f.Kind != FolderCode && f.Kind != LocationCode:
		return invalid("format_kind", "A site's format is for folders or for locations.")
	case len(f.Shape) < 4 || len(f.Shape) > 32:
		return invalid("format_shape", "A shape has 4 to 32 characters: 9 for a digit, A for a letter, X for either.")
	case strings.ContainsFunc(f.Shape, func(r rune) bool { return r <= ' ' || r == '*' || r > '~' }):
		return invalid("format_shape", "A shape has no spaces, stars or accents. Write what is printed under the bars.")
	case f.Rule != NoCheck && f.Rule != Mod37_36:
		return invalid("format_check", "The check rule is empty or mod37_36.")
	case f.Example() == "":
		return invalid("format_check", "No barcode of this shape can have a check character. Change the shape, or choose no check.")
	}
	for _, o := range own {
		if f.overlaps(o) {
			return invalid("format_overlap", "This shape overlaps our own "+o.Name+" barcodes ("+o.Shape+"). Two meanings for one barcode cannot be.")
		}
	}
	for _, o := range site {
		switch {
		case f.Name == o.Name:
			return ErrNameTaken
		case f.overlaps(o):
			return invalid("format_overlap", "This shape overlaps the format "+o.Name+" ("+o.Shape+"). A barcode that fits both would be read as neither.")
		}
	}
	return nil
}

// refusePrefix says why a format cannot be the site's company prefix.
func (f Format) refusePrefix(site []Format) error {
	switch digits := strings.Trim(f.Shape, "0123456789") == ""; {
	case !digits || len(f.Shape) < 4 || len(f.Shape) > 12:
		return invalid("format_shape", "A GS1 company prefix is 4 to 12 digits. It stands in the hospital's GS1 membership papers.")
	case f.Rule != NoCheck:
		return invalid("format_check", "A GS1 company prefix has no check rule of its own.")
	case CompanyPrefix(site) != "":
		return invalid("format_overlap", "This site has its GS1 company prefix already.")
	case slices.ContainsFunc(site, func(o Format) bool { return o.Name == f.Name }):
		return ErrNameTaken
	}
	return nil
}

// Warnings are what a format lets through that a site should know before it is added, for that cannot be taken back.
func (f Format) Warnings(site []Format) (list []string) {
	if f.Kind == GS1Prefix {
		return nil
	}
	digits := strings.ReplaceAll(f.Shape, "-", "")
	if (Format{Shape: digits}).overlaps(Format{Shape: "9999999999"}) {
		list = append(list, "10-digit numbers look like NHS numbers: about 1 in 11 random 10-digit numbers pass the NHS number check. "+
			"An NHS number that fits this shape would be read as a "+string(f.Kind)+".")
	}
	for _, product := range []string{"99999999", "999999999999", "9999999999999"} {
		if f.Rule == NoCheck && f.overlaps(Format{Shape: product}) {
			list = append(list, "Numbers of 8, 12 or 13 digits look like the barcodes on products: one of those would be read as a "+string(f.Kind)+".")
		}
	}
	if f.Rule == NoCheck {
		list = append(list, "Without a check character, a barcode with one wrong character is read as another "+string(f.Kind)+".")
	}
	for _, o := range slices.Concat(own, site) {
		if f.Name != o.Name && f.overlaps(o) {
			list = append(list, "This shape overlaps "+o.Name+" ("+o.Shape+"). A barcode that fits both is read as neither.")
		}
		if f.Rule == NoCheck && f.pieceOf(o) {
			list = append(list, "If a scanner loses the beginning or end of a barcode of "+o.Name+" ("+o.Shape+"), the rest would be read as this format.")
		}
		if o.Rule == NoCheck && o.pieceOf(f) {
			list = append(list, "If a scanner loses the beginning or end of a barcode of this format, the rest would be read as "+o.Name+" ("+o.Shape+").")
		}
	}
	return list
}

// pieceOf says whether the beginning or the end of some barcode of o would fit f.
func (f Format) pieceOf(o Format) bool {
	n, all := len(f.Shape), len(o.Shape)
	return n < all && o.Kind != GS1Prefix && (f.overlaps(Format{Shape: o.Shape[:n]}) || f.overlaps(Format{Shape: o.Shape[all-n:]}))
}

// overlaps says whether some text could fit the shapes of both.
func (f Format) overlaps(o Format) bool {
	if len(f.Shape) != len(o.Shape) || o.Kind == GS1Prefix {
		return false
	}
	for i := range len(f.Shape) {
		if f.Shape[i] != o.Shape[i] && characters(f.Shape[i])&characters(o.Shape[i]) == 0 {
			return false
		}
	}
	return true
}

// characters is the set of characters, as bits of the alphabet, that a place of a shape accepts.
func characters(shape byte) uint64 {
	const digits, letters = 1<<10 - 1, (1<<26 - 1) << 10
	switch shape {
	case '9':
		return digits
	case 'A':
		return letters
	case 'X':
		return digits | letters
	}
	if i := strings.IndexByte(alphabet, shape); i >= 0 {
		return 1 << i
	}
	return 0 // punctuation, which is like nothing but itself
}
