package labels_test

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"encoding/xml"
	"errors"
	"fmt"
	"image"
	paint "image/draw"
	"image/png"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"casenotes/labels"
)

// sample is a label that decoders are to read.
type sample struct {
	kind  string
	stock labels.Stock
	label labels.Label
	drawn labels.Drawn
}

// families and givens are names as they come: long, short, accented, hyphenated, from right to left, and hostile.
var (
	families = []string{"Okonkwo", "Ng", "Featherstonehaugh-Cholmondeley", "Ó Súilleabháin", "Łukasiewicz", "O'Neill", "محمد", "כהן", "Παπαδόπουλος", "Иванова", "^XA^FDgone^FS", "李"}
	givens   = []string{"Amara", "Li", "Bartholomew Alexander Montgomery", "Zoë", "أحمد", "דוד", "Nguyễn Thị", ""}
	places   = []string{"Main library", "Clinic B", "Ward 7 (surgical)", "Coding", "Off-site store, Unit 4", "Theatre recovery and pre-assessment"}
)

// hospital makes labels of every kind with random codes and words, the same ones for the same seed.
type hospital struct{ *rand.Rand }

func (h hospital) pick(list []string) string { return list[h.IntN(len(list))] }

func (h hospital) code(letter string, digits int) string {
	for {
		body := letter
		for range digits {
			body += strconv.Itoa(h.IntN(10))
		}
		if code := withCheck(body); issued(code) {
			return code
		}
	}
}

// issued says whether a code's check character is one that people read right: numbers with another are never issued.
func issued(code string) bool { return !strings.ContainsAny(code[len(code)-1:], "IOQ") }

// command is the code of a command.
func (h hospital) command() string {
	for {
		if code := withCheck("C" + string(rune('A'+h.IntN(26))) + string(rune('A'+h.IntN(26))) + "01"); issued(code) {
			return code
		}
	}
}

func (h hospital) folder() labels.FolderText {
	f := labels.FolderText{Code: h.code("F", 8), FamilyName: h.pick(families), GivenName: h.pick(givens), Born: friday.AddDate(-h.IntN(99), -h.IntN(12), -h.IntN(28)),
		HospitalNumber: strconv.Itoa(10_000 + h.IntN(90_000_000)), Kind: "main", Volume: 1 + h.IntN(9), Of: 9, Home: h.pick(places)}
	f.Symbology = labels.Symbologies()[h.IntN(6)]
	if gs1(f.Symbology) {
		f.Code, _ = labels.GIAI("5012345", f.Code)
	}
	return f
}

// place is the code of a location or a box in a random symbology.
func (h hospital) place(letter string) (string, labels.Symbology) {
	code, kind := h.code(letter, 6), labels.Symbologies()[h.IntN(6)]
	if gs1(kind) && letter == "L" {
		code, _ = labels.GLN("5012345678900", code)
	} else if gs1(kind) {
		code, _ = labels.SSCC("5012345", uint64(h.IntN(1_000_000_000)))
	}
	return code, kind
}

func gs1(s labels.Symbology) bool { return s == labels.GS1128 || s == labels.GS1DataMatrix }

// label is the n-th label: its kind goes round, the rest is random.
func (h hospital) label(n int) (kind, stock string, l labels.Label) {
	f := h.folder()
	large := labels.LocationStock
	if kind := f.Symbology; kind == labels.Code128 || kind == labels.DataMatrix || kind == labels.QR {
		large = labels.FolderStock
	}
	code, symbology := h.place([]string{"L", "B"}[h.IntN(2)])
	words := strings.Split(h.pick(places), " ")
	switch n % 12 {
	case 0:
		return "folder", large, labels.Folder(f)
	case 1:
		return "spine", labels.StripStock, labels.Spine(f)
	case 2:
		return "volume", large, labels.Volume(f)
	case 3:
		return "temporary", large, labels.Temporary(f, h.code("F", 8), friday)
	case 4:
		return "location", labels.LocationStock, labels.Location(labels.LocationText{Code: code, Symbology: symbology, Name: h.pick(places), Kind: words[0]})
	case 5:
		return "shelf", labels.StripStock, labels.Shelf(labels.ShelfText{Code: code, Symbology: symbology, Name: "Bay " + strconv.Itoa(n), Library: h.pick(places)})
	case 6:
		return "container", labels.LocationStock, labels.Container(labels.ContainerText{Code: code, Symbology: symbology, Name: h.pick(places), Kind: "box"})
	case 7:
		return "badge", labels.LocationStock, labels.Badge(labels.BadgeText{Code: h.code("U", 6), Name: h.pick(givens) + " " + h.pick(families)})
	case 8:
		return "command", "50x25", labels.Command(labels.CommandText{Code: h.command(), Word: "DONE", Sign: "✓"})
	case 9:
		return "tracer", "100x75", labels.Tracer(labels.TracerText{Folder: f, To: h.pick(places), Sent: friday, Due: friday})
	case 10:
		return "request", labels.SlipStock, labels.RequestSlip(labels.RequestText{Folder: f, For: h.pick(places), Needed: friday, Reason: "clinic", Shelf: "Bay 4"})
	}
	return "consignment", labels.SlipStock, labels.Consignment(labels.ConsignmentText{Code: code, Symbology: symbology, From: h.pick(places), To: h.pick(places), Folders: n, Sent: friday})
}

// samples makes n labels. One that its stock has no room for, as a GS1-128 barcode on a strip, is on the next larger one.
func samples(t testing.TB, n int) []sample {
	h := hospital{rand.New(rand.NewPCG(128, 203))}
	list := make([]sample, n)
	for i := range list {
		kind, name, l := h.label(i)
		for _, name := range []string{name, labels.LocationStock, labels.SlipStock} {
			stock, err := labels.LookupStock(name)
			if err != nil {
				t.Fatal(err)
			}
			if drawn, err := labels.Draw(l, stock); err == nil {
				list[i] = sample{kind, stock, l, drawn}
				break
			}
		}
		if list[i].label.Code == "" {
			t.Fatalf("%s %+v fits on nothing", kind, l)
		}
	}
	// Labels of one stock make one file.
	slices.SortStableFunc(list, func(a, b sample) int { return strings.Compare(a.stock.Name, b.stock.Name) })
	return list
}

// byStock parts samples into files of one stock and no more than 200 labels.
func byStock(list []sample) (files [][]sample) {
	for _, s := range list {
		if n := len(files); n > 0 && files[n-1][0].stock == s.stock && len(files[n-1]) < 200 {
			files[n-1] = append(files[n-1], s)
		} else {
			files = append(files, []sample{s})
		}
	}
	return files
}

func labelsOf(list []sample) (set []labels.Label) {
	for _, s := range list {
		set = append(set, s.label)
	}
	return set
}

// rasterised prints samples as PDF, at the 8 dots a millimetre of a 203 dpi printer.
func rasterised(t testing.TB, list []sample) (pictures []*image.Gray) {
	for _, file := range byStock(list) {
		dir := t.TempDir()
		name := filepath.Join(dir, "labels.pdf")
		if err := os.WriteFile(name, draw(t, labels.PDF, file[0].stock.Name, labelsOf(file)...), 0o600); err != nil {
			t.Fatal(err)
		}
		run(t, tool(t, "pdftoppm", "poppler-utils"), "-r", "203.2", "-gray", name, name)
		pictures = append(pictures, pgms(t, name+"-*.pgm")...)
		forget(t, dir)
	}
	return pictures
}

// rendered prints samples as ZPL, by a program that stands in for a printer.
func rendered(t testing.TB, list []sample) (pictures []*image.Gray) {
	dir := t.TempDir()
	args := []string{filepath.Join("..", "web", "e2e", "zpl.mjs"), dir, "8"}
	for i, file := range byStock(list) {
		name, s := filepath.Join(dir, strconv.Itoa(i)+".zpl"), file[0].stock
		if err := os.WriteFile(name, draw(t, labels.ZPL, s.Name, labelsOf(file)...), 0o600); err != nil {
			t.Fatal(err)
		}
		args = append(args, name, fmt.Sprint(s.Width), fmt.Sprint(s.Height))
	}
	run(t, tool(t, "node", "nodejs"), args...)
	for i := range list {
		file, err := os.ReadFile(filepath.Join(dir, strconv.Itoa(i)+".png"))
		if err != nil {
			t.Fatal(err)
		}
		img, err := png.Decode(bytes.NewReader(file))
		if err != nil {
			t.Fatal(err)
		}
		grey := white(img.Bounds().Dx(), img.Bounds().Dy())
		paint.Draw(grey, grey.Rect, img, image.Point{}, paint.Src)
		pictures = append(pictures, grey)
	}
	forget(t, dir)
	return pictures
}

// forget removes files before the test ends: ten thousand labels are tens of gigabytes of pictures.
func forget(t testing.TB, dir string) {
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
}

// pgms reads the grey pictures that pdftoppm makes.
func pgms(t testing.TB, pattern string) (pictures []*image.Gray) {
	files, err := filepath.Glob(pattern)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range files {
		file, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		var w, h, most int
		if _, err := fmt.Sscanf(string(file[:min(len(file), 40)]), "P5\n%d %d\n%d", &w, &h, &most); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		img := image.NewGray(image.Rect(0, 0, w, h))
		copy(img.Pix, file[len(file)-w*h:])
		pictures = append(pictures, img)
	}
	return pictures
}

// shoot writes pictures into a directory as decoders read them and returns their names.
func shoot(t testing.TB, dir string, pictures []*image.Gray) (names []string) {
	for i, img := range pictures {
		name := filepath.Join(dir, strconv.Itoa(i)+".pgm")
		file := append(fmt.Appendf(nil, "P5\n%d %d\n255\n", img.Rect.Dx(), img.Rect.Dy()), img.Pix...)
		if err := os.WriteFile(name, file, 0o600); err != nil {
			t.Fatal(err)
		}
		names = append(names, name)
	}
	return names
}

// readByZXing lets ZXing-C++ read pictures: the data of each, with its AIM identifier before it, or nothing. Debian's build of it aborts
// on an assertion where it finds the same bars twice in a picture ("lineCount() == 1"). Without -noscale it does so often; when it does it
// in spite of that, they are read again one by one, and the one that it is about as a picture of nothing but the symbol.
func readByZXing(t testing.TB, names []string) []string {
	zxing := tool(t, "ZXingReader", "zxing-cpp-tools")
	read := func(names []string, how ...string) (string, error) {
		out, err := exec.Command(zxing, append(append(how, "-noscale", "-norotate", "-format", "Code128,Code39,DataMatrix,QRCode"), names...)...).Output()
		return string(out), err
	}
	out, err := read(names)
	if err != nil {
		out = ""
		for _, name := range names {
			one, err := read([]string{name})
			if err != nil {
				if one, err = read([]string{name}, "-ispure"); err != nil {
					t.Fatal(err)
				}
			}
			out += "File: " + name + "\n" + one
		}
	}
	return byName(t, names, out)
}

// byName parts what ZXing has said of pictures.
func byName(t testing.TB, names []string, out string) []string {
	read, n := make([]string, len(names)), 0
	for line := range strings.Lines(out) {
		switch name, value, _ := strings.Cut(strings.TrimSpace(line), ":"); name {
		case "File":
			n = slices.Index(names, strings.TrimSpace(value))
		case "BytesECI": // begins with the identifier
			data, err := hex.DecodeString(strings.ReplaceAll(value, " ", ""))
			if err != nil {
				t.Fatal(err)
			}
			read[n] += string(data)
		}
	}
	return read
}

// readByZBar lets ZBar read pictures. It knows no Data Matrix.
func readByZBar(t testing.TB, names []string) []string {
	var all struct {
		Sources []struct {
			Href string `xml:"href,attr"`
			Data []struct {
				Format string `xml:"format,attr"`
				Text   string `xml:",chardata"`
			} `xml:"index>symbol>data"`
		} `xml:"source"`
	}
	args := []string{"--nodbus", "--quiet", "--xml", "-Sdisable", "-Scode128.enable", "-Scode39.enable", "-Sqrcode.enable"}
	out, err := exec.Command(tool(t, "zbarimg", "zbar-tools"), append(args, names...)...).Output()
	if exit := new(exec.ExitError); err != nil && (!errors.As(err, &exit) || exit.ExitCode() != 4) { // 4: something was not read
		t.Fatal(err)
	}
	if err := xml.Unmarshal(out, &all); err != nil {
		t.Fatal(err)
	}
	read := make([]string, len(names))
	for _, s := range all.Sources {
		for _, d := range s.Data {
			text := d.Text
			if d.Format == "base64" {
				data, err := base64.StdEncoding.DecodeString(strings.TrimSpace(text))
				if err != nil {
					t.Fatal(err)
				}
				text = strings.TrimSuffix(string(data), "\n")
			}
			read[slices.Index(names, s.Href)] += text
		}
	}
	return read
}

// readByDMTX lets libdmtx read the Data Matrix in each picture. It prints what it reads and not where, so when a picture is missing from
// what it read of them all they are read again one by one.
func readByDMTX(t testing.TB, names []string) []string {
	read := func(names []string) []string {
		out, err := exec.Command(tool(t, "dmtxread", "dmtx-utils"), append([]string{"--newline", "--stop-after=1", "--gs1=29", "--milliseconds=30000"}, names...)...).Output()
		if exit := new(exec.ExitError); err != nil && (!errors.As(err, &exit) || exit.ExitCode() != 1) { // 1: nothing was read
			t.Fatal(err)
		}
		return strings.Split(strings.TrimSuffix(string(out), "\n"), "\n")
	}
	all := read(names)
	if len(all) == len(names) {
		return all
	}
	all = nil
	for _, name := range names {
		all = append(all, read([]string{name})[0])
	}
	return all
}

// matrix says whether a sample's symbol is one that ZBar does not know.
func matrix(s sample) bool {
	return s.label.Symbology == labels.DataMatrix || s.label.Symbology == labels.GS1DataMatrix
}

// attempt is one way to read labels of a symbology.
type attempt struct {
	damage, symbology, decoder string
}

// tally is how many labels were read, of how many, in each way.
type tally map[attempt][2]int

func (y tally) count(damage string, s sample, decoder string, read bool) {
	a := attempt{damage, s.label.Symbology.String(), decoder}
	n := y[a]
	if n[1]++; read {
		n[0]++
	} else {
		fmt.Fprintf(os.Stderr, "%s, %s, %s on %s: not read by %s\n", damage, s.kind, s.drawn.Data, s.stock.Name, decoder)
	}
	y[a] = n
}

// readBack lets two decoders read every label after each kind of damage, to exactly the right text. What a decoder does not read it is
// shown once more, scratched a little worse: libdmtx cannot mend one in some hundred patterns of errors, however few they are. Whoever
// reads the worse one proves that the label was not at fault. What is read wrong is not shown again: that is never forgiven.
func readBack(t testing.TB, list []sample, pictures []*image.Gray, damages []damage) tally {
	read := tally{}
	if len(pictures) != len(list) {
		t.Fatalf("%d pictures of %d labels", len(pictures), len(list))
	}
	for _, damage := range damages {
		found := look(t, list, pictures, damage.do)
		var missed []int
		for i, f := range found {
			if damage.worse != nil && !f.wrong && (!f.byZXing || !f.bySecond) {
				missed = append(missed, i)
			}
		}
		for k, f := range look(t, those(list, missed), those(pictures, missed), damage.worse) {
			i := missed[k]
			found[i].byZXing, found[i].bySecond = found[i].byZXing || f.byZXing, found[i].bySecond || f.bySecond
			fmt.Fprintf(os.Stderr, "%s, %s, %s: a decoder did not read it; damaged worse: %+v\n", damage.name, list[i].kind, list[i].drawn.Data, f)
		}
		for i, s := range list {
			read.count(damage.name, s, "ZXing", found[i].byZXing)
			read.count(damage.name, s, map[bool]string{true: "libdmtx", false: "ZBar"}[matrix(s)], found[i].bySecond)
		}
	}
	return read
}

// reads says which decoders have read a label right, and whether one has read something else.
type reads struct{ byZXing, bySecond, wrong bool }

func those[T any](list []T, places []int) (some []T) {
	for _, i := range places {
		some = append(some, list[i])
	}
	return some
}

// look shows labels to both decoders after some damage.
func look(t testing.TB, list []sample, pictures []*image.Gray, do func(*image.Gray, labels.Drawn) *image.Gray) []reads {
	if len(list) == 0 {
		return nil
	}
	shots := make([]*image.Gray, len(list))
	for i, s := range list {
		shots[i] = do(pictures[i], s.drawn)
		if s.drawn.Square && shots[i] == pictures[i] { // as printed
			drawn := s.drawn
			shots[i] = aimed(pictures[i], &drawn)
		}
	}
	dir := t.TempDir()
	names := shoot(t, dir, shots)
	zxing, second := readByZXing(t, names), readByZBar(t, names)
	var matrices []string
	for i, s := range list {
		if matrix(s) {
			matrices = append(matrices, names[i])
		}
	}
	if len(matrices) > 0 {
		for i, read := range readByDMTX(t, matrices) {
			second[slices.Index(names, matrices[i])] = read
		}
	}
	forget(t, dir)
	found := make([]reads, len(list))
	for i, s := range list {
		found[i] = reads{
			byZXing:  len(zxing[i]) > 3 && zxing[i][3:] == s.drawn.Data && (!gs1(s.label.Symbology) || zxing[i][:3] == "]C1" || zxing[i][:3] == "]d5"),
			bySecond: strings.TrimPrefix(second[i], "\x1d") == s.drawn.Data,
		}
		found[i].wrong = !found[i].byZXing && zxing[i] != "" || !found[i].bySecond && second[i] != ""
	}
	return found
}

// pictured draws samples as PNG.
func pictured(t testing.TB, list []sample) (pictures []*image.Gray) {
	for _, s := range list {
		img, err := png.Decode(bytes.NewReader(draw(t, labels.PNG, s.stock.Name, s.label)))
		if err != nil {
			t.Fatal(err)
		}
		pictures = append(pictures, img.(*image.Gray))
	}
	return pictures
}

// TestTwoDecodersReadEveryKindOfLabelWhateverHappenedToIt has two labels of each kind; make bench-labels has ten thousand.
func TestTwoDecodersReadEveryKindOfLabelWhateverHappenedToIt(t *testing.T) {
	list := samples(t, 24)
	for format, read := range map[string]tally{
		"PDF": readBack(t, list, rasterised(t, list), damages),
		"ZPL": readBack(t, list, rendered(t, list), damages),
		"PNG": readBack(t, list, pictured(t, list), damages[:1]),
	} {
		for a, n := range read {
			if n[0] < n[1] {
				t.Errorf("%s, %s, %s read by %s: %d of %d", format, a.damage, a.symbology, a.decoder, n[0], n[1])
			}
		}
	}
}
