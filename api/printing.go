package api

import (
	"bytes"
	"context"

	"github.com/google/uuid"

	"casenotes/tracking"
	"casenotes/tracking/store"
)

// PrintPath is a print job in an address.
type PrintPath struct {
	ID string `path:"id" format:"uuid" doc:"The job's id"`
}

// PrintShape is a print job as programs see it.
type PrintShape struct {
	ID        string   `json:"id"`
	State     string   `json:"state" enum:"prepared,waiting,sending,sent,unsure,done,failed,cancelled" doc:"unsure: broken off, look at the printer; done: printed for certain"`
	Title     string   `json:"title"`
	Labels    int      `json:"labels"`
	Printer   string   `json:"printer,omitempty"`
	Kind      string   `json:"kind,omitempty"`
	Stock     string   `json:"stock,omitempty"`
	Start     int      `json:"start"`
	Reason    string   `json:"reason,omitempty"`
	Problem   string   `json:"problem,omitempty" doc:"Why it waits, failed or is unsure, and what to do"`
	Tries     int      `json:"tries"`
	NextTry   *instant `json:"next_try" nullable:"true"`
	AgainOf   *string  `json:"again_of" nullable:"true" doc:"The job that this one repeats"`
	By        string   `json:"by"`
	CreatedAt instant  `json:"created_at"`
	AskedAt   *instant `json:"asked_at" nullable:"true"`
	SentAt    *instant `json:"sent_at" nullable:"true"`
	EndedAt   *instant `json:"ended_at" nullable:"true"`
	EndedBy   string   `json:"ended_by,omitempty"`
}

type printLabelShape struct {
	Position  int      `json:"position"`
	Code      string   `json:"code"`
	Version   *int     `json:"version" nullable:"true" doc:"Which label of the folder it is; the newest should be on it"`
	ScannedAt *instant `json:"scanned_at" nullable:"true" doc:"When the new label was scanned"`
}

// PrintOutput is a print job as an answer.
type PrintOutput struct{ Body PrintShape }

type printOutputWithLabels struct {
	Body struct {
		PrintShape
		Items []printLabelShape `json:"items"`
	}
}

func (s *Server) printShape(ctx context.Context, j tracking.PrintJob) (PrintShape, error) {
	names, err := s.printerNames(ctx)
	return printOf(j, names), err
}

func printOf(j tracking.PrintJob, names map[tracking.PrinterID]string) PrintShape {
	shape := PrintShape{ID: j.ID, State: string(j.State), Title: j.Title, Labels: j.Labels, Kind: j.Kind, Stock: j.Stock, Start: j.StartAt, Reason: j.Reason,
		Problem: j.Problem, Tries: j.Tries, NextTry: maybeAt(j.NextAt), AgainOf: j.AgainOf, By: j.Actor, CreatedAt: at(j.CreatedAt), AskedAt: maybeAt(j.AskedAt),
		SentAt: maybeAt(j.SentAt), EndedAt: maybeAt(j.EndedAt), EndedBy: j.EndedBy}
	if j.PrinterID != nil {
		shape.Printer = names[*j.PrinterID]
	}
	return shape
}

func (s *Server) printerNames(ctx context.Context) (map[tracking.PrinterID]string, error) {
	list, err := s.Store.Printers(ctx)
	names := map[tracking.PrinterID]string{}
	for _, p := range list {
		names[p.ID] = p.Name
	}
	return names, err
}

func (s *Server) toldPrint(ctx context.Context, j tracking.PrintJob, err error) (*PrintOutput, error) {
	if err != nil {
		return nil, err
	}
	shape, err := s.printShape(ctx, j)
	return &PrintOutput{shape}, err
}

type newPrintInput struct {
	Body struct {
		ID      string   `json:"id,omitempty" format:"uuid" doc:"The client's own id: sent again, the job is still printed once"`
		Codes   []string `json:"codes,omitempty" maxItems:"2000" doc:"Barcodes of folders and locations"`
		At      string   `json:"at,omitempty" maxLength:"64" doc:"Instead of codes: code of a location, for the folders that are there"`
		Import  uint64   `json:"import,omitempty" doc:"Instead of codes: number of an import, for the folders that it registered"`
		After   int      `json:"after,omitempty" minimum:"0" doc:"How many folders of the import are passed over, where they are more than 2,000"`
		Printer string   `json:"printer,omitempty" maxLength:"40" doc:"Name of the printer; empty to prepare only"`
		Kind    string   `json:"kind,omitempty" maxLength:"16" doc:"Which label of a folder; empty for the outside one"`
		Stock   string   `json:"stock,omitempty" maxLength:"40" doc:"Empty for what is in the printer"`
		Start   int      `json:"start,omitempty" minimum:"0" maximum:"1000" doc:"First free place of the first sheet, from 1"`
		Reason  string   `json:"reason,omitempty" maxLength:"200" doc:"Why folders that have a label get another"`
		Title   string   `json:"title,omitempty" maxLength:"100" doc:"What was chosen, without a patient's name or number"`
	}
}

func (s *Server) postPrint(ctx context.Context, actor tracking.Actor, in *newPrintInput) (*PrintOutput, error) {
	b := in.Body
	j, err := AskPrint(ctx, s.Store, s.Service, actor, PrintAsk{ID: b.ID, Title: b.Title, Codes: b.Codes, From: LabelsFrom{b.At, b.Import, b.After}, Printer: b.Printer, Kind: b.Kind, Stock: b.Stock, Start: b.Start, Reason: b.Reason})
	return s.toldPrint(ctx, j, err)
}

type printListInput struct {
	State   string `query:"state" enum:"prepared,waiting,sending,sent,unsure,done,failed,cancelled"`
	Printer string `query:"printer" maxLength:"40"`
	After   string `query:"after" maxLength:"40" doc:"next of the page before"`
	Limit   int    `query:"limit" default:"50" minimum:"1" maximum:"200"`
}

type printListOutput struct{ Body page[PrintShape] }

func (s *Server) listPrints(ctx context.Context, _ tracking.Actor, in *printListInput) (*printListOutput, error) {
	l := store.PrintList{State: tracking.PrintState(in.State), Limit: in.Limit + 1}
	if in.Printer != "" {
		p, found, err := s.Store.Printer(ctx, in.Printer)
		if err != nil {
			return nil, err
		}
		if !found {
			return nil, tracking.ErrUnknownPrinter
		}
		l.PrinterID = p.ID
	}
	if in.After != "" {
		last, found, err := s.Store.PrintJob(ctx, in.After)
		if err != nil {
			return nil, err
		}
		if !found {
			return nil, tracking.ErrUnknownPrint
		}
		l.After, l.AfterID = store.Cursor{At: last.CreatedAt}, last.ID
	}
	list, err := s.Store.PrintJobs(ctx, l)
	if err != nil {
		return nil, err
	}
	names, err := s.printerNames(ctx)
	if err != nil {
		return nil, err
	}
	return &printListOutput{cut(list, in.Limit, func(j tracking.PrintJob) PrintShape { return printOf(j, names) }, func(j tracking.PrintJob) string { return j.ID })}, nil
}

// printJob finds a job.
func (s *Server) printJob(ctx context.Context, id string) (tracking.PrintJob, error) {
	j, found, err := s.Store.PrintJob(ctx, id)
	if err == nil && !found {
		err = tracking.ErrUnknownPrint
	}
	return j, err
}

func (s *Server) getPrint(ctx context.Context, _ tracking.Actor, in *PrintPath) (*printOutputWithLabels, error) {
	j, err := s.printJob(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	rows, err := s.Store.PrintLabels(ctx, j.ID)
	if err != nil {
		return nil, err
	}
	var out printOutputWithLabels
	if out.Body.PrintShape, err = s.printShape(ctx, j); err != nil {
		return nil, err
	}
	for _, l := range rows {
		out.Body.Items = append(out.Body.Items, printLabelShape{l.Position, l.Code, l.LabelVersion, maybeAt(l.ScannedAt)})
	}
	return &out, nil
}

// printStep is a step that a person takes with a job.
func (s *Server) printStep(step func(context.Context, tracking.Actor, string) (tracking.PrintJob, error)) handler[PrintPath, PrintOutput] {
	return func(ctx context.Context, actor tracking.Actor, in *PrintPath) (*PrintOutput, error) {
		j, err := step(ctx, actor, in.ID)
		return s.toldPrint(ctx, j, err)
	}
}

type printAgainInput struct {
	PrintPath
	Body struct {
		ID     string `json:"id,omitempty" format:"uuid" doc:"The client's id of the new job"`
		Reason string `json:"reason" maxLength:"200"`
	}
}

// postPrintAgain prepares the labels once more and hands them to the printer of before.
func (s *Server) postPrintAgain(ctx context.Context, actor tracking.Actor, in *printAgainInput) (*PrintOutput, error) {
	first, err := s.printJob(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	if in.Body.ID == "" {
		in.Body.ID = uuid.NewString()
	}
	j, err := s.Service.PrintAgain(ctx, actor, in.ID, in.Body.ID, in.Body.Reason)
	if err != nil || first.PrinterID == nil {
		return s.toldPrint(ctx, j, err)
	}
	names, err := s.printerNames(ctx)
	if err != nil {
		return nil, err
	}
	p, c, err := choice(ctx, s.Store, PrintAsk{Printer: names[*first.PrinterID], Kind: first.Kind, Stock: first.Stock, Reason: in.Body.Reason})
	if err != nil {
		return nil, err
	}
	j, err = handOver(ctx, s.Store, s.Service, actor, j, p, c)
	return s.toldPrint(ctx, j, err)
}

type scanBackInput struct {
	PrintPath
	Body struct {
		Code string `json:"code" maxLength:"512" doc:"What the new label reads as"`
	}
}

type scanBackOutput struct {
	Body struct {
		Job  PrintShape `json:"job"`
		Code string     `json:"code" doc:"The folder or location whose new label it is"`
		Left int        `json:"left" doc:"How many of the job's labels are still to be scanned"`
	}
}

func (s *Server) postPrintScan(ctx context.Context, actor tracking.Actor, in *scanBackInput) (*scanBackOutput, error) {
	back, err := s.Service.ScanBack(ctx, actor, in.ID, in.Body.Code)
	if err != nil {
		return nil, err
	}
	var out scanBackOutput
	out.Body.Code, out.Body.Left = back.Label.Code, back.Left
	out.Body.Job, err = s.printShape(ctx, back.Job)
	return &out, err
}

// postPrintFile hands over the labels of a printer without an address.
func (s *Server) postPrintFile(ctx context.Context, actor tracking.Actor, in *PrintPath) (*fileOutput, error) {
	return s.printFile(ctx, actor, in.ID)
}

func (s *Server) printFile(ctx context.Context, actor tracking.Actor, id string) (*fileOutput, error) {
	j, err := s.printJob(ctx, id)
	if err != nil {
		return nil, err
	}
	if j.PrinterID == nil {
		return nil, tracking.ErrPrintMovedOn
	}
	printer, _, err := s.Store.PrinterByID(ctx, *j.PrinterID)
	if err != nil {
		return nil, err
	}
	var file bytes.Buffer
	if err := drawJob(ctx, s.Store, &file, j, printer); err != nil {
		return nil, err
	}
	if _, err := s.Service.FetchPrint(ctx, actor, id); err != nil {
		return nil, err
	}
	f := formatFor(printer)
	return &fileOutput{f.MediaType(), `inline; filename="labels.` + string(f) + `"`, file.Bytes()}, nil
}

type relabelInput struct {
	FolderPath
	Body struct {
		Reason string `json:"reason" maxLength:"200" doc:"Why the label is replaced"`
	}
}

// postRelabel gives a folder a new barcode; the old one keeps finding it.
func (s *Server) postRelabel(ctx context.Context, actor tracking.Actor, in *relabelInput) (*FolderOutput, error) {
	w, err := s.Service.ReplaceLabel(ctx, actor, in.Code, in.Body.Reason)
	return s.told(w, err, actor)
}
