package store

import "casenotes/tracking"

func (t *tx) OpenAlerts(folders []tracking.FolderID) (list []tracking.Alert, err error) {
	if len(folders) == 0 {
		return nil, nil
	}
	return list, t.db.Where("folder_id IN ? AND open = ?", folders, true).Order("id").Find(&list).Error
}

func (t *tx) Alert(id tracking.AlertID) (tracking.Alert, bool, error) {
	return one[tracking.Alert](t.db.Where("id = ?", id))
}

// AddAlerts inserts alerts and answers them with their ids, read back by what makes an open alert unique.
func (t *tx) AddAlerts(rows []tracking.Alert) ([]tracking.Alert, error) {
	if len(rows) == 0 {
		return rows, nil
	}
	if err := add(t.db, rows); err != nil {
		return nil, err
	}
	var subjects []string
	for _, a := range rows {
		subjects = append(subjects, a.Subject)
	}
	var found []tracking.Alert
	if err := t.db.Where("subject IN ? AND open = ?", subjects, true).Find(&found).Error; err != nil {
		return nil, err
	}
	for i := range rows {
		for _, a := range found {
			if a.Kind == rows[i].Kind && a.Subject == rows[i].Subject {
				rows[i].ID = a.ID
			}
		}
	}
	return rows, nil
}

func (t *tx) UpdateAlerts(rows []tracking.Alert) error {
	c := change{table: "alerts", columns: []string{"location_id", "open", "acknowledged_at", "acknowledged_by", "closed_at", "closed_why",
		"changed_at", "version"}}
	for _, a := range rows {
		c.ids = append(c.ids, a.ID)
		c.values = append(c.values, []any{a.LocationID, a.Open, a.AcknowledgedAt, a.AcknowledgedBy, a.ClosedAt, a.ClosedWhy, a.ChangedAt, a.Version})
	}
	return c.run(t.db)
}

func (t *tx) AlertOpen(kind tracking.AlertKind, subject string) (bool, error) {
	_, found, err := one[tracking.Alert](t.db.Where("kind = ? AND subject = ? AND open = ?", kind, subject, true))
	return found, err
}
