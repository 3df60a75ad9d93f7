package tracking

import (
	"strings"
	"time"
)

// Stock is label paper that the site has besides what is shipped: a page with a grid of labels, or a roll, whose page is one label.
// Lengths are hundredths of a millimetre.
type Stock struct {
	Name                    string
	PageWidth, PageHeight   int
	LabelWidth, LabelHeight int
	LabelColumns, LabelRows int
	LeftEdge, TopEdge       int // of the first label
	PitchX, PitchY          int // from one label's edge to the next one's
	RetiredAt               *time.Time
	CreatedAt               time.Time
}

// Places is how many labels a page has.
func (s Stock) Places() int { return s.LabelColumns * s.LabelRows }

// Refuse says why such paper cannot be; nil where it can.
func (s Stock) Refuse() error {
	right := s.LeftEdge + (s.LabelColumns-1)*s.PitchX + s.LabelWidth
	bottom := s.TopEdge + (s.LabelRows-1)*s.PitchY + s.LabelHeight
	switch {
	case strings.TrimSpace(s.Name) == "" || len([]rune(s.Name)) > 40 || strings.Contains(s.Name, "/"):
		return invalid("stock_name", "Enter a name of 1 to 40 characters, as it stands on the box.")
	case s.PageWidth < 1000 || s.PageWidth > 50000 || s.PageHeight < 1000 || s.PageHeight > 50000:
		return invalid("page_size", "A page is 10 to 500 mm wide and high.")
	case s.LabelWidth < 1000 || s.LabelHeight < 1000:
		return invalid("label_size", "A label is at least 10 mm wide and high.")
	case s.LabelColumns < 1 || s.LabelRows < 1 || s.LabelColumns > 20 || s.LabelRows > 50:
		return invalid("label_count", "A page has 1 to 20 labels side by side and 1 to 50 below one another.")
	case s.LeftEdge < 0 || s.TopEdge < 0:
		return invalid("label_edge", "The first label begins on the page: its margins are 0 or more.")
	case s.LabelColumns > 1 && s.PitchX < s.LabelWidth, s.LabelRows > 1 && s.PitchY < s.LabelHeight:
		return invalid("label_pitch", "The labels would overlap. From one label's edge to the next one's is at least the size of a label.")
	case right > s.PageWidth || bottom > s.PageHeight:
		return invalid("label_off_page", "The labels do not fit on the page. Measure the page, the margins and the labels again.")
	}
	return nil
}
