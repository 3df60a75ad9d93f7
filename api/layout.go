package api

import (
	"context"
	"strings"

	"casenotes/tracking"
)

type layoutShape struct {
	Kind    string   `json:"kind" enum:"outside,spine,volume"`
	Above   []string `json:"above" nullable:"false" doc:"Lines under the identifiers: home, kind, volume, number, initial or words"`
	Beside  []string `json:"beside" nullable:"false" doc:"Words beside the bars, of the same"`
	Words   string   `json:"words,omitempty" doc:"What words says, the same on every label"`
	Version int64    `json:"version" doc:"1: as shipped"`
}

func layoutOf(l tracking.LabelLayout) layoutShape {
	none := []string{}
	return layoutShape{l.Kind, append(none, tracking.FieldsOf(l.Above)...), append(none, tracking.FieldsOf(l.Beside)...), l.Words, l.Version}
}

type layoutListOutput struct {
	Body struct {
		Items []layoutShape `json:"items" nullable:"false"`
	}
}

func (s *Server) listLayouts(ctx context.Context, _ tracking.Actor, _ *none) (*layoutListOutput, error) {
	list, err := s.Store.LabelLayouts(ctx)
	out := &layoutListOutput{}
	for _, l := range list {
		out.Body.Items = append(out.Body.Items, layoutOf(l))
	}
	return out, err
}

type layoutInput struct {
	Kind string `path:"kind" maxLength:"16" doc:"outside, spine or volume"`
	Body struct {
		Above   []string `json:"above,omitempty" maxItems:"6"`
		Beside  []string `json:"beside,omitempty" maxItems:"6"`
		Words   string   `json:"words,omitempty" maxLength:"40"`
		Version int64    `json:"version" minimum:"1" doc:"Of the layout that is changed"`
	}
}

type layoutOutput struct {
	Body layoutShape
}

func (s *Server) patchLayout(ctx context.Context, actor tracking.Actor, in *layoutInput) (*layoutOutput, error) {
	b := in.Body
	l, err := s.Service.SetLabelLayout(ctx, actor, tracking.LabelLayout{Kind: in.Kind, Above: strings.Join(b.Above, ","), Beside: strings.Join(b.Beside, ","), Words: b.Words}, b.Version)
	return &layoutOutput{layoutOf(l)}, err
}
