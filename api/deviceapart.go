package api

import (
	"context"
	"encoding/json"
	"fmt"

	"casenotes/tracking"
	"casenotes/web"
)

const (
	apartShown  = 200   // how many scans that are kept apart a page lists
	apartAtOnce = 5_000 // and how many one press of a button takes
	gapsShown   = 20
	gapsWithin  = 1000 // how many numbers are looked at for gaps
)

// fillGaps names the device's scans that have not come.
func (s *Server) fillGaps(ctx context.Context, page *web.Device) error {
	d := page.Device
	come, err := s.Store.SeqsAfter(ctx, d.Name, d.ContiguousSeq, gapsWithin)
	if err != nil {
		return err
	}
	highest := d.MaxSeq
	if len(come) == gapsWithin {
		highest = come[len(come)-1]
	}
	gaps := tracking.Gaps(d.ContiguousSeq, come, highest)
	if page.AllUpTo = max(highest, d.ContiguousSeq); len(gaps) > 0 {
		page.AllUpTo = gaps[0].From - 1
	} else if len(come) > 0 {
		page.AllUpTo = max(page.AllUpTo, come[len(come)-1])
	}
	for _, g := range gaps[:min(len(gaps), gapsShown)] {
		shown := web.DeviceGap{Words: g.Words()}
		later, err := s.Store.ReceivedAt(ctx, d.Name, g.To+1)
		if err != nil {
			return err
		}
		if !later.IsZero() {
			shown.Later = &later
		}
		page.Gaps = append(page.Gaps, shown)
	}
	if more := len(gaps) - gapsShown; more > 0 {
		last := tracking.Gap{From: gaps[gapsShown].From, To: gaps[len(gaps)-1].To}
		page.Gaps = append(page.Gaps, web.DeviceGap{Words: "Of the later ones, some: " + last.Words()})
	}
	return nil
}

// fillApart lists the device's scans that are kept apart, and those that somebody has dealt with.
func (s *Server) fillApart(ctx context.Context, page *web.Device) error {
	apart, err := s.Store.Quarantined(ctx, page.Name, false, apartShown+1)
	if err != nil {
		return err
	}
	taken, err := s.Store.Quarantined(ctx, page.Name, true, apartShown)
	if err != nil {
		return err
	}
	if len(apart) > apartShown {
		apart, page.ApartRest = apart[:apartShown], fmt.Sprintf("These are the first %d. The buttons are for all.", apartShown)
	}
	for _, q := range apart {
		page.Apart = append(page.Apart, outcomeOf(q, q.Reason))
	}
	for _, q := range taken {
		page.Taken = append(page.Taken, outcomeOf(q, q.Became))
	}
	return nil
}

func outcomeOf(q tracking.QuarantinedScan, text string) web.ScanOutcome {
	a := attentionTo(scanOf(q), tracking.Receipt{Message: text})
	return web.ScanOutcome(a)
}

// scanOf is a scan as it came before it was kept apart. One that cannot be read stays apart.
func scanOf(q tracking.QuarantinedScan) tracking.Scan {
	scans, _ := scansOf([]json.RawMessage{json.RawMessage(q.Raw)})
	return scans[0]
}

// takeApart takes in the device's scans that are kept apart, and says how many.
func (s *Server) takeApart(ctx context.Context, actor tracking.Actor, d tracking.Device) (words string, err error) {
	rows, err := s.Store.Quarantined(ctx, d.Name, false, apartAtOnce)
	if err != nil {
		return "", err
	}
	var scans []tracking.Scan
	for _, q := range rows {
		scans = append(scans, scanOf(q))
	}
	taken, err := s.Service.TakeIn(ctx, actor, d.ID, rows, scans)
	if err != nil {
		return "", err
	}
	words = manyScans(taken) + " taken in."
	if left := len(rows) - taken; left > 0 {
		words += " " + manyScans(left) + " kept apart still: scan those folders again where they are."
	}
	return words, nil
}

func (s *Server) putAside(ctx context.Context, actor tracking.Actor, d tracking.Device) (words string, err error) {
	rows, err := s.Store.Quarantined(ctx, d.Name, false, apartAtOnce)
	if err != nil {
		return "", err
	}
	return "Noted. " + manyScans(len(rows)) + " put aside.", s.Service.PutAside(ctx, actor, d.ID, rows)
}

// manyScans is a number of scans and their verb.
func manyScans(n int) string {
	switch n {
	case 0:
		return "No scan was"
	case 1:
		return "1 scan was"
	}
	return grouped(int64(n)) + " scans were"
}
