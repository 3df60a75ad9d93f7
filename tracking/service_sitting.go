package tracking

import (
	"context"
	"slices"
	"time"
)

// DeskTx is what a transaction keeps of people at shared devices.
type DeskTx interface {
	UserByID(id uint64) (User, bool, error)
	AddBadge(Badge) error
	// RetireBadge ends the badge that counts for somebody, and says whether there was one.
	RetireBadge(user uint64, at time.Time) (bool, error)

	KeepPIN(user uint64, hash string, at time.Time) error
	// KeepSignIn notes that somebody signed in; full says that it was by more than a PIN.
	KeepSignIn(user uint64, at time.Time, full bool) error

	AddSitting(Sitting) (Sitting, error)
	// LockSitting reads a sitting for change, locking its row until the transaction ends.
	LockSitting(id uint64) (Sitting, bool, error)
	UpdateSitting(Sitting) error
	// DropSittings forgets those that began before a time.
	DropSittings(before time.Time) error

	// CountPIN counts a try of somebody at a device, unless they have had all there are.
	CountPIN(device DeviceID, user uint64) (bool, error)
	// KeepDeskUser notes that somebody used a device, and that their PIN was right.
	KeepDeskUser(device DeviceID, user uint64, at time.Time) error
	// ForgivePINs lets somebody try their PIN again, at every device.
	ForgivePINs(user uint64) error
}

// Arrival is somebody who has proved who they are.
type Arrival struct {
	User   User
	Device *DeviceID // the enrolled device they are at, where there is one
	Kind   string    // of that device
	Before *Sitting  // the sitting that this browser has already, open or locked
}

// SignIn begins a sitting by a full sign-in. PINs of the person work again from then on.
func (s *Service) SignIn(ctx context.Context, a Arrival) (sitting Sitting, err error) {
	err = s.store.Write(ctx, func(tx Tx) error {
		now := s.now()
		if err := s.leave(tx, a.Before, now); err != nil {
			return err
		}
		if err := tx.DropSittings(now.Add(-48 * time.Hour)); err != nil {
			return err
		}
		if err := tx.ForgivePINs(a.User.ID); err != nil {
			return err
		}
		sitting, err = s.sit(tx, a, Sitting{Method: ByPassword, FullAt: now}, "signin")
		return err
	})
	return sitting, err
}

// SignInByPIN lets somebody in whose PIN was right: it unlocks their own sitting, or begins one in the place of another's.
func (s *Service) SignInByPIN(ctx context.Context, a Arrival, q Quick) (sitting Sitting, err error) {
	err = s.store.Write(ctx, func(tx Tx) error {
		now := s.now()
		action := "signin.pin"
		if a.Before != nil {
			own, found, err := tx.LockSitting(a.Before.ID)
			if err != nil {
				return err
			}
			if found && own.EndedAt == nil && own.UserID == a.User.ID {
				sitting, err = s.unlock(tx, own, a, q, now)
				return err
			}
			action = "switch"
		}
		if err := s.leave(tx, a.Before, now); err != nil {
			return err
		}
		sitting, err = s.sit(tx, a, Sitting{Method: ByPIN, FullAt: *q.FullAt}, action)
		return err
	})
	return sitting, err
}

// sit begins a sitting of somebody who has proved who they are.
func (s *Service) sit(tx Tx, a Arrival, new Sitting, action string) (Sitting, error) {
	now := s.now()
	new.UserID, new.DeviceID, new.Kind, new.UsedAt = a.User.ID, a.Device, a.Kind, now
	sitting, err := tx.AddSitting(new)
	if err != nil {
		return sitting, err
	}
	return sitting, s.welcome(tx, a, new.Method == ByPassword, action)
}

func (s *Service) unlock(tx Tx, own Sitting, a Arrival, q Quick, now time.Time) (Sitting, error) {
	own.LockedAt, own.UsedAt, own.DeviceID, own.Kind = nil, now, a.Device, a.Kind
	if q.FullAt.After(own.FullAt) { // signed in in full somewhere else since
		own.FullAt = *q.FullAt
	}
	if err := tx.UpdateSitting(own); err != nil {
		return own, err
	}
	return own, s.welcome(tx, a, false, "unlock")
}

// welcome notes who is at the device now.
func (s *Service) welcome(tx Tx, a Arrival, full bool, action string) error {
	now := s.now()
	if err := tx.KeepSignIn(a.User.ID, now, full); err != nil {
		return err
	}
	if a.Device != nil {
		if err := tx.KeepDeskUser(*a.Device, a.User.ID, now); err != nil {
			return err
		}
	}
	return tx.AddAudit([]AuditEntry{a.User.actor().did(AuditEntry{Action: action}, now)})
}

func (u User) actor() Actor { return Actor{Name: u.Name, Role: u.Role, Via: "session"} }

// leave ends the sitting that was at this browser before.
func (s *Service) leave(tx Tx, before *Sitting, now time.Time) error {
	if before == nil {
		return nil
	}
	old, found, err := tx.LockSitting(before.ID)
	if err != nil || !found || old.EndedAt != nil {
		return err
	}
	old.EndedAt = &now
	return tx.UpdateSitting(old)
}

// SetDeviceKind says what a device is, and so after how long it locks. It counts from the next unlocking on.
func (s *Service) SetDeviceKind(ctx context.Context, actor Actor, id DeviceID, kind string) error {
	if !slices.Contains(DeviceKinds(), kind) {
		return invalid("device_kind", "Choose whether this is a desk, a trolley or a handheld.")
	}
	return s.changeDevice(ctx, actor, id, "device.kind", func(_ Tx, d *Device) error {
		d.Kind = kind
		return nil
	})
}

// CountPIN counts one try of a PIN before anybody compares it, so that no number of tries at once gets around the limit.
func (s *Service) CountPIN(ctx context.Context, device DeviceID, u User) error {
	return s.store.Write(ctx, func(tx Tx) error {
		left, err := tx.CountPIN(device, u.ID)
		if err == nil && !left {
			err = ErrTooManyPINs
		}
		return err
	})
}

// PINRefused notes that a PIN was wrong.
func (s *Service) PINRefused(ctx context.Context, u User) error {
	return s.Looked(ctx, u.actor(), AuditEntry{Action: "signin.pin_refused"})
}

// LockSitting locks a sitting. Its work stays.
func (s *Service) LockSitting(ctx context.Context, actor Actor, id uint64) error {
	return s.changeSitting(ctx, actor, id, "lock", func(sitting *Sitting) bool {
		if sitting.LockedAt != nil {
			return false
		}
		now := s.now()
		sitting.LockedAt = &now
		return true
	})
}

// EndSitting ends a sitting for good.
func (s *Service) EndSitting(ctx context.Context, actor Actor, id uint64) error {
	return s.changeSitting(ctx, actor, id, "signout", func(sitting *Sitting) bool {
		now := s.now()
		sitting.EndedAt = &now
		return true
	})
}

// changeSitting changes a sitting that has not ended; change says whether it did.
func (s *Service) changeSitting(ctx context.Context, actor Actor, id uint64, action string, change func(*Sitting) bool) error {
	return s.store.Write(ctx, func(tx Tx) error {
		sitting, found, err := tx.LockSitting(id)
		if err != nil || !found || sitting.EndedAt != nil || !change(&sitting) {
			return err
		}
		if err := tx.UpdateSitting(sitting); err != nil {
			return err
		}
		return tx.AddAudit([]AuditEntry{actor.did(AuditEntry{Action: action}, s.now())})
	})
}

// UseSitting notes that somebody is at work. A sitting that was locked meanwhile stays locked.
func (s *Service) UseSitting(ctx context.Context, id uint64) error {
	return s.store.Write(ctx, func(tx Tx) error {
		sitting, found, err := tx.LockSitting(id)
		if err != nil || !found || sitting.LockedAt != nil || sitting.EndedAt != nil {
			return err
		}
		sitting.UsedAt = s.now()
		return tx.UpdateSitting(sitting)
	})
}
