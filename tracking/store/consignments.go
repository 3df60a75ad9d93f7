package store

import (
	"context"

	"casenotes/tracking"
)

// Shipment is a consignment with its places and its folders.
type Shipment struct {
	tracking.Consignment
	From, To tracking.Location
	Received *tracking.Location
	Lines    []ShipmentLine
}

// ShipmentLine is one folder of a consignment and what is known of it.
type ShipmentLine struct {
	Folder tracking.Whereabouts
	Tally  tracking.Tally
}

// Shipment is the newest consignment of a container: the open one, or the last that was received. Its tallies are those of the receipt,
// or, while it is open, what the scans say so far.
func (s *Store) Shipment(ctx context.Context, c tracking.ContainerView) (sh Shipment, found bool, err error) {
	sh.Consignment, found, err = one[tracking.Consignment](s.db(ctx).Where("container_id = ? AND cancelled_at IS NULL", c.ID).Order("dispatched_at DESC, id DESC"))
	if err != nil || !found {
		return sh, false, translate(err)
	}
	placeIDs := []tracking.LocationID{sh.FromID, sh.ToID}
	if sh.ReceivedID != nil {
		placeIDs = append(placeIDs, *sh.ReceivedID)
	}
	places, err := byID(s.db(ctx), placeIDs, func(p tracking.Location) tracking.LocationID { return p.ID })
	if err != nil {
		return sh, false, translate(err)
	}
	sh.From, sh.To = places[sh.FromID], places[sh.ToID]
	if sh.ReceivedID != nil {
		at := places[*sh.ReceivedID]
		sh.Received = &at
	}
	sh.Lines, err = s.shipmentLines(ctx, sh.Consignment, c)
	return sh, err == nil, err
}

func (s *Store) shipmentLines(ctx context.Context, c tracking.Consignment, in tracking.ContainerView) ([]ShipmentLine, error) {
	var rows []tracking.ConsignedFolder
	if err := s.db(ctx).Where("consignment_id = ?", c.ID).Order("folder_id").Limit(2 * contentsLimit).Find(&rows).Error; err != nil {
		return nil, translate(err)
	}
	tallies, ids := map[tracking.FolderID]tracking.Tally{}, []tracking.FolderID{}
	for _, r := range rows {
		tallies[r.FolderID] = r.Result
		ids = append(ids, r.FolderID)
	}
	if c.Open != nil && c.ArrivedAt != nil {
		var found []tracking.FolderID
		if err := s.db(ctx).Raw(unpackedSince, c.ContainerID, *c.ArrivedAt, contentsLimit).Scan(&found).Error; err != nil {
			return nil, translate(err)
		}
		for _, id := range found {
			if _, expected := tallies[id]; !expected {
				tallies[id] = tracking.Unexpected
				ids = append(ids, id)
			}
		}
	}
	folders, err := s.folders(ctx, s.db(ctx).Where("id IN ?", ids).Order("code"))
	var lines []ShipmentLine
	for _, f := range folders {
		t := tallies[f.ID]
		if c.Open != nil && t == tracking.Awaited {
			t = c.Tally(f.Folder, in.Location, f.Location)
		}
		lines = append(lines, ShipmentLine{f, t})
	}
	return lines, err
}
