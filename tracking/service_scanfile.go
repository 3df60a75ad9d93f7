package tracking

import (
	"context"
	"crypto/ecdh"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"time"
)

// FileKey is the pair of keys for scans that a device saves to a file. The browser has the public half and encrypts to it; nobody
// but the server can open the file. There is one for each database, so that its backup can open the files too.
type FileKey struct {
	ID        uint64
	Name      string // from the public half: tells a file for another server apart
	Public    []byte // a point of P-256, uncompressed
	Private   []byte
	CreatedAt time.Time
}

const theFileKey = 1 // its place in the table: the primary key allows no second one

// MakeFileKey makes the server's pair of keys, unless there is one already, and answers it.
func (s *Service) MakeFileKey(ctx context.Context) (k FileKey, err error) {
	for range 2 { // another server may be quicker: then its pair is there at the second look
		err = s.store.Write(ctx, func(tx Tx) (err error) {
			var found bool
			if k, found, err = tx.FileKey(); err != nil || found {
				return err
			}
			if k, err = newFileKey(s.now()); err != nil {
				return err
			}
			return tx.AddFileKey(k)
		})
		if !errors.Is(err, ErrDuplicate) {
			return k, err
		}
	}
	return k, err
}

func newFileKey(now time.Time) (FileKey, error) {
	private, err := ecdh.P256().GenerateKey(rand.Reader)
	if err != nil {
		return FileKey{}, fmt.Errorf("make the key for scans in files: %w", err)
	}
	public := private.PublicKey().Bytes()
	sum := sha256.Sum256(public)
	return FileKey{ID: theFileKey, Name: hex.EncodeToString(sum[:8]), Public: public, Private: private.Bytes(), CreatedAt: now}, nil
}

// Brought are the scans of one device that somebody brings in a file. Held are those that had no location yet.
type Brought struct {
	Device        string
	Scans, Held   []Scan
	Raw, HeldRaws []string // each as it came
}

// BroughtIn is what became of them: one receipt each, those with a location first.
type BroughtIn struct {
	By                           *Device // the device they are of; nil where it is not enrolled
	Receipts                     []Receipt
	Stored, Known, NeedAttention int
}

// BringIn takes in what a device could not send itself. The scans are the device's own, with their ids and numbers, so that
// bringing a file twice, or the device sending them after all, changes nothing.
func (s *Service) BringIn(ctx context.Context, actor Actor, b Brought) (in BroughtIn, err error) {
	if err = actor.must(MayImport); err != nil {
		return in, err
	}
	if !deviceName.MatchString(b.Device) {
		return in, invalid("device_name", "The file does not say which device it is from. Save it again on the device.")
	}
	var place *LocationID
	err = s.store.Write(ctx, func(tx Tx) error {
		d, found, err := tx.LockDeviceNamed(b.Device)
		if in.By, place = nil, nil; found {
			in.By, place = &d, &d.LocationID
		}
		return err
	})
	if err != nil {
		return in, err
	}
	actor.Via = "file"
	batch := ScanBatch{Device: b.Device, By: in.By, Brought: true, Scans: b.Scans, Raw: b.Raw}
	if in.Receipts, err = s.Scan(ctx, actor, batch); err != nil {
		return in, err
	}
	batch.Scans, batch.Raw, batch.Placeless = b.Held, b.HeldRaws, true
	held, err := s.Scan(ctx, actor, batch)
	if err != nil {
		return in, err
	}
	in.Receipts = append(in.Receipts, held...)
	for _, r := range in.Receipts {
		switch {
		case r.Replayed:
			in.Known++
		case r.NeedsAttention():
			in.NeedAttention++
		default:
			in.Stored++
		}
	}
	detail := fmt.Sprintf("%s: %d stored, %d known, %d to look at", b.Device, in.Stored, in.Known, in.NeedAttention)
	return in, s.Looked(ctx, actor, AuditEntry{Action: "scans.import", LocationID: place, Detail: detail})
}

// NeedsAttention says that a person has to look at the scan.
func (r Receipt) NeedsAttention() bool { return r.Outcome == Attention || r.Outcome == Quarantined }
