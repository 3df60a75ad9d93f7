package store_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"casenotes/tracking"
	"casenotes/tracking/store"
	"casenotes/tracking/trackingtest"
)

func TestADuplicateIsToldAsOne(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		for name, write := range map[string]func(tracking.Tx) error{
			"barcode": func(tx tracking.Tx) error {
				return tx.AddBarcodes([]tracking.Barcode{{Code: h.Folder.Code, FolderID: &h.Folder.ID, CreatedAt: h.Clock.Now()}})
			},
			"user": func(tx tracking.Tx) error {
				u := tracking.User{Name: "robin", Role: tracking.RolePorter, CreatedAt: h.Clock.Now()}
				if err := tx.AddUser(u); err != nil {
					return err
				}
				return tx.AddUser(u)
			},
		} {
			if err := h.Store.Write(t.Context(), write); !errors.Is(err, tracking.ErrDuplicate) {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}

func TestARuleOfTheDatabaseIsNoDuplicate(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		for name, write := range map[string]func(tracking.Tx) error{
			"a barcode of two things": func(tx tracking.Tx) error {
				return tx.AddBarcodes([]tracking.Barcode{{Code: "X", FolderID: &h.Folder.ID, LocationID: &h.Clinic.ID, CreatedAt: h.Clock.Now()}})
			},
			"a barcode of a folder that is not": func(tx tracking.Tx) error {
				none := tracking.FolderID(1 << 40)
				return tx.AddBarcodes([]tracking.Barcode{{Code: "X", FolderID: &none, CreatedAt: h.Clock.Now()}})
			},
			"a destination without a journey": func(tx tracking.Tx) error {
				f := h.Folder
				f.ToID = &h.Clinic.ID
				return tx.UpdateFolders([]tracking.Folder{f})
			},
			"a folder that is gone": func(tx tracking.Tx) error {
				f := h.Folder
				f.ID = 1 << 40
				return tx.UpdateFolders([]tracking.Folder{h.Volume1, f})
			},
		} {
			err := h.Store.Write(t.Context(), write)
			if err == nil || errors.Is(err, tracking.ErrDuplicate) || tracking.KindOf(err) != tracking.Internal {
				t.Errorf("%s: %v", name, err)
			}
		}
		h.Clean()
	})
}

func TestWhatFailsLeavesNothing(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		wrong := errors.New("wrong")
		tries := 0
		err := h.Store.Write(t.Context(), func(tx tracking.Tx) error {
			tries++
			if err := tx.AddUser(tracking.User{Name: "robin", Role: tracking.RolePorter, CreatedAt: h.Clock.Now()}); err != nil {
				return err
			}
			return wrong
		})
		if !errors.Is(err, wrong) || tries != 1 {
			t.Errorf("%v after %d tries", err, tries)
		}
		if _, found, err := h.Store.User(t.Context(), "robin"); found || err != nil {
			t.Errorf("%v %v", found, err)
		}
		gone, cancel := context.WithCancel(t.Context())
		cancel()
		if err := h.Store.Write(gone, func(tracking.Tx) error { return nil }); !errors.Is(err, context.Canceled) {
			t.Error(err)
		}
	})
}

func TestACallerThatHangsUpInTheMiddleIsNoFault(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		pool, err := h.Store.Pool()
		must(t, err)
		leaving, hangUp := context.WithCancel(t.Context())
		err = h.Store.Write(leaving, func(tracking.Tx) error {
			hangUp()
			for pool.Stats().InUse > 0 { // until the transaction is rolled back
				runtime.Gosched()
			}
			return nil
		})
		if !errors.Is(err, context.Canceled) {
			t.Error(err)
		}
	})
}

func TestADeadlockIsRunAgain(t *testing.T) {
	h := trackingtest.Open(t, trackingtest.MySQL(t))
	var mu sync.Mutex
	tries := 0
	var met, done sync.WaitGroup
	met.Add(2)
	lock := func(first, second tracking.Folder) {
		waited := false
		err := h.Store.Write(t.Context(), func(tx tracking.Tx) error {
			mu.Lock()
			tries++
			mu.Unlock()
			if _, err := tx.LockFolders([]tracking.FolderID{first.ID}); err != nil {
				return err
			}
			if !waited { // both hold one lock and want the other's
				waited = true
				met.Done()
				met.Wait()
			}
			_, err := tx.LockFolders([]tracking.FolderID{second.ID})
			return err
		})
		if err != nil {
			t.Error(err)
		}
	}
	done.Go(func() { lock(h.Volume1, h.Volume2) })
	done.Go(func() { lock(h.Volume2, h.Volume1) })
	done.Wait()
	if tries < 3 {
		t.Errorf("%d tries: there was no deadlock", tries)
	}
}

func TestALockThatIsHeldTooLongIsWaitedForAgainThenToldAsUnavailable(t *testing.T) {
	dsn := trackingtest.MySQL(t)
	h := trackingtest.Open(t, dsn)
	impatient, err := store.Connect(t.Context(), dsn+"?innodb_lock_wait_timeout=1", nil)
	must(t, err)
	defer impatient.Close()
	pool, err := h.Store.Pool()
	must(t, err)
	holder, err := pool.BeginTx(t.Context(), nil)
	must(t, err)
	_, err = holder.ExecContext(t.Context(), "SELECT id FROM folders WHERE id = ? FOR UPDATE", h.Folder.ID)
	must(t, err)
	tries := 0
	err = impatient.Write(t.Context(), func(tx tracking.Tx) error {
		if tries++; tries == 2 {
			must(t, holder.Rollback())
		}
		_, err := tx.LockFolders([]tracking.FolderID{h.Folder.ID})
		return err
	})
	if err != nil || tries != 2 {
		t.Errorf("%v after %d tries", err, tries)
	}
}

func TestABusyFileIsWaitedFor(t *testing.T) {
	file := filepath.Join(t.TempDir(), "casenotes.db")
	h := trackingtest.Open(t, "sqlite:"+file)
	other, err := sql.Open("sqlite", "file:"+file+"?_txlock=immediate&_pragma=busy_timeout(0)")
	must(t, err)
	defer other.Close()
	holder, err := other.BeginTx(t.Context(), nil)
	must(t, err)
	started, written := make(chan struct{}), make(chan error, 1)
	go func() {
		close(started)
		written <- h.Store.Write(t.Context(), func(tx tracking.Tx) error {
			return tx.AddUser(tracking.User{Name: "robin", Role: tracking.RolePorter, CreatedAt: h.Clock.Now()})
		})
	}()
	<-started
	select {
	case err := <-written:
		t.Errorf("it did not wait: %v", err)
	case <-time.After(50 * time.Millisecond):
	}
	must(t, holder.Rollback())
	must(t, <-written)
}

func TestManyRowsAreUpdatedEachWithItsOwnValues(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		rows := make([]tracking.NewFolder, 1100)
		for i := range rows {
			rows[i] = tracking.NewFolder{Patient: "H1001", Home: h.Library.Code, Volume: 0}
			if i >= 500 {
				rows[i].Kind = tracking.KindOther
			}
		}
		added, err := h.Service.AddFolders(t.Context(), trackingtest.Admin, rows[:500])
		must(t, err)
		more, err := h.Service.AddFolders(t.Context(), trackingtest.Admin, rows[500:1001])
		must(t, err)
		added = append(added, more...)
		for _, n := range []int{0, 1, 2, 500, 501, 1001} {
			var folders []tracking.Folder
			for i, a := range added[:n] {
				must(t, a.Err)
				f := a.Row
				at := h.Clock.Now().Add(time.Duration(i) * time.Millisecond)
				f.CheckAt, f.ChangedAt, f.LastScanAt, f.LastScanID = &at, at, nil, nil
				if i%2 == 0 {
					id := fmt.Sprintf("%036d", i)
					f.LastScanAt, f.LastScanID = &at, &id
				}
				folders = append(folders, f)
			}
			must(t, h.Store.Write(t.Context(), func(tx tracking.Tx) error { return tx.UpdateFolders(folders) }))
			for _, i := range []int{0, 1, n / 2, n - 1} {
				if i < 0 || i >= n {
					continue
				}
				got, want := h.Whereabouts(folders[i]).Folder, folders[i]
				if !got.ChangedAt.Equal(want.ChangedAt) || !got.CheckAt.Equal(*want.CheckAt) || (got.LastScanID == nil) != (want.LastScanID == nil) ||
					got.LastScanID != nil && *got.LastScanID != *want.LastScanID {
					t.Fatalf("row %d of %d: %+v, want %+v", i, n, got, want)
				}
			}
		}
		h.Clean()
	})
}

func TestABackupIsACopyThatCanBePutInPlace(t *testing.T) {
	dir := t.TempDir()
	dsn := "sqlite:" + filepath.Join(dir, "casenotes.db")
	h := trackingtest.Open(t, dsn)
	copied := filepath.Join(dir, "copy.db")
	must(t, h.Store.Backup(t.Context(), copied))
	if err := h.Store.Backup(t.Context(), copied); err == nil || !strings.Contains(err.Error(), "exists") {
		t.Errorf("%v", err)
	}
	h.Arrive(h.Folder, h.Clinic)
	fresh := "sqlite:" + filepath.Join(dir, "elsewhere", "new.db")
	must(t, store.Restore(t.Context(), fresh, copied))
	again, err := store.Open(t.Context(), fresh, nil)
	must(t, err)
	w, found, err := again.FolderByCode(t.Context(), h.Folder.Code)
	if err != nil || !found || w.Version != 1 {
		t.Errorf("%+v %v", w, err)
	}
	must(t, again.Check(t.Context(), func(problem string) { t.Error(problem) }))
	must(t, again.Close())
	must(t, store.Restore(t.Context(), fresh, copied)) // over a database that is there: it stays beside
	for _, bad := range []string{filepath.Join(dir, "none", "none.db"), "write_test.go"} {
		if err := store.Restore(t.Context(), fresh, bad); err == nil {
			t.Errorf("%s was restored", bad)
		}
	}
	if err := store.Restore(t.Context(), "mysql:x", copied); !errors.Is(err, store.ErrNotSQLite) {
		t.Error(err)
	}
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
