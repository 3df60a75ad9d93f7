package store

import (
	"context"
	"time"

	"casenotes/tracking"
)

func (t *tx) LockPrintJob(id string) (tracking.PrintJob, bool, error) {
	return one[tracking.PrintJob](t.db.Clauses(forUpdate).Where("id IN ?", askable(id)))
}

func (t *tx) AddPrintJob(j tracking.PrintJob, list []tracking.PrintLabel) error {
	if err := t.db.Create(&j).Error; err != nil {
		return err
	}
	return add(t.db, list)
}

// UpdatePrintJob writes a step of a job, on the version that the step before left.
func (t *tx) UpdatePrintJob(j tracking.PrintJob) error {
	done := t.db.Model(&tracking.PrintJob{}).Where("id = ? AND version = ?", j.ID, j.Version-1).
		Select("printer_id", "state", "kind", "stock", "start_at", "reason", "tries", "next_at", "sender", "problem", "actor", "asked_at", "sent_at", "ended_at", "ended_by", "version").Updates(j)
	if done.Error == nil && done.RowsAffected != 1 {
		return tracking.ErrStale
	}
	return done.Error
}

func (t *tx) ForgetPrints(before time.Time, limit int) (int, error) {
	var ids []string
	err := t.db.Model(&tracking.PrintJob{}).Clauses(forUpdate).Where("state = ? AND created_at < ?", tracking.Prepared, before).Order("created_at").Limit(limit).Pluck("id", &ids).Error
	if err != nil || len(ids) == 0 {
		return 0, err
	}
	if err := t.db.Where("job_id IN ?", ids).Delete(&tracking.PrintLabel{}).Error; err != nil {
		return 0, err
	}
	return len(ids), t.db.Where("id IN ?", ids).Delete(&tracking.PrintJob{}).Error
}

func (t *tx) SendingByOthers(sender string, until time.Time) (list []tracking.PrintJob, err error) {
	return list, t.db.Clauses(forUpdate).Where("state = ? AND sender <> ? AND sent_at <= ?", tracking.Sending, sender, until).Order("id").Limit(1000).Find(&list).Error
}

func (t *tx) PrintLabels(job string) (list []tracking.PrintLabel, err error) {
	return list, t.db.Where("job_id = ?", job).Order("position").Limit(tracking.MaxLabels).Find(&list).Error
}

func (t *tx) NumberLabels(list []tracking.PrintLabel) error {
	for _, l := range list {
		if err := t.label(l, "label_version"); err != nil {
			return err
		}
	}
	return nil
}

func (t *tx) ScannedLabel(l tracking.PrintLabel) error { return t.label(l, "scanned_at", "scanned_by") }

func (t *tx) label(l tracking.PrintLabel, columns ...string) error {
	return t.db.Model(&tracking.PrintLabel{}).Where("job_id = ? AND position = ?", l.JobID, l.Position).Select(columns).Updates(l).Error
}

// LabelVersions reads index print_labels_version only.
func (t *tx) LabelVersions(ids []tracking.FolderID) (map[tracking.FolderID]int, error) {
	newest := map[tracking.FolderID]int{}
	for len(ids) > 0 {
		n := min(len(ids), perStatement)
		var rows []struct {
			FolderID tracking.FolderID
			Newest   int
		}
		err := t.db.Raw("SELECT folder_id, MAX(label_version) AS newest FROM print_labels WHERE folder_id IN ? AND label_version IS NOT NULL GROUP BY folder_id", ids[:n]).Scan(&rows).Error
		if err != nil {
			return nil, err
		}
		for _, r := range rows {
			newest[r.FolderID] = r.Newest
		}
		ids = ids[n:]
	}
	return newest, nil
}

func (t *tx) Folders(ids []tracking.FolderID) (list []tracking.Folder, err error) {
	for len(ids) > 0 {
		n := min(len(ids), perStatement)
		var some []tracking.Folder
		if err := t.db.Where("id IN ?", ids[:n]).Order("id").Find(&some).Error; err != nil {
			return nil, err
		}
		list, ids = append(list, some...), ids[n:]
	}
	return list, nil
}

// Relabel writes the new barcode before the old one becomes an alias, so that the folder is never without its own.
func (t *tx) Relabel(f tracking.Folder, old tracking.ReplacedLabel) error {
	if err := add(t.db, []tracking.Barcode{{Code: f.Code, FolderID: &f.ID, CreatedAt: old.ReplacedAt}}); err != nil {
		return err
	}
	if err := t.db.Model(&tracking.Barcode{}).Where("code = ?", old.Code).Select("alias").Updates(tracking.Barcode{Alias: true}).Error; err != nil {
		return err
	}
	if err := (change{table: "folders", columns: []string{"code"}, ids: []any{f.ID}, values: [][]any{{f.Code}}}).run(t.db); err != nil {
		return err
	}
	return t.db.Create(&old).Error
}

func (t *tx) ReplacedLabels(codes []string) (list []tracking.ReplacedLabel, err error) {
	if codes = askable(codes...); len(codes) == 0 {
		return nil, nil
	}
	return list, t.db.Where("code IN ?", codes).Order("code").Find(&list).Error
}

func (t *tx) NewestFolder() (id tracking.FolderID, err error) {
	return id, t.db.Raw("SELECT COALESCE(MAX(id), 0) FROM folders").Scan(&id).Error
}

func (t *tx) CountImported(b tracking.ImportBatch) (n int, err error) {
	return n, t.db.Raw(`SELECT COUNT(*) FROM folders f JOIN movements m ON m.folder_id = f.id AND m.version = 1 AND m.source = 'import' AND m.actor = ?
		WHERE f.id >= ? AND f.id <= ?`, b.Actor, b.FirstFolderID, b.LastFolderID).Scan(&n).Error
}

func (t *tx) AddImportBatch(b tracking.ImportBatch) (tracking.ImportBatch, error) {
	return b, t.db.Create(&b).Error
}

// Lease takes the row of a job that is free, or keeps one's own. Two that make the first row at once are told apart by its key.
func (t *tx) Lease(name, holder string, now, until time.Time) (bool, error) {
	done := t.db.Exec("UPDATE jobs SET holder = ?, leased_until = ? WHERE name = ? AND (holder = ? OR leased_until < ?)", holder, until, name, holder, now)
	if done.Error != nil || done.RowsAffected > 0 {
		return done.RowsAffected > 0, done.Error
	}
	var n int64
	if err := t.db.Raw("SELECT COUNT(*) FROM jobs WHERE name = ?", name).Scan(&n).Error; err != nil || n > 0 {
		return false, err
	}
	return true, t.db.Exec("INSERT INTO jobs (name, holder, leased_until) VALUES (?, ?, ?)", name, holder, until).Error
}

// PrintJob is one print job.
func (s *Store) PrintJob(ctx context.Context, id string) (tracking.PrintJob, bool, error) {
	j, found, err := one[tracking.PrintJob](s.db(ctx).Where("id IN ?", askable(id)))
	return j, found, translate(err)
}

// PrintList chooses print jobs for a list.
type PrintList struct {
	State     tracking.PrintState // empty: all
	PrinterID tracking.PrinterID  // 0: all
	After     Cursor
	AfterID   string // the id at the cursor, for jobs have no number
	Limit     int
}

// PrintJobs lists print jobs, the newest first.
func (s *Store) PrintJobs(ctx context.Context, l PrintList) (list []tracking.PrintJob, err error) {
	q := s.db(ctx)
	if l.State != "" {
		q = q.Where("state = ?", l.State)
	}
	if l.PrinterID != 0 {
		q = q.Where("printer_id = ?", l.PrinterID)
	}
	if !l.After.At.IsZero() {
		q = q.Where("(created_at < ? OR (created_at = ? AND id < ?))", l.After.At, l.After.At, l.AfterID)
	}
	return list, translate(q.Order("created_at DESC, id DESC").Limit(l.Limit).Find(&list).Error)
}

// PrintsDue are the jobs that are to be sent now, or whose printer is to be asked, those that wait longest first.
func (s *Store) PrintsDue(ctx context.Context, now time.Time, limit int) (list []tracking.PrintJob, err error) {
	return list, translate(s.db(ctx).Where("state IN ? AND next_at <= ?", []tracking.PrintState{tracking.Waiting, tracking.Dispatched}, now).
		Order("next_at, id").Limit(limit).Find(&list).Error)
}

// PrintLabels are the labels of a job in their order.
func (s *Store) PrintLabels(ctx context.Context, job string) (list []tracking.PrintLabel, err error) {
	return list, translate(s.db(ctx).Where("job_id = ?", job).Order("position").Limit(tracking.MaxLabels).Find(&list).Error)
}

// Labelled is how many folders of a job have had a label before.
func (s *Store) Labelled(ctx context.Context, job string) (n int, err error) {
	return n, translate(s.db(ctx).Raw(`SELECT COUNT(DISTINCT l.folder_id) FROM print_labels l JOIN print_labels o ON o.folder_id = l.folder_id AND o.label_version IS NOT NULL
		WHERE l.job_id = ? AND o.job_id <> l.job_id`, job).Scan(&n).Error)
}

// FolderLabel is the newest label that was asked for of a folder, and its job.
func (s *Store) FolderLabel(ctx context.Context, id tracking.FolderID) (l tracking.PrintLabel, j tracking.PrintJob, found bool, err error) {
	l, found, err = one[tracking.PrintLabel](s.db(ctx).Where("folder_id = ? AND label_version IS NOT NULL", id).Order("label_version DESC"))
	if err != nil || !found {
		return l, j, false, translate(err)
	}
	j, found, err = s.PrintJob(ctx, l.JobID)
	return l, j, found, err
}

// ReplacedLabels are the old barcodes of a folder whose labels were replaced.
func (s *Store) ReplacedLabels(ctx context.Context, id tracking.FolderID) (list []tracking.ReplacedLabel, err error) {
	return list, translate(s.db(ctx).Where("folder_id = ?", id).Order("replaced_at DESC, code").Limit(100).Find(&list).Error)
}

// PrintMeant is what the labels of a job are of.
type PrintMeant struct {
	Folders    map[tracking.FolderID]tracking.Whereabouts
	Places     map[tracking.LocationID]tracking.Location
	Containers map[tracking.ContainerID]tracking.Container
	Users      map[uint64]tracking.User
}

// PrintMeant reads what labels are of.
func (s *Store) PrintMeant(ctx context.Context, rows []tracking.PrintLabel) (m PrintMeant, err error) {
	var folders []tracking.FolderID
	var places []tracking.LocationID
	var containers []tracking.ContainerID
	var users []uint64
	for _, l := range rows {
		switch {
		case l.FolderID != nil:
			folders = append(folders, *l.FolderID)
		case l.LocationID != nil:
			places = append(places, *l.LocationID)
		case l.ContainerID != nil:
			containers = append(containers, *l.ContainerID)
		default:
			users = append(users, *l.UserID)
		}
	}
	if m.Folders, err = s.FoldersByID(ctx, folders); err != nil {
		return m, err
	}
	if m.Places, err = s.LocationsByID(ctx, places); err != nil {
		return m, err
	}
	if m.Containers, err = byID(s.db(ctx), containers, func(c tracking.Container) tracking.ContainerID { return c.ID }); err != nil {
		return m, translate(err)
	}
	m.Users, err = byID(s.db(ctx), users, func(u tracking.User) uint64 { return u.ID })
	return m, translate(err)
}

// FoldersByID reads folders with what belongs to them, by id.
func (s *Store) FoldersByID(ctx context.Context, ids []tracking.FolderID) (map[tracking.FolderID]tracking.Whereabouts, error) {
	out := map[tracking.FolderID]tracking.Whereabouts{}
	for len(ids) > 0 {
		n := min(len(ids), perStatement)
		list, err := s.folders(ctx, s.db(ctx).Where("id IN ?", ids[:n]))
		if err != nil {
			return nil, err
		}
		for _, w := range list {
			out[w.ID] = w
		}
		ids = ids[n:]
	}
	return out, nil
}

// LocationsByID reads locations by id.
func (s *Store) LocationsByID(ctx context.Context, ids []tracking.LocationID) (map[tracking.LocationID]tracking.Location, error) {
	places, err := byID(s.db(ctx), ids, func(p tracking.Location) tracking.LocationID { return p.ID })
	return places, translate(err)
}
