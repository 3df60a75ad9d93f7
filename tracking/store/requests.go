package store

import (
	"fmt"
	"time"

	"casenotes/tracking"
)

func (t *tx) OpenRequests(folders []tracking.FolderID) (list []tracking.Request, err error) {
	if len(folders) == 0 {
		return nil, nil
	}
	return list, t.db.Clauses(forUpdate).Where("folder_id IN ? AND open = ?", folders, true).Order("id").Find(&list).Error
}

func (t *tx) RequestsFor(folders []tracking.FolderID) (list []tracking.Request, err error) {
	if len(folders) == 0 {
		return nil, nil
	}
	return list, t.db.Where("folder_id IN ? AND open = ?", folders, true).Order("id").Find(&list).Error
}

func (t *tx) Requests(ids []tracking.RequestID) (list []tracking.Request, err error) {
	if len(ids) == 0 {
		return nil, nil
	}
	return list, t.db.Where("id IN ?", ids).Order("id").Find(&list).Error
}

func (t *tx) RequestsFilledBy(scan string) (list []tracking.Request, err error) {
	return list, t.db.Where("scan_id = ?", scan).Order("id").Find(&list).Error
}

func (t *tx) RequestsOver(now time.Time, limit int) (list []tracking.Request, err error) {
	return list, t.db.Where("expires_at <= ? AND open = ?", now, true).Order("expires_at").Limit(limit).Find(&list).Error
}

func (t *tx) RequestsAstray(limit int) (list []tracking.Request, err error) {
	return list, t.db.Raw(`SELECT r.* FROM requests r JOIN folders f ON f.id = r.folder_id JOIN locations l ON l.id = r.location_id
		WHERE r.open = ? AND (f.status IN ('merged', 'destroyed', 'digitised') OR l.retired_at IS NOT NULL) ORDER BY r.needed_by LIMIT ?`, true, limit).Scan(&list).Error
}

func (t *tx) Wanted(id tracking.LocationID) (bool, error) {
	_, found, err := one[tracking.Request](t.db.Select("id").Where("location_id = ? AND open = ?", id, true))
	return found, err
}

// requestKey is what makes an open request unique.
type requestKey struct {
	folder   tracking.FolderID
	location tracking.LocationID
	need     int
}

func keyOfRequest(q tracking.Request) requestKey {
	return requestKey{q.FolderID, q.LocationID, q.Need}
}

// AddRequests inserts requests and answers them with their ids, read back by what makes an open one unique.
func (t *tx) AddRequests(rows []tracking.Request) ([]tracking.Request, error) {
	if len(rows) == 0 {
		return rows, nil
	}
	if err := add(t.db, rows); err != nil {
		return nil, err
	}
	var folders []tracking.FolderID
	for _, q := range rows {
		folders = append(folders, q.FolderID)
	}
	var found []tracking.Request
	if err := t.db.Select("id", "folder_id", "location_id", "need").Where("folder_id IN ? AND open = ?", folders, true).Find(&found).Error; err != nil {
		return nil, err
	}
	ids := map[requestKey]tracking.RequestID{}
	for _, q := range found {
		ids[keyOfRequest(q)] = q.ID
	}
	for i, q := range rows {
		if rows[i].ID = ids[keyOfRequest(q)]; rows[i].ID == 0 {
			return nil, fmt.Errorf("a request just added for folder %d is not there", q.FolderID)
		}
	}
	return rows, nil
}

var requestColumns = []string{"folder_id", "need", "open", "scope", "needed_by", "urgency", "contact", "note", "moved_up", "state", "state_at", "state_by",
	"state_why", "claimed_by", "claimed_until", "hopeless_since", "expires_at", "chased_at", "scan_id", "doubt", "version", "changed_at"}

func (t *tx) UpdateRequests(rows []tracking.Request) error {
	c := change{table: "requests", columns: requestColumns}
	for _, q := range rows {
		c.ids = append(c.ids, q.ID)
		c.values = append(c.values, []any{q.FolderID, q.Need, q.Open, q.Scope, q.NeededBy, q.Urgency, q.Contact, q.Note, q.MovedUp, q.State, q.StateAt,
			q.StateBy, q.StateWhy, q.ClaimedBy, q.ClaimedUntil, q.HopelessSince, q.ExpiresAt, q.ChasedAt, q.ScanID, q.Doubt, q.Version, q.ChangedAt})
	}
	return c.run(t.db)
}

func (t *tx) AddRequestEvents(rows []tracking.RequestEvent) error { return add(t.db, rows) }

func (t *tx) AsksOf(ids []tracking.RequestID) (list []tracking.RequestAsk, err error) {
	if len(ids) == 0 {
		return nil, nil
	}
	return list, t.db.Where("request_id IN ? AND withdrawn_at IS NULL", ids).Order("id").Find(&list).Error
}

func (t *tx) AsksFor(ids []tracking.AppointmentID) (list []tracking.RequestAsk, err error) {
	if len(ids) == 0 {
		return nil, nil
	}
	return list, t.db.Where("appointment_id IN ? AND withdrawn_at IS NULL", ids).Order("id").Find(&list).Error
}

func (t *tx) AddRequestAsks(rows []tracking.RequestAsk) error { return add(t.db, rows) }

func (t *tx) WithdrawAsks(ids []uint64, at time.Time) error {
	if len(ids) == 0 {
		return nil
	}
	return t.db.Exec("UPDATE request_asks SET withdrawn_at = ? WHERE id IN ?", at, ids).Error
}

func (t *tx) Refile(root tracking.LocationID) error {
	if err := t.db.Exec("DELETE FROM refilings WHERE location_id = ?", root).Error; err != nil {
		return err
	}
	return t.db.Exec("INSERT INTO refilings (location_id, after_id) VALUES (?, 0)", root).Error
}

func (t *tx) Refilings() (map[tracking.LocationID]tracking.FolderID, error) {
	var rows []struct {
		LocationID tracking.LocationID
		AfterID    tracking.FolderID
	}
	err := t.db.Raw("SELECT location_id, after_id FROM refilings ORDER BY location_id LIMIT 100").Scan(&rows).Error
	todo := map[tracking.LocationID]tracking.FolderID{}
	for _, r := range rows {
		todo[r.LocationID] = r.AfterID
	}
	return todo, err
}

func (t *tx) FoldersToRefile(root tracking.LocationID, after tracking.FolderID, limit int) (list []tracking.Folder, err error) {
	top, found, err := one[tracking.Location](t.db.Where("id = ?", root))
	if err != nil || !found {
		return nil, err
	}
	return list, t.db.Clauses(forUpdate).Where("id > ? AND home_id IN (SELECT id FROM locations WHERE path LIKE ?)", after, top.Path+"%").Order("id").Limit(limit).Find(&list).Error
}

func (t *tx) Refiled(root tracking.LocationID, last tracking.FolderID, done bool) error {
	if done {
		return t.db.Exec("DELETE FROM refilings WHERE location_id = ? AND after_id = ?", root, last).Error
	}
	return t.db.Exec("UPDATE refilings SET after_id = ? WHERE location_id = ?", last, root).Error
}

func (t *tx) SetFilingKeys(rows []tracking.Folder) error {
	c := change{table: "folders", columns: []string{"filing_key"}}
	for _, f := range rows {
		c.ids = append(c.ids, f.ID)
		c.values = append(c.values, []any{f.FilingKey})
	}
	return c.run(t.db)
}
