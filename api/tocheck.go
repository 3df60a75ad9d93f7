package api

import (
	"context"

	"casenotes/tracking"
	"casenotes/tracking/store"
)

type checkListInput struct {
	Paging
	Reason string `query:"reason" enum:"unknown_folder,no_place,contradicts,unfinished,unreadable,wrong_label" doc:"Only what is wrong in this way"`
}

type checkListOutput struct{ Body page[checkShape] }

type checkShape struct {
	ID       uint64       `json:"id"`
	ScanID   string       `json:"scan" doc:"Id of the scan"`
	Reason   string       `json:"reason" enum:"unknown_folder,no_place,contradicts,unfinished,unreadable,wrong_label"`
	Message  string       `json:"message" doc:"What the person who scanned was told"`
	Folder   string       `json:"folder,omitempty" doc:"Barcode of the folder, where it is known"`
	Code     string       `json:"code,omitempty" doc:"The label that no folder is registered with"`
	Location *LocationRef `json:"location,omitempty"`
	By       string       `json:"by"`
	At       instant      `json:"at"`
}

func (s *Server) listChecks(ctx context.Context, _ tracking.Actor, in *checkListInput) (*checkListOutput, error) {
	after, err := in.cursor()
	if err != nil {
		return nil, err
	}
	list, err := s.Store.ScanChecks(ctx, tracking.CheckReason(in.Reason), false, after, in.Limit+1)
	if err != nil {
		return nil, err
	}
	return &checkListOutput{cut(list, in.Limit, func(v store.CheckView) checkShape {
		c := checkShape{ID: v.ID, ScanID: v.ScanID, Reason: string(v.Reason), Message: v.Message, Code: v.Code, By: v.Actor, At: at(v.At)}
		if v.Folder != nil {
			c.Folder = v.Folder.Code
		}
		if v.Location != nil {
			l := locationOf(*v.Location)
			c.Location = &l
		}
		return c
	}, func(v store.CheckView) string { return cursorText(v.At, v.ID) })}, nil
}

type checkDoneInput struct {
	Body struct {
		IDs []uint64 `json:"ids" minItems:"1" maxItems:"200"`
		How string   `json:"how,omitempty" maxLength:"180" doc:"What was done"`
	}
}

type checkDoneOutput struct {
	Body struct {
		Ended int `json:"ended" doc:"How many were open still"`
	}
}

func (s *Server) postChecksDone(ctx context.Context, actor tracking.Actor, in *checkDoneInput) (out *checkDoneOutput, err error) {
	out = &checkDoneOutput{}
	out.Body.Ended, err = s.Service.DealtWith(ctx, actor, in.Body.IDs, in.Body.How)
	return out, err
}
