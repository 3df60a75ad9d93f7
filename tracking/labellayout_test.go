package tracking

import (
	"errors"
	"testing"
)

func TestALayoutIsRefusedWhereALabelWouldNotBeRead(t *testing.T) {
	for _, c := range []struct {
		LabelLayout
		refused string
	}{
		{LabelLayout{Kind: "outside", Above: "home,number", Beside: "kind,volume,words", Words: "Return to records"}, ""},
		{LabelLayout{Kind: "outside"}, ""},
		{LabelLayout{Kind: "spine", Beside: "initial, volume"}, ""},
		{LabelLayout{Kind: "temporary", Beside: "volume"}, "unknown_layout"},
		{LabelLayout{Kind: "outside", Above: "nhs_number"}, "layout_field"},
		{LabelLayout{Kind: "outside", Above: "home", Beside: "home"}, "layout_twice"},
		{LabelLayout{Kind: "outside", Above: "home,kind,volume"}, "layout_many"},
		{LabelLayout{Kind: "spine", Above: "home"}, "layout_many"},
		{LabelLayout{Kind: "volume", Beside: "words"}, "layout_words"},
		{LabelLayout{Kind: "volume", Words: "Nowhere"}, "layout_words"},
		{LabelLayout{Kind: "volume", Beside: "words", Words: "forty-one characters are one too many here"}, "layout_words"},
		{LabelLayout{Kind: "volume", Beside: "words", Words: "two\nlines"}, "layout_words"},
	} {
		err := c.Refuse()
		refusal, told := errors.AsType[*Error](err)
		if told != (c.refused != "") || told && refusal.Code != c.refused {
			t.Errorf("%+v: %v", c.LabelLayout, err)
		}
	}
	for _, l := range LabelLayouts() {
		if err := l.Refuse(); err != nil {
			t.Errorf("the layout shipped for %s: %v", l.Kind, err)
		}
	}
}
