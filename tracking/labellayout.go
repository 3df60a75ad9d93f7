package tracking

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"
)

// LabelLayout is what a site puts on one kind of its folders' labels, besides what always stands there: the patient's name, their two
// identifiers and the barcode. A temporary folder's label has no layout: nothing may make it look like another.
type LabelLayout struct {
	Kind      string // outside, spine or volume
	Above     string // fields under the identifiers, each a line, with commas between; a spine has none
	Beside    string // fields beside the bars
	Words     string // what the field words says
	ChangedAt time.Time
	ChangedBy string
	Version   int64 // 1: as shipped
}

// Fields of labels that a site may choose.
const (
	HomeField    = "home"
	KindField    = "kind"
	VolumeField  = "volume"
	NumberField  = "number"  // the number that the folder is filed by, in pairs
	InitialField = "initial" // the first letter of the family name
	WordsField   = "words"   // the site's own, the same on every label
)

// LabelFields lists them.
func LabelFields() []string {
	return []string{HomeField, KindField, VolumeField, NumberField, InitialField, WordsField}
}

// LabelLayouts are the layouts as shipped.
func LabelLayouts() []LabelLayout {
	return []LabelLayout{{Kind: "outside", Above: HomeField, Beside: KindField + "," + VolumeField, Version: 1}, {Kind: "spine", Beside: VolumeField, Version: 1},
		{Kind: "volume", Beside: KindField, Version: 1}}
}

// More than these make the words too small to read, and own words longer than that are cut on most labels.
const mostAbove, mostBeside, mostWords = 2, 3, 40

// FieldsOf are the fields of one place of a layout.
func FieldsOf(place string) (list []string) {
	for f := range strings.SplitSeq(place, ",") {
		if f = strings.TrimSpace(f); f != "" {
			list = append(list, f)
		}
	}
	return list
}

// Refuse says why labels cannot be laid out so; nil where they can.
func (l LabelLayout) Refuse() error {
	above, beside := FieldsOf(l.Above), FieldsOf(l.Beside)
	all := slices.Concat(above, beside)
	twice := slices.Clone(all)
	slices.Sort(twice)
	switch {
	case !slices.ContainsFunc(LabelLayouts(), func(o LabelLayout) bool { return o.Kind == l.Kind }):
		return ErrUnknownLayout
	case slices.ContainsFunc(all, func(f string) bool { return !slices.Contains(LabelFields(), f) }):
		return invalid("layout_field", "A label can carry "+strings.Join(LabelFields(), ", ")+".")
	case len(slices.Compact(twice)) < len(all):
		return invalid("layout_twice", "The same words would stand on the label twice. Choose each once.")
	case len(above) > mostAbove || len(beside) > mostBeside || l.Kind == "spine" && len(above) > 0:
		return invalid("layout_many", "Too much for a label: 2 lines above the bars, none on a spine, and 3 beside them.")
	case len([]rune(l.Words)) > mostWords || strings.ContainsFunc(l.Words, func(r rune) bool { return r < ' ' }):
		return invalid("layout_words", "Own words have 40 characters at most, on one line.")
	case slices.Contains(all, WordsField) != (strings.TrimSpace(l.Words) != ""):
		return invalid("layout_words", "Own words need both: the words, and a place on the label.")
	}
	return nil
}

// ErrUnknownLayout is for a kind of label that has no layout.
var ErrUnknownLayout = &Error{Kind: NotFound, Code: "unknown_layout", Text: "Layouts are of the labels outside, spine and volume."}

// SetLabelLayout changes what labels printed from now on carry. version is that of the layout the change was made on.
func (s *Service) SetLabelLayout(ctx context.Context, actor Actor, l LabelLayout, version int64) (LabelLayout, error) {
	if err := actor.must(MayAdminister); err != nil {
		return l, err
	}
	l.Above, l.Beside, l.Words = strings.Join(FieldsOf(l.Above), ","), strings.Join(FieldsOf(l.Beside), ","), strings.Join(strings.Fields(l.Words), " ")
	if err := l.Refuse(); err != nil {
		return l, err
	}
	l.ChangedAt, l.ChangedBy, l.Version = s.now(), actor.Name, version+1
	err := s.administer(ctx, actor, "layout.set", l.Kind, func(tx Tx) error {
		if version == 1 { // nobody has changed it yet
			return tx.AddLabelLayout(l)
		}
		return tx.UpdateLabelLayout(l)
	})
	if errors.Is(err, ErrDuplicate) {
		err = ErrStale
	}
	return l, err
}
