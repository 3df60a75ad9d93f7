package main

import (
	"context"
	"errors"
	"slices"

	"github.com/google/uuid"

	"casenotes/tracking"
	"casenotes/tracking/store"
)

// pack adds a few containers to the demo: a box at rest, and a trolley that has come from the library to the clinic with folders that
// nobody has scanned since.
func (p program) pack(ctx context.Context, o *opened) error {
	all, err := o.store.Locations(ctx)
	if err != nil {
		return err
	}
	first := func(kind tracking.LocationKind) string {
		i := slices.IndexFunc(all, func(l tracking.Location) bool { return l.Kind == kind && l.RetiredAt == nil })
		return all[max(i, 0)].Code
	}
	library, clinic := first(tracking.Library), first(tracking.Clinic)
	made := map[string]string{}
	for _, n := range []tracking.NewContainer{{Kind: tracking.Box, Name: "Box 12"}, {Kind: tracking.Bag, Name: "Bag 3"}, {Kind: tracking.Trolley, Name: "Trolley 7"}} {
		n.Location = library
		v, err := o.service.AddContainer(ctx, operator(), n)
		if err != nil {
			return err
		}
		made[n.Name] = v.Code
	}
	if err := o.printer(ctx, library); err != nil {
		return err
	}
	from, _, err := o.store.LocationByCode(ctx, library)
	if err != nil {
		return err
	}
	list, err := o.store.Folders(ctx, store.FolderList{LocationID: from.ID, Custody: tracking.At, Limit: 6})
	if err != nil {
		return err
	}
	var scans []tracking.Scan
	scan := func(s tracking.Scan) error {
		id, err := uuid.NewV7()
		s.ID, s.Action, s.At, s.Source = id.String(), tracking.Arrive, p.now(), tracking.Wedge
		scans = append(scans, s)
		return err
	}
	for _, w := range list {
		err = errors.Join(err, scan(tracking.Scan{Code: w.Code, LocationCode: library, ContainerCode: made["Trolley 7"]}))
	}
	unknown, _ := tracking.Issue(tracking.FolderCode, 90_000_001)
	for _, code := range []string{made["Trolley 7"], "5012345678900", unknown} { // the last two are for somebody to look at
		err = errors.Join(err, scan(tracking.Scan{Code: code, LocationCode: clinic}))
	}
	if err != nil {
		return err
	}
	_, err = o.service.Scan(ctx, operator(), tracking.ScanBatch{Scans: scans})
	return err
}

// printer adds one whose labels a person prints from a PC, so that the demo reaches none.
func (o *opened) printer(ctx context.Context, at string) error {
	language, stock := tracking.PDF, "L7163"
	_, err := o.service.AddPrinter(ctx, operator(), "Office printer", tracking.PrinterChange{Location: &at, Language: &language, Stock: &stock})
	return err
}
