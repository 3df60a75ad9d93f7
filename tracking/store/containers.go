package store

import (
	"context"
	"fmt"
	"time"

	"casenotes/tracking"
)

func (t *tx) LockContainers(ids []tracking.ContainerID) (list []tracking.Container, err error) {
	return list, t.db.Clauses(forUpdate).Where("id IN ?", ids).Order("id").Find(&list).Error
}

func (t *tx) Containers(ids []tracking.ContainerID) (list []tracking.Container, err error) {
	return list, t.db.Where("id IN ?", ids).Order("id").Find(&list).Error
}

func (t *tx) AddContainer(c tracking.Container) (tracking.Container, error) {
	err := t.db.Create(&c).Error
	return c, err
}

func (t *tx) UpdateContainers(rows []tracking.Container) error {
	c := change{table: "containers", columns: []string{"state", "location_id", "to_id", "since", "last_scan_at", "last_scan_id", "version", "changed_at"}}
	for _, r := range rows {
		c.ids = append(c.ids, r.ID)
		c.values = append(c.values, []any{r.State, r.LocationID, r.ToID, r.Since, r.LastScanAt, r.LastScanID, r.Version, r.ChangedAt})
	}
	return c.run(t.db)
}

func (t *tx) Inside(ids []tracking.ContainerID) (list []tracking.Folder, err error) {
	return list, t.db.Select("id", "container_id").Where("container_id IN ?", ids).Order("id").Find(&list).Error
}

// journey is how far back a late scan looks for what was in its container: no device is offline for longer and still has its scans.
const journey = 30 * 24 * time.Hour

// InsideAt reads index movements_in, and for each row the folder's index movements_history.
func (t *tx) InsideAt(c tracking.ContainerID, at time.Time, limit int) (ids []tracking.FolderID, err error) {
	return ids, t.db.Raw(`SELECT DISTINCT m.folder_id FROM movements m WHERE m.container_id = ? AND m.at <= ? AND m.at >= ?
		AND NOT EXISTS (SELECT 1 FROM movements n WHERE n.folder_id = m.folder_id AND n.at <= ? AND (n.at > m.at OR (n.at = m.at AND n.version > m.version)))
		ORDER BY m.folder_id LIMIT ?`, c, at, at.Add(-journey), at, limit).Scan(&ids).Error
}

func (t *tx) ContainerMoveOf(scan string) (tracking.ContainerMove, bool, error) {
	return one[tracking.ContainerMove](t.db.Where("scan_id = ?", scan))
}

func (t *tx) NewestContainerMoves(c tracking.ContainerID, from int64, n int) (list []tracking.ContainerMove, err error) {
	return list, t.db.Where("container_id = ? AND version <= ? AND late = ?", c, from, false).Order("version DESC").Limit(n).Find(&list).Error
}

func (t *tx) ContainerMovesAfter(c tracking.ContainerID, at time.Time, limit int) (list []tracking.ContainerMove, err error) {
	return list, t.db.Where("container_id = ? AND at > ? AND late = ?", c, at, false).Order("at, version").Limit(limit).Find(&list).Error
}

func (t *tx) AddContainerMoves(rows []tracking.ContainerMove) error { return add(t.db, rows) }

func (t *tx) OpenConsignments(ids []tracking.ContainerID) (list []tracking.Consignment, err error) {
	return list, t.db.Where("container_id IN ? AND open = ?", ids, true).Order("id").Find(&list).Error
}

func (t *tx) AddConsignment(c tracking.Consignment) (uint64, error) {
	err := t.db.Create(&c).Error
	return c.ID, err
}

func (t *tx) UpdateConsignment(c tracking.Consignment) error {
	return change{table: "consignments", columns: []string{"seal", "carrier", "open", "arrived_at", "received_id", "received_at", "received_by", "cancelled_at", "version"},
		ids: []any{c.ID}, values: [][]any{{c.Seal, c.Carrier, c.Open, c.ArrivedAt, c.ReceivedID, c.ReceivedAt, c.ReceivedBy, c.CancelledAt, c.Version}}}.run(t.db)
}

func (t *tx) Consigned(id uint64) (list []tracking.ConsignedFolder, err error) {
	return list, t.db.Where("consignment_id = ?", id).Order("folder_id").Find(&list).Error
}

func (t *tx) AddConsigned(rows []tracking.ConsignedFolder) error { return add(t.db, rows) }

func (t *tx) SetTally(id uint64, tally tracking.Tally, folders []tracking.FolderID) error {
	if len(folders) == 0 {
		return nil
	}
	if tally == tracking.Unexpected {
		var rows []tracking.ConsignedFolder
		for _, f := range folders {
			rows = append(rows, tracking.ConsignedFolder{ConsignmentID: id, FolderID: f, Result: tally})
		}
		return add(t.db, rows)
	}
	done := t.db.Exec("UPDATE consigned_folders SET result = ? WHERE consignment_id = ? AND folder_id IN ?", tally, id, folders)
	if done.Error == nil && done.RowsAffected != int64(len(folders)) {
		return fmt.Errorf("tally consignment %d: %d of %d rows were there", id, done.RowsAffected, len(folders))
	}
	return done.Error
}

// UnpackedSince reads index scans_of_container.
func (t *tx) UnpackedSince(c tracking.ContainerID, at time.Time, limit int) (ids []tracking.FolderID, err error) {
	return ids, t.db.Raw(unpackedSince, c, at, limit).Scan(&ids).Error
}

const unpackedSince = `SELECT DISTINCT s.folder_id FROM scans s LEFT JOIN movements m ON m.scan_id = s.id AND m.folder_id = s.folder_id
	LEFT JOIN movements undone ON undone.corrects_id = m.id
	WHERE s.container_id = ? AND s.at >= ? AND s.action = 'unpack' AND s.folder_id IS NOT NULL AND undone.id IS NULL ORDER BY s.folder_id LIMIT ?`

// ContainerList chooses containers for a list.
type ContainerList struct {
	State      tracking.Stage      // empty: all that are in use
	LocationID tracking.LocationID // 0: anywhere; else those here and those on their way here
	After      string              // name of the last one of the page before
	Limit      int
}

// Containers lists containers by name, with how many folders are in each.
func (s *Store) Containers(ctx context.Context, l ContainerList) ([]tracking.ContainerView, error) {
	q := s.db(ctx).Where("state <> ?", tracking.ContainerRetired)
	if l.State != "" {
		q = s.db(ctx).Where("state = ?", l.State)
	}
	if l.LocationID != 0 {
		q = q.Where("(location_id = ? OR to_id = ?)", l.LocationID, l.LocationID)
	}
	if l.After != "" {
		q = q.Where("name > ?", l.After)
	}
	var list []tracking.Container
	if err := q.Order("name").Limit(l.Limit).Find(&list).Error; err != nil {
		return nil, translate(err)
	}
	return s.containerViews(ctx, list)
}

func (s *Store) containerViews(ctx context.Context, list []tracking.Container) ([]tracking.ContainerView, error) {
	var ids []tracking.ContainerID
	var placeIDs []tracking.LocationID
	for _, c := range list {
		ids, placeIDs = append(ids, c.ID), append(placeIDs, c.LocationID)
		if c.ToID != nil {
			placeIDs = append(placeIDs, *c.ToID)
		}
	}
	if len(ids) == 0 {
		return nil, nil
	}
	places, err := byID(s.db(ctx), placeIDs, func(p tracking.Location) tracking.LocationID { return p.ID })
	if err != nil {
		return nil, translate(err)
	}
	var counts []struct {
		ContainerID tracking.ContainerID
		N           int
	}
	if err := s.db(ctx).Raw("SELECT container_id, COUNT(*) AS n FROM folders WHERE container_id IN ? GROUP BY container_id", ids).Scan(&counts).Error; err != nil {
		return nil, translate(err)
	}
	inside := map[tracking.ContainerID]int{}
	for _, c := range counts {
		inside[c.ContainerID] = c.N
	}
	views := make([]tracking.ContainerView, len(list))
	for i, c := range list {
		views[i] = tracking.ContainerView{Container: c, Location: places[c.LocationID], Folders: inside[c.ID]}
		if c.ToID != nil {
			to := places[*c.ToID]
			views[i].To = &to
		}
	}
	return views, nil
}

// ContainerByCode finds a container by its barcode.
func (s *Store) ContainerByCode(ctx context.Context, code string) (v tracking.ContainerView, found bool, err error) {
	if len(askable(code)) == 0 {
		return v, false, nil
	}
	c, found, err := one[tracking.Container](s.db(ctx).Where("code = ?", code))
	if err != nil || !found {
		return v, false, translate(err)
	}
	views, err := s.containerViews(ctx, []tracking.Container{c})
	if err != nil {
		return v, false, err
	}
	return views[0], true, nil
}

const contentsLimit = 500 // more than a container takes

// Contents are the folders in a container, those packed last first.
func (s *Store) Contents(ctx context.Context, c tracking.ContainerID) ([]tracking.Whereabouts, error) {
	return s.folders(ctx, s.db(ctx).Where("container_id = ?", c).Order("since DESC, id DESC").Limit(contentsLimit))
}

// ContainerPassage is a move of a container with the places it names.
type ContainerPassage struct {
	tracking.ContainerMove
	Place tracking.Location
	To    *tracking.Location
}

// ContainerMoves is the history of a container, newest first, from the cursor on.
func (s *Store) ContainerMoves(ctx context.Context, c tracking.ContainerID, after Cursor, limit int) ([]ContainerPassage, error) {
	q := s.db(ctx).Where("container_id = ?", c)
	if !after.At.IsZero() {
		q = q.Where("(at < ? OR (at = ? AND id < ?))", after.At, after.At, after.ID)
	}
	var list []tracking.ContainerMove
	if err := q.Order("at DESC, id DESC").Limit(limit).Find(&list).Error; err != nil {
		return nil, translate(err)
	}
	var ids []tracking.LocationID
	for _, m := range list {
		ids = append(ids, m.LocationID)
		if m.ToID != nil {
			ids = append(ids, *m.ToID)
		}
	}
	places, err := byID(s.db(ctx), ids, func(p tracking.Location) tracking.LocationID { return p.ID })
	out := make([]ContainerPassage, len(list))
	for i, m := range list {
		out[i] = ContainerPassage{ContainerMove: m, Place: places[m.LocationID]}
		if m.ToID != nil {
			to := places[*m.ToID]
			out[i].To = &to
		}
	}
	return out, translate(err)
}
