package api

import (
	"bytes"
	"errors"
	"fmt"
	"html/template"
	"regexp"
	"strings"

	"casenotes/labels"
	"casenotes/tracking"
	"casenotes/web"
)

// svgRoot is the beginning of a label's drawing, with its size in its own units.
var svgRoot = regexp.MustCompile(`^[\s\S]*?<svg\b[^>]*\bviewBox="([^"]+)"[^>]*>`)

// drawn is a label's drawing without what makes it a picture of its own, and its size.
func drawn(l labels.Label, stock labels.Stock) (inner, viewBox string, err error) {
	var out bytes.Buffer
	if err := writeLabels(&out, labels.Print{Format: labels.SVG, Stock: stock}, []labels.Label{l}); err != nil {
		return "", "", err
	}
	root := svgRoot.FindStringSubmatch(out.String())
	if root == nil {
		return "", "", errors.New("a label's drawing is no SVG")
	}
	inner = strings.TrimSpace(strings.TrimPrefix(out.String(), root[0]))
	return strings.TrimSuffix(inner, "</svg>"), root[1], nil
}

// sheetDrawing is a page of labels as it prints, the first label at place start. Places without a label are outlined only.
func sheetDrawing(k tracking.Stock, list []labels.Label, start int) (template.HTML, error) {
	var out strings.Builder
	fmt.Fprintf(&out, `<svg class="app-sheet__drawing" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" role="img" aria-label="The page with its labels">`, k.PageWidth, k.PageHeight)
	fmt.Fprintf(&out, `<rect width="%d" height="%d" fill="#fff"/>`, k.PageWidth, k.PageHeight)
	for place := range k.Places() {
		x, y := k.LeftEdge+place%k.LabelColumns*k.PitchX, k.TopEdge+place/k.LabelColumns*k.PitchY
		fmt.Fprintf(&out, `<rect x="%d" y="%d" width="%d" height="%d" fill="none" stroke="#768692" stroke-width="%d"/>`, x, y, k.LabelWidth, k.LabelHeight, 1+k.PageWidth/800)
		i := place - (start - 1)
		if i < 0 || i >= len(list) {
			continue
		}
		inner, viewBox, err := drawn(list[i], labels.Stock{Name: k.Name, Width: millimetres(k.LabelWidth), Height: millimetres(k.LabelHeight)})
		if err != nil {
			return "", err
		}
		fmt.Fprintf(&out, `<svg x="%d" y="%d" width="%d" height="%d" viewBox="%s" aria-hidden="true">%s</svg>`, x, y, k.LabelWidth, k.LabelHeight, viewBox, inner)
	}
	out.WriteString("</svg>")
	return template.HTML(out.String()), nil // drawn by us, with its words escaped
}

// sheetPicture is the first page of a job and its places to start at.
func sheetPicture(k tracking.Stock, list []labels.Label, total, start int) (*web.SheetPicture, error) {
	n := k.Places()
	p := &web.SheetPicture{Columns: k.LabelColumns, Roll: n == 1}
	start = max(1, min(start, n))
	pages := (start - 1 + total + n - 1) / n
	p.Pages = plural(total, "label", "labels") + " on " + plural(pages, "sheet", "sheets") + "."
	for i := range n {
		p.Places = append(p.Places, web.SheetPlace{N: i + 1, Chosen: i+1 == start, Printed: i+1 >= start && i+1 < start+total})
	}
	var err error
	p.Drawing, err = sheetDrawing(k, list, start)
	if refused, is := errors.AsType[labels.Refusal](err); is {
		p.Fault, err = refused.Error(), nil
	}
	return p, err
}
