package tracking

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strings"
)

var userName = regexp.MustCompile(`^[a-z0-9][a-z0-9._-]{0,39}$`)

// AddUser lets somebody in. hash is of their password, made by the caller.
func (s *Service) AddUser(ctx context.Context, actor Actor, name string, role Role, hash string) error {
	if err := actor.must(MayAdminister); err != nil {
		return err
	}
	name = strings.ToLower(strings.TrimSpace(name))
	if !userName.MatchString(name) {
		return invalid("user_name", "A user name has 1 to 40 letters, digits, dots, dashes or underscores.")
	}
	err := s.administer(ctx, actor, "user.add", fmt.Sprintf("%s as %s", name, role), func(tx Tx) error {
		return tx.AddUser(User{Name: name, Role: role, PasswordHash: hash, CreatedAt: s.now()})
	})
	if errors.Is(err, ErrDuplicate) {
		return ErrNameTaken
	}
	return err
}

// DisableUser keeps somebody out from now on. What they did stays.
func (s *Service) DisableUser(ctx context.Context, actor Actor, name string) error {
	return s.changeUser(ctx, actor, "user.disable", name, func(u *User) error {
		if u.Name == actor.Name && actor.Via != "cli" {
			return ErrYourself
		}
		now := s.now()
		u.DisabledAt = &now
		return nil
	})
}

// AddToken lets a program in. hash is of the token, made by the caller, who alone ever knows the token.
func (s *Service) AddToken(ctx context.Context, actor Actor, name string, role Role, hash string) error {
	if err := actor.must(MayAdminister); err != nil {
		return err
	}
	name = strings.ToLower(strings.TrimSpace(name))
	if !userName.MatchString(name) {
		return invalid("token_name", "A token's name has 1 to 40 letters, digits, dots, dashes or underscores.")
	}
	err := s.administer(ctx, actor, "token.add", fmt.Sprintf("%s as %s", name, role), func(tx Tx) error {
		return tx.AddToken(Token{Name: name, Role: role, Hash: hash, CreatedAt: s.now()})
	})
	if errors.Is(err, ErrDuplicate) {
		return ErrNameTaken
	}
	return err
}

// AddFormat teaches the system a barcode format that the site already uses. It is refused where it would make a barcode
// mean two things, and cannot be taken back: folders wear such barcodes from then on, and a barcode means one thing for ever.
func (s *Service) AddFormat(ctx context.Context, actor Actor, f Format) error {
	if err := actor.must(MayAdminister); err != nil {
		return err
	}
	f = f.Tidy()
	err := s.administer(ctx, actor, "format.add", f.Name+" "+f.Shape, func(tx Tx) error {
		site, err := tx.Formats()
		if err != nil {
			return err
		}
		if err := f.Refuse(site); err != nil {
			return err
		}
		return tx.AddFormat(f)
	})
	if errors.Is(err, ErrDuplicate) {
		return ErrNameTaken
	}
	return err
}

func (s *Service) administer(ctx context.Context, actor Actor, action, detail string, fn func(Tx) error) error {
	return s.store.Write(ctx, func(tx Tx) error {
		if err := fn(tx); err != nil {
			return err
		}
		return tx.AddAudit([]AuditEntry{actor.did(AuditEntry{Action: action, Detail: detail}, s.now())})
	})
}
