package store

import (
	"time"

	"gorm.io/gorm/clause"

	"casenotes/tracking"
)

// forUpdate is load-bearing on MySQL: two commands on one folder wait for each other instead of losing an update. SQLite knows
// no such clause and needs none, because its transactions begin IMMEDIATE.
var forUpdate = clause.Locking{Strength: "UPDATE"}

func (t *tx) LockFolders(ids []tracking.FolderID) (list []tracking.Folder, err error) {
	if len(ids) == 0 {
		return nil, nil
	}
	return list, t.db.Clauses(forUpdate).Where("id IN ?", ids).Order("id").Find(&list).Error
}

func (t *tx) FoldersOf(patients []tracking.PatientID) (list []tracking.Folder, err error) {
	if len(patients) == 0 {
		return nil, nil
	}
	return list, t.db.Where("patient_id IN ?", patients).Order("id").Find(&list).Error
}

func (t *tx) FoldersDue(now time.Time, limit int) (ids []tracking.FolderID, err error) {
	return ids, t.db.Table("folders").Clauses(forUpdateFree).Where("check_at <= ?", now).Order("check_at").Limit(limit).Pluck("id", &ids).Error
}

func (t *tx) LookAgain(folders []tracking.FolderID, at *time.Time) error {
	return t.db.Exec("UPDATE folders SET check_at = ? WHERE id IN ?", at, folders).Error
}

func (t *tx) InUse(id tracking.LocationID) (bool, error) {
	for _, where := range []string{"location_id = ? AND status IN ('active', 'closed')", "to_id = ?", "home_id = ? AND status IN ('active', 'closed')"} {
		_, found, err := one[tracking.Folder](t.db.Select("id").Where(where, id))
		if err != nil || found {
			return found, err
		}
	}
	_, found, err := one[tracking.Container](t.db.Select("id").Where("(location_id = ? AND state <> ?) OR to_id = ?", id, tracking.ContainerRetired, id))
	return found, err
}

// AddFolders inserts folders and answers them with their ids, which are read back by code: the ids of a multi-row insert cannot
// be trusted on every server.
func (t *tx) AddFolders(rows []tracking.Folder) ([]tracking.Folder, error) {
	if err := add(t.db, rows); err != nil {
		return nil, err
	}
	codes := make([]string, len(rows))
	for i, f := range rows {
		codes[i] = f.Code
	}
	var found []struct {
		ID   tracking.FolderID
		Code string
	}
	if err := t.db.Table("folders").Select("id", "code").Where("code IN ?", codes).Find(&found).Error; err != nil {
		return nil, err
	}
	ids := map[string]tracking.FolderID{}
	for _, f := range found {
		ids[f.Code] = f.ID
	}
	for i := range rows {
		rows[i].ID = ids[rows[i].Code]
	}
	return rows, nil
}

var stateColumns = []string{"custody", "location_id", "to_id", "since", "out_since", "due_at", "last_scan_at", "last_scan_id", "source",
	"confidence", "version", "check_at", "changed_at", "container_id", "loan_for", "count_from", "extended_to"}

func (t *tx) UpdateFolders(rows []tracking.Folder) error {
	c := change{table: "folders", columns: stateColumns}
	for _, f := range rows {
		c.ids = append(c.ids, f.ID)
		c.values = append(c.values, []any{f.Custody, f.LocationID, f.ToID, f.Since, f.OutSince, f.DueAt, f.LastScanAt, f.LastScanID, f.Source,
			f.Confidence, f.Version, f.CheckAt, f.ChangedAt, f.ContainerID, f.LoanFor, f.CountFrom, f.ExtendedTo})
	}
	return c.run(t.db)
}

func (t *tx) AmendFolder(f tracking.Folder) error {
	return change{table: "folders", columns: []string{"patient_id", "kind", "volume", "home_id", "status", "hold", "loose_filing", "merged_into_id", "stands_for_id", "filing_key"},
		ids: []any{f.ID}, values: [][]any{{f.PatientID, f.Kind, f.Volume, f.HomeID, f.Status, f.Hold, f.LooseFiling, f.MergedIntoID, f.StandsForID, f.FilingKey}}}.run(t.db)
}
