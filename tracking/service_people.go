package tracking

import (
	"context"
	"errors"
	"fmt"
	"strings"
)

// EnableUser lets somebody in again.
func (s *Service) EnableUser(ctx context.Context, actor Actor, name string) error {
	return s.changeUser(ctx, actor, "user.enable", name, func(u *User) error {
		u.DisabledAt = nil
		return nil
	})
}

// ChangeRole gives somebody another role, from their next request on.
func (s *Service) ChangeRole(ctx context.Context, actor Actor, name string, role Role) error {
	if role == RoleDevice {
		return invalid("unknown_role", "This role is for programs. Choose another.")
	}
	return s.changeUser(ctx, actor, "user.role", name, func(u *User) error {
		if u.Name == actor.Name {
			return ErrYourself
		}
		u.Role = role
		return nil
	})
}

func (s *Service) changeUser(ctx context.Context, actor Actor, action, name string, change func(*User) error) error {
	if err := actor.must(MayAdminister); err != nil {
		return err
	}
	return s.store.Write(ctx, func(tx Tx) error {
		u, found, err := tx.User(cleanName(name))
		if err != nil {
			return err
		}
		if !found {
			return ErrUnknownUser
		}
		if err := change(&u); err != nil {
			return err
		}
		if err := tx.UpdateUser(u); err != nil {
			return err
		}
		detail := u.Name
		if action == "user.role" {
			detail = fmt.Sprintf("%s as %s", u.Name, u.Role)
		}
		return tx.AddAudit([]AuditEntry{actor.did(AuditEntry{Action: action, Detail: detail}, s.now())})
	})
}

func cleanName(name string) string { return strings.ToLower(strings.TrimSpace(name)) }

// IssueBadge makes a badge for somebody. The one they had is retired: two badges in use would be one too many to lose.
func (s *Service) IssueBadge(ctx context.Context, actor Actor, name string) (b Badge, err error) {
	err = s.changeBadge(ctx, actor, name, func(tx Tx, u User) error {
		if u.DisabledAt != nil {
			return ErrUserDisabled
		}
		codes, err := issueCodes(tx, BadgeCode, 1)
		if err != nil {
			return err
		}
		b = Badge{Code: codes[0], UserID: u.ID, CurrentOf: &u.ID, IssuedAt: s.now()}
		if err := tx.AddBarcodes([]Barcode{{Code: b.Code, UserID: &u.ID, CreatedAt: b.IssuedAt}}); err != nil {
			return err
		}
		if err := tx.AddBadge(b); err != nil {
			return err
		}
		return tx.AddAudit([]AuditEntry{actor.did(AuditEntry{Action: "badge.issue", Detail: u.Name + " " + b.Code}, s.now())})
	})
	if errors.Is(err, ErrDuplicate) { // two administrators at once: one of them has issued it
		err = ErrStale
	}
	return b, err
}

// RetireBadge ends the badge of somebody who lost it. The person goes on without one.
func (s *Service) RetireBadge(ctx context.Context, actor Actor, name string) error {
	return s.changeBadge(ctx, actor, name, func(Tx, User) error { return nil })
}

// changeBadge retires the badge that counts and does what comes after that.
func (s *Service) changeBadge(ctx context.Context, actor Actor, name string, then func(Tx, User) error) error {
	if err := actor.must(MayAdminister); err != nil {
		return err
	}
	return s.store.Write(ctx, func(tx Tx) error {
		u, found, err := tx.User(cleanName(name))
		if err != nil {
			return err
		}
		if !found {
			return ErrUnknownUser
		}
		retired, err := tx.RetireBadge(u.ID, s.now())
		if err != nil {
			return err
		}
		if retired {
			if err := tx.AddAudit([]AuditEntry{actor.did(AuditEntry{Action: "badge.retire", Detail: u.Name}, s.now())}); err != nil {
				return err
			}
		}
		return then(tx, u)
	})
}

// SetPIN gives the actor a PIN, or a new one. hash is of the PIN, made by the caller. Only who has just signed in in full may.
func (s *Service) SetPIN(ctx context.Context, actor Actor, by Method, hash string) error {
	if by != ByPassword {
		return ErrPINByPIN
	}
	return s.store.Write(ctx, func(tx Tx) error {
		u, found, err := tx.User(actor.Name)
		if err != nil {
			return err
		}
		if !found {
			return ErrUnknownUser
		}
		if err := tx.KeepPIN(u.ID, hash, s.now()); err != nil {
			return err
		}
		if err := tx.ForgivePINs(u.ID); err != nil {
			return err
		}
		return tx.AddAudit([]AuditEntry{actor.did(AuditEntry{Action: "pin.set"}, s.now())})
	})
}
