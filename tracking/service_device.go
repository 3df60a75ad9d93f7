package tracking

import (
	"context"
	"errors"
	"regexp"
	"strings"
	"unicode/utf8"
)

var deviceName = regexp.MustCompile(`^web-[0-9a-f-]{8,60}$`)

// NewDevice is a browser to be enrolled.
type NewDevice struct {
	Name     string // as its queue is called
	Label    string
	Location string // code of where it stands
	Hash     string // of the credential, made by the caller, who alone gives it to the browser
}

// Enrol trusts a browser to send what it scans. One that was enrolled before gets a new credential, and its old one ends.
func (s *Service) Enrol(ctx context.Context, actor Actor, n NewDevice) (d Device, err error) {
	if err = actor.must(MayEditLocations); err != nil {
		return d, err
	}
	if !deviceName.MatchString(n.Name) {
		return d, invalid("device_name", "This browser did not say which queue it has. Load the page again, then enrol it.")
	}
	err = s.store.Write(ctx, func(tx Tx) error {
		now := s.now()
		known, found, err := tx.LockDeviceNamed(n.Name)
		if err != nil {
			return err
		}
		d = Device{Name: n.Name, Version: 1}
		if found {
			d = known
		}
		d.EnrolledAt, d.EnrolledBy, d.Hash, d.PreviousHash, d.RotatedAt = now, actor.Name, n.Hash, nil, now
		d.RevokedAt, d.RevokedBy, d.LostAt, d.LostWhy, d.StrayAt = nil, "", nil, "", nil
		if err := d.place(tx, n.Label, n.Location); err != nil {
			return err
		}
		if found {
			d.Version++
			err = tx.UpdateDevice(d)
		} else {
			d, err = tx.AddDevice(d)
		}
		if err != nil {
			return err
		}
		return tx.AddAudit([]AuditEntry{actor.did(AuditEntry{Action: "device.enrol", LocationID: &d.LocationID, Detail: d.Label}, now)})
	})
	if errors.Is(err, ErrDuplicate) { // enrolled in two tabs at once
		err = ErrStale
	}
	return d, err
}

// place gives the device its name for people and where it stands.
func (d *Device) place(tx Tx, label, location string) error {
	d.Label = strings.TrimSpace(label)
	if n := utf8.RuneCountInString(d.Label); n == 0 || n > 60 {
		return invalid("device_label", "Give the device a name of 1 to 60 characters, such as Trolley 7.")
	}
	code := CleanCode(location)
	if code == "" {
		return invalid("device_place", "Choose where the device stands.")
	}
	barcodes, err := tx.Barcodes([]string{code})
	if err != nil {
		return err
	}
	if len(barcodes) == 0 || barcodes[0].LocationID == nil {
		return ErrUnknownLocation
	}
	places, err := tx.Locations([]LocationID{*barcodes[0].LocationID})
	if err != nil {
		return err
	}
	if len(places) == 0 {
		return ErrUnknownLocation
	}
	if places[0].RetiredAt != nil && places[0].ID != d.LocationID {
		return ErrLocationRetired
	}
	d.LocationID = places[0].ID
	return nil
}

// AmendDevice changes what people call a device and where it stands. version is the one the change was made on.
func (s *Service) AmendDevice(ctx context.Context, actor Actor, id DeviceID, version int64, label, location string) error {
	return s.changeDevice(ctx, actor, id, "device.amend", func(tx Tx, d *Device) error {
		if d.Version != version {
			return ErrStale
		}
		return d.place(tx, label, location)
	})
}

// RevokeDevice stops trusting a device. What it still holds it may send, and it is kept apart for somebody to look at.
func (s *Service) RevokeDevice(ctx context.Context, actor Actor, id DeviceID) error {
	return s.changeDevice(ctx, actor, id, "device.revoke", func(_ Tx, d *Device) error {
		if d.RevokedAt == nil {
			now := s.now()
			d.RevokedAt, d.RevokedBy = &now, actor.Name
		}
		return nil
	})
}

// SettleDevice says of the scans that a device lost that somebody has looked for the folders. Numbers that never came are no
// longer waited for.
func (s *Service) SettleDevice(ctx context.Context, actor Actor, id DeviceID) error {
	return s.changeDevice(ctx, actor, id, "device.settle", func(_ Tx, d *Device) error {
		d.LostAt, d.LostWhy, d.ContiguousSeq = nil, "", max(d.ContiguousSeq, d.MaxSeq-int64(d.Pending))
		return nil
	})
}

func (s *Service) changeDevice(ctx context.Context, actor Actor, id DeviceID, action string, change func(Tx, *Device) error) error {
	if err := actor.must(MayEditLocations); err != nil {
		return err
	}
	return s.store.Write(ctx, func(tx Tx) error {
		d, err := theDevice(tx, id)
		if err != nil {
			return err
		}
		if err := change(tx, &d); err != nil {
			return err
		}
		d.Version++
		if err := tx.UpdateDevice(d); err != nil {
			return err
		}
		return tx.AddAudit([]AuditEntry{actor.did(AuditEntry{Action: action, LocationID: &d.LocationID, Detail: d.Label}, s.now())})
	})
}
