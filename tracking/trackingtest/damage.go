package trackingtest

import (
	"math/rand/v2"
	"strings"
	"unicode/utf8"

	"casenotes/tracking"
)

// Damage makes what scanners and hands make of the labels of a hospital: the same for the same seed.
type Damage struct {
	random *rand.Rand
	labels []string
	issued map[string]bool
}

// Damaged is a text that came in, and the labels that were in view.
type Damaged struct {
	Text   string
	How    string
	Labels []string
}

// NewDamage has the folders of a hospital that gave out its first numbers one after another, which is the hardest case: a wrong
// digit or two lead to a number that somebody else has.
func NewDamage(seed uint64, folders int) *Damage {
	d := &Damage{random: rand.New(rand.NewPCG(seed, 37_36)), issued: map[string]bool{}}
	for number := uint64(1); len(d.labels) < folders; number++ {
		if code, ok := tracking.Issue(tracking.FolderCode, number); ok {
			d.labels, d.issued[code] = append(d.labels, code), true
		}
	}
	return d
}

// Issued says whether a folder of the hospital has the code.
func (d *Damage) Issued(code string) bool { return d.issued[code] }

// The ways of damage. What is foreign was never a label of ours.
var ways = []struct {
	how  string
	make func(d *Damage, code, other string) string
}{
	{"one wrong character", func(d *Damage, code, _ string) string { return d.miskey(code) }},
	{"two wrong characters", func(d *Damage, code, _ string) string { return d.miskey(d.miskey(code)) }},
	{"neighbours swapped", func(d *Damage, code, _ string) string { return d.swap(code, 1) }},
	{"characters swapped over one", func(d *Damage, code, _ string) string { return d.swap(code, 2) }},
	{"an end cut off", func(d *Damage, code, _ string) string { return d.cut(code, len(code)) }},
	{"a character lost", func(d *Damage, code, _ string) string { return d.lose(code) }},
	{"a character twice", func(d *Damage, code, _ string) string { return d.stutter(code) }},
	{"two labels joined", func(_ *Damage, code, other string) string { return code + other }},
	{"two labels joined and cut", func(d *Damage, code, other string) string { return d.cut(code+other, 6) }},
	{"a label joined to something foreign", func(d *Damage, code, _ string) string {
		return d.either(code+d.foreign(), d.foreign()+code)
	}},
	{"keys of another country", func(d *Damage, code, _ string) string { return d.layout(code) }},
	{"wrapped by the scanner", func(d *Damage, code, _ string) string { return d.wrap(code) }},
	{"foreign", func(d *Damage, _, _ string) string { return d.foreign() }},
}

// Next is one more damaged text.
func (d *Damage) Next() Damaged {
	code, other := d.label(), d.label()
	way := ways[d.random.IntN(len(ways))]
	made := Damaged{Text: strings.ToValidUTF8(way.make(d, code, other), ""), How: way.how, Labels: []string{code, other}}
	if way.how == "foreign" {
		made.Labels = nil
	}
	return made
}

const characters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"

func (d *Damage) label() string                { return d.labels[d.random.IntN(len(d.labels))] }
func (d *Damage) either(list ...string) string { return list[d.random.IntN(len(list))] }

func (d *Damage) miskey(code string) string {
	at := d.random.IntN(len(code))
	return code[:at] + string(characters[d.random.IntN(len(characters))]) + code[at+1:]
}

func (d *Damage) swap(code string, apart int) string {
	at, b := d.random.IntN(len(code)-apart), []byte(code)
	b[at], b[at+apart] = b[at+apart], b[at]
	return string(b)
}

func (d *Damage) cut(code string, most int) string {
	from := d.random.IntN(most)
	return code[from : len(code)-d.random.IntN(min(most, len(code)-from))]
}

func (d *Damage) lose(code string) string {
	at := d.random.IntN(len(code))
	return code[:at] + code[at+1:]
}

func (d *Damage) stutter(code string) string {
	at := d.random.IntN(len(code))
	return code[:at+1] + code[at:]
}

// layout types the label on the keys of another country, some letters large or small.
func (d *Damage) layout(code string) string {
	french := strings.NewReplacer("A", "Q", "Q", "A", "Z", "W", "W", "Z", "0", "à", "1", "&", "2", "é", "3", `"`, "4", "'", "5", "(", "6", "-", "7", "è", "8", "_", "9", "ç")
	german := strings.NewReplacer("Y", "Z", "Z", "Y", "-", "ß")
	return d.either(french.Replace(code), german.Replace(code), strings.ToLower(code), french.Replace(strings.ToLower(code)))
}

// wrap is what scanners and keyboards put around and into a code.
func (d *Damage) wrap(code string) string {
	wide := strings.Map(func(r rune) rune { return r - '!' + '！' }, code)
	arabic := strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r - '0' + '٠'
		}
		return r
	}, code)
	at := d.random.IntN(len(code))
	code = d.either(code, code, wide, arabic, code[:at]+" "+code[at:], "*"+code+"*", "8004"+code, "8003"+"05012345678900"+code)
	return d.either("", "]C0", "]c1", "]d2", "\r\n", "\t", " ", "\x1d") + code + d.either("", "\r", "\r\n", "\t", " ", "\x1d", "\x1d91SMITH", "21ABC", "4145012345678900")
}

// foreign is a code of somebody else, or nothing but noise.
func (d *Damage) foreign() string {
	switch d.random.IntN(8) {
	case 0: // a product, a wristband's number, an NHS number or nobody's
		return d.run("0123456789", d.random.IntN(22))
	case 1:
		return d.run(characters, 4+d.random.IntN(16))
	case 2:
		return d.either("https://example.org/", "WIFI:S:ward;P:", "tel:", "C:\\", "BEGIN:VCARD\n") + d.run(characters+"abc:;/?", d.random.IntN(40))
	case 3:
		return d.either("]C1", "]d2", "") + d.either("01", "8018", "8017", "414", "8004", "8003", "91", "254") + d.run("0123456789", d.random.IntN(24)) +
			d.either("", "\x1d") + d.either("", "21", "8004", "414") + d.run(characters, d.random.IntN(12))
	case 4: // the shape of our own, by chance
		return d.either("F", "L", "B", "U", "C", "f") + d.run("0123456789", 5+d.random.IntN(4)) + d.run(characters, 1)
	case 5:
		return d.run(" *\"'()-_./+%$£¬µ§²éèçÀÉ\u00a0\u3000ſıßＡ９٣۴", 1+d.random.IntN(12)) + d.run(characters, 6)
	case 6: // any characters at all
		var b strings.Builder
		for range d.random.IntN(24) {
			b.WriteRune(rune(d.random.IntN(0x3100)))
		}
		return b.String()
	}
	return d.either("943-476-5919", "943 476 5919", "Smith, John", "H123456", "RX-00-12", "A12425GABC1234002M", "")
}

func (d *Damage) run(from string, length int) string {
	runes := make([]rune, 0, utf8.RuneCountInString(from))
	for _, r := range from {
		runes = append(runes, r)
	}
	var b strings.Builder
	for range length {
		b.WriteRune(runes[d.random.IntN(len(runes))])
	}
	return b.String()
}
