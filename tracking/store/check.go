package store

import (
	"context"
	"fmt"

	"casenotes/tracking"
)

const checkPage = 2000

// Check rebuilds every folder's state from its movements and compares, and checks what no constraint can. It tells each problem
// in one sentence and stops only where the database cannot be read. Run it on a quiet database, or expect sentences about folders
// that moved meanwhile.
func (s *Store) Check(ctx context.Context, tell func(problem string)) error {
	places, err := s.Locations(ctx)
	if err != nil {
		return err
	}
	checkTree(places, tell)
	filed, err := s.filingOf(ctx, places)
	if err != nil {
		return err
	}
	if err := s.checkContainers(ctx, tell); err != nil {
		return err
	}
	if err := s.checkStays(ctx, tell); err != nil {
		return err
	}
	if err := s.checkMerges(ctx, tell); err != nil {
		return err
	}
	for after := tracking.FolderID(0); ; {
		var folders []tracking.Folder
		if err := s.db(ctx).Where("id > ?", after).Order("id").Limit(checkPage).Find(&folders).Error; err != nil {
			return translate(err)
		}
		if len(folders) == 0 {
			return s.checkRest(ctx, tell)
		}
		last := folders[len(folders)-1].ID
		movements := map[tracking.FolderID][]tracking.Movement{}
		var list []tracking.Movement
		if err := s.db(ctx).Where("folder_id > ? AND folder_id <= ?", after, last).Order("folder_id, version").Find(&list).Error; err != nil {
			return translate(err)
		}
		for _, m := range list {
			movements[m.FolderID] = append(movements[m.FolderID], m)
		}
		if err := s.checkFiling(ctx, folders, filed, tell); err != nil {
			return err
		}
		for _, f := range folders {
			if problem := tracking.Audit(f, movements[f.ID]); problem != "" {
				tell(fmt.Sprintf("folder %d: %s", f.ID, problem))
			}
		}
		after = last
	}
}

// checkContainers rebuilds where each container is from its moves.
func (s *Store) checkContainers(ctx context.Context, tell func(string)) error {
	for after := tracking.ContainerID(0); ; {
		var list []tracking.Container
		if err := s.db(ctx).Where("id > ?", after).Order("id").Limit(everyPage).Find(&list).Error; err != nil || len(list) == 0 {
			return translate(err)
		}
		last := list[len(list)-1].ID
		var moves []tracking.ContainerMove
		if err := s.db(ctx).Where("container_id > ? AND container_id <= ?", after, last).Order("container_id, version").Find(&moves).Error; err != nil {
			return translate(err)
		}
		of := map[tracking.ContainerID][]tracking.ContainerMove{}
		for _, m := range moves {
			of[m.ContainerID] = append(of[m.ContainerID], m)
		}
		for _, c := range list {
			if problem := tracking.AuditContainer(c, of[c.ID]); problem != "" {
				tell("container " + c.Code + ": " + problem)
			}
		}
		after = last
	}
}

func checkTree(places []tracking.Location, tell func(string)) {
	paths := map[tracking.LocationID]string{}
	for _, p := range places {
		paths[p.ID] = p.Path
	}
	for _, p := range places {
		want := "/"
		if p.ParentID != nil {
			want = paths[*p.ParentID]
		}
		if want += fmt.Sprintf("%d/", p.ID); p.Path != want {
			tell(fmt.Sprintf("location %s: its path is %s, its parent's says %s", p.Code, p.Path, want))
		}
	}
}

// filingOf is the filing order of every home; none while folders are still being put into a new one.
func (s *Store) filingOf(ctx context.Context, places []tracking.Location) (map[tracking.LocationID]string, error) {
	var waiting int64
	if err := s.db(ctx).Raw("SELECT COUNT(*) FROM refilings").Scan(&waiting).Error; err != nil || waiting > 0 {
		return nil, translate(err)
	}
	tree, filed := map[tracking.LocationID]tracking.Location{}, map[tracking.LocationID]string{}
	for _, p := range places {
		tree[p.ID] = p
	}
	for _, p := range places {
		filed[p.ID] = tracking.FilingOrder(p, tree)
	}
	return filed, nil
}

func (s *Store) checkFiling(ctx context.Context, folders []tracking.Folder, filed map[tracking.LocationID]string, tell func(string)) error {
	if filed == nil {
		return nil
	}
	var ids []tracking.PatientID
	for _, f := range folders {
		ids = append(ids, f.PatientID)
	}
	patients, err := byID(s.db(ctx), ids, func(p tracking.Patient) tracking.PatientID { return p.ID })
	for _, f := range folders {
		if err == nil && f.FilingKey != tracking.FilingKey(filed[f.HomeID], patients[f.PatientID].Number, f) {
			tell(fmt.Sprintf("folder %d: it is not at its place in the filing order of its home", f.ID))
		}
	}
	return translate(err)
}

// checkRest looks for rows that belong to nothing, each with one statement.
func (s *Store) checkRest(ctx context.Context, tell func(string)) error {
	for _, c := range []struct{ problem, sql string }{
		{"folders without their own barcode", `SELECT COUNT(*) FROM folders f LEFT JOIN barcodes b ON b.code = f.code AND b.folder_id = f.id WHERE b.code IS NULL`},
		{"locations without their own barcode", `SELECT COUNT(*) FROM locations l LEFT JOIN barcodes b ON b.code = l.code AND b.location_id = l.id WHERE b.code IS NULL`},
		{"movements whose scan is not kept", `SELECT COUNT(*) FROM movements m LEFT JOIN scans s ON s.id = m.scan_id WHERE m.scan_id IS NOT NULL AND s.id IS NULL`},
		{"applied scans without a movement", `SELECT COUNT(*) FROM scans s LEFT JOIN movements m ON m.scan_id = s.id WHERE s.outcome IN ('applied', 'late') AND s.folder_id IS NOT NULL AND m.id IS NULL`},
		{"applied scans of containers without a move", `SELECT COUNT(*) FROM scans s LEFT JOIN container_moves m ON m.scan_id = s.id WHERE s.outcome IN ('applied', 'late') AND s.folder_id IS NULL AND m.id IS NULL`},
		{"containers without their own barcode", `SELECT COUNT(*) FROM containers c LEFT JOIN barcodes b ON b.code = c.code AND b.container_id = c.id WHERE b.code IS NULL`},
		{"folders in containers that are no longer used", `SELECT COUNT(*) FROM folders f JOIN containers c ON c.id = f.container_id WHERE c.state = 'retired'`},
		{"folders that have left their container's place unnoticed", `SELECT COUNT(*) FROM folders f JOIN containers c ON c.id = f.container_id WHERE f.custody = 'missing'
			OR (f.custody = 'at' AND f.location_id <> c.location_id AND f.since < c.since)`},
		{"open alerts of overdue folders that are not overdue", `SELECT COUNT(*) FROM alerts a JOIN folders f ON f.id = a.folder_id WHERE a.open = 1 AND a.kind = 'overdue' AND f.due_at IS NULL`},
		{"requests on their way whose folder is not", `SELECT COUNT(*) FROM requests r JOIN folders f ON f.id = r.folder_id JOIN locations w ON w.id = r.location_id
			JOIN locations h ON h.id = f.location_id LEFT JOIN locations d ON d.id = f.to_id WHERE r.state = 'sent'
			AND NOT (f.custody = 'in_transit' AND COALESCE(d.path, '') LIKE CONCAT(w.path, '%')) AND NOT (f.custody = 'at' AND f.confidence = 'inferred' AND h.path LIKE CONCAT(w.path, '%'))`},
		{"filled requests whose scan is not kept", `SELECT COUNT(*) FROM requests r LEFT JOIN scans s ON s.id = r.scan_id WHERE r.state = 'filled' AND s.id IS NULL`},
		{"filled requests whose scan is of another folder", `SELECT COUNT(*) FROM requests r JOIN scans s ON s.id = r.scan_id WHERE r.state = 'filled' AND s.folder_id <> r.folder_id`},
		{"requests that are ended without a reason", `SELECT COUNT(*) FROM requests WHERE open IS NULL AND (state_why = '' OR state_by = '')`},
		{"requests whose history is not whole", `SELECT COUNT(*) FROM requests r WHERE r.version <> (SELECT COUNT(*) FROM request_events e WHERE e.request_id = r.id)`},
		{"open requests that nobody asks for", `SELECT COUNT(*) FROM requests r WHERE r.open = 1 AND NOT EXISTS (SELECT 1 FROM request_asks a WHERE a.request_id = r.id AND a.withdrawn_at IS NULL)`},
		{"open requests for one folder, place and need besides one another", `SELECT COUNT(*) FROM requests a JOIN requests b ON b.folder_id = a.folder_id AND b.location_id = a.location_id AND b.need = a.need AND b.id > a.id
			WHERE a.open = 1 AND b.open = 1`},
		{"folders whose papers went into a folder of another patient", `SELECT COUNT(*) FROM folders f JOIN folders t ON t.id = f.merged_into_id
			JOIN patients p ON p.id = f.patient_id JOIN patients o ON o.id = t.patient_id WHERE COALESCE(p.merged_into_id, p.id) <> COALESCE(o.merged_into_id, o.id)`},
		{"folders of merged patients that nobody is told to bring together", `SELECT COUNT(*) FROM folders f JOIN patients p ON p.id = f.patient_id
			WHERE p.merged_into_id IS NOT NULL AND f.status IN ('active', 'closed')
			AND NOT EXISTS (SELECT 1 FROM patient_merges m WHERE m.loser_id = f.patient_id AND m.open = 1 AND m.paper = 1)`},
		{"folders that are asked to be brought together and belong where they are", `SELECT COUNT(*) FROM alerts a JOIN folders f ON f.id = a.folder_id JOIN patients p ON p.id = f.patient_id
			WHERE a.open = 1 AND a.kind = 'paper' AND (p.merged_into_id IS NULL OR f.status NOT IN ('active', 'closed'))`},
		{"missing folders that nobody searches for", `SELECT COUNT(*) FROM folders f LEFT JOIN missing_cases c ON c.folder_id = f.id AND c.open = 1 WHERE f.custody = 'missing'
			AND f.status IN ('active', 'closed') AND f.kind <> 'replaced' AND c.id IS NULL`},
		{"searches for folders that are not missing", `SELECT COUNT(*) FROM missing_cases c JOIN folders f ON f.id = c.folder_id WHERE c.open = 1 AND f.custody <> 'missing'`},
		{"folders found by a scan that is not kept", `SELECT COUNT(*) FROM missing_cases c LEFT JOIN scans s ON s.id = c.scan_id WHERE c.scan_id IS NOT NULL AND s.id IS NULL`},
		{"loose papers that wait for folders of which nobody says so", `SELECT COUNT(*) FROM loose_papers p JOIN folders f ON f.id = p.folder_id WHERE p.filed_at IS NULL AND f.loose_filing = 0`},
		{"patients who are said to be on a ward where no stay of theirs is", `SELECT COUNT(*) FROM patients p WHERE p.inpatient_id IS NOT NULL AND p.merged_into_id IS NULL AND NOT EXISTS (SELECT 1 FROM stays s
			WHERE s.ward_id = p.inpatient_id AND s.status IN ('inpatient', 'on_leave') AND s.patient_id IN (SELECT q.id FROM patients q WHERE q.id = p.id OR q.merged_into_id = p.id))`},
		{"patients without their number", `SELECT COUNT(*) FROM patients p LEFT JOIN patient_numbers n ON n.type = 'hospital' AND n.number = p.number WHERE n.number IS NULL`},
	} {
		var n int64
		if err := s.db(ctx).Raw(c.sql).Scan(&n).Error; err != nil {
			return translate(err)
		}
		if n > 0 {
			tell(fmt.Sprintf("%d %s", n, c.problem))
		}
	}
	return nil
}
