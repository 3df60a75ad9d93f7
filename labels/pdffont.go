package labels

import (
	"encoding/binary"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode/utf16"

	"golang.org/x/image/font"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
)

// pdfFace is a typeface in a PDF file, with the glyphs that its labels use and what each stands for.
type pdfFace struct {
	face   *typeface
	object int
	used   map[sfnt.GlyphIndex]string
}

// resource is the face's name on a page.
func (f *pdfFace) resource() string { return fmt.Sprintf("F%d", f.object) }

func (f *pdfFace) use(g placed) {
	if f.used == nil {
		f.used = map[sfnt.GlyphIndex]string{}
	}
	if f.used[g.glyph] == "" {
		f.used[g.glyph] = g.text
	}
}

// write embeds the face: the used glyphs under their own numbers, their widths, and their text for whoever copies it.
func (f *pdfFace) write(p *pdfWriter) {
	glyphs := slices.Sorted(maps.Keys(f.used))
	program := subset(f.face.data, glyphs)
	file := p.stream(fmt.Sprintf("/Length1 %d", len(program)), program)
	text := p.stream("", f.toUnicode(glyphs))
	name := "CASENO+" + f.face.name

	var buf sfnt.Buffer
	em := fixed.I(1000)
	metrics, _ := f.face.font.Metrics(&buf, em, font.HintingNone) // the font is ours, and has them
	bounds, _ := f.face.font.Bounds(&buf, em, font.HintingNone)
	descriptor := p.object()
	p.printf("<</Type/FontDescriptor/FontName/%s/Flags 4/FontBBox[%d %d %d %d]/ItalicAngle 0/Ascent %d/Descent %d/CapHeight %d/StemV 80/FontFile2 %d 0 R>>\nendobj\n",
		name, bounds.Min.X.Floor(), -bounds.Max.Y.Ceil(), bounds.Max.X.Ceil(), -bounds.Min.Y.Floor(),
		metrics.Ascent.Round(), -metrics.Descent.Round(), metrics.CapHeight.Round(), file)
	descendant := p.object()
	p.printf("<</Type/Font/Subtype/CIDFontType2/BaseFont/%s/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>/CIDToGIDMap/Identity/FontDescriptor %d 0 R/W[", name, descriptor)
	for _, g := range glyphs {
		p.printf("%d[%.0f]\n", g, f.face.advance(g)*1000)
	}
	p.printf("]>>\nendobj\n")
	p.begin(f.object)
	p.printf("<</Type/Font/Subtype/Type0/BaseFont/%s/Encoding/Identity-H/DescendantFonts[%d 0 R]/ToUnicode %d 0 R>>\nendobj\n", name, descendant, text)
}

// toUnicode is the table from glyphs to text.
func (f *pdfFace) toUnicode(glyphs []sfnt.GlyphIndex) []byte {
	var b strings.Builder
	b.WriteString("/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /Labels def /CMapType 2 def\n" +
		"1 begincodespacerange <0000> <FFFF> endcodespacerange\n")
	for some := range slices.Chunk(glyphs, 100) {
		fmt.Fprintf(&b, "%d beginbfchar\n", len(some))
		for _, g := range some {
			fmt.Fprintf(&b, "<%04X> <", g)
			for _, unit := range utf16.Encode([]rune(f.used[g])) {
				fmt.Fprintf(&b, "%04X", unit)
			}
			b.WriteString(">\n")
		}
		b.WriteString("endbfchar\n")
	}
	b.WriteString("endcmap CMapName currentdict /CMap defineresource pop end end\n")
	return []byte(b.String())
}

// subset is a TrueType font with the outlines and widths of some glyphs only. All keep their numbers, and the others become empty.
func subset(data []byte, glyphs []sfnt.GlyphIndex) []byte {
	tables := tablesOf(data)
	long := binary.BigEndian.Uint16(tables["head"][50:]) == 1
	offset := func(g int) int {
		if long {
			return int(binary.BigEndian.Uint32(tables["loca"][4*g:]))
		}
		return 2 * int(binary.BigEndian.Uint16(tables["loca"][2*g:]))
	}
	outline := func(g int) []byte { return tables["glyf"][offset(g):offset(g+1)] }

	keep := map[int]bool{0: true}
	var take func(int)
	take = func(g int) {
		keep[g] = true
		for _, part := range components(outline(g)) {
			take(part)
		}
	}
	for _, g := range glyphs {
		take(int(g))
	}
	count := int(binary.BigEndian.Uint16(tables["maxp"][4:]))
	var glyf, loca []byte
	hmtx := make([]byte, len(tables["hmtx"]))
	for g := range count {
		loca = binary.BigEndian.AppendUint32(loca, uint32(len(glyf)))
		if keep[g] {
			glyf = append(glyf, outline(g)...)
			glyf = append(glyf, make([]byte, -len(glyf)&3)...)
			if at := 4 * g; at+4 <= len(hmtx) {
				copy(hmtx[at:at+4], tables["hmtx"][at:])
			}
		}
	}
	loca = binary.BigEndian.AppendUint32(loca, uint32(len(glyf)))
	head := slices.Clone(tables["head"])
	binary.BigEndian.PutUint16(head[50:], 1) // loca is long
	return fontFile(map[string][]byte{"glyf": glyf, "loca": loca, "hmtx": hmtx, "head": head, "hhea": tables["hhea"], "maxp": tables["maxp"],
		"cvt ": tables["cvt "], "fpgm": tables["fpgm"], "prep": tables["prep"]})
}

// tablesOf parts a font file into its tables.
func tablesOf(data []byte) map[string][]byte {
	tables := map[string][]byte{}
	for i := range int(binary.BigEndian.Uint16(data[4:])) {
		entry := data[12+16*i:]
		at, length := binary.BigEndian.Uint32(entry[8:]), binary.BigEndian.Uint32(entry[12:])
		tables[string(entry[:4])] = data[at : at+length]
	}
	return tables
}

// components are the glyphs that an outline is put together from.
func components(outline []byte) (parts []int) {
	if len(outline) < 10 || int16(binary.BigEndian.Uint16(outline)) >= 0 {
		return nil
	}
	for at, more := 10, true; more; {
		flags := binary.BigEndian.Uint16(outline[at:])
		parts = append(parts, int(binary.BigEndian.Uint16(outline[at+2:])))
		at += 6
		if flags&1 != 0 { // the offsets are words
			at += 2
		}
		switch {
		case flags&8 != 0: // a scale
			at += 2
		case flags&0x40 != 0: // two scales
			at += 4
		case flags&0x80 != 0: // a matrix
			at += 8
		}
		more = flags&0x20 != 0
	}
	return parts
}

// fontFile puts tables together into a TrueType file.
func fontFile(tables map[string][]byte) []byte {
	names := slices.Sorted(maps.Keys(tables))
	names = slices.DeleteFunc(names, func(name string) bool { return len(tables[name]) == 0 })
	file := binary.BigEndian.AppendUint32(nil, 0x00010000)
	file = binary.BigEndian.AppendUint16(file, uint16(len(names)))
	file = append(file, make([]byte, 6)...) // for binary search, which nobody does in an embedded font
	at := len(file) + 16*len(names)
	var body []byte
	for _, name := range names {
		table := tables[name]
		sum := uint32(0)
		padded := append(slices.Clone(table), make([]byte, -len(table)&3)...)
		for i := 0; i < len(padded); i += 4 {
			sum += binary.BigEndian.Uint32(padded[i:])
		}
		file = append(file, name...)
		file = binary.BigEndian.AppendUint32(file, sum)
		file = binary.BigEndian.AppendUint32(file, uint32(at+len(body)))
		file = binary.BigEndian.AppendUint32(file, uint32(len(table)))
		body = append(body, padded...)
	}
	return append(file, body...)
}
