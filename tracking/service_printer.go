package tracking

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"
)

// PrinterChange is what may be said of a printer; nil leaves it as it is.
type PrinterChange struct {
	Location, Address, Stock         *string
	Language                         *PrintLanguage
	DPI                              *int
	Barcode                          *PrintBarcode
	OffsetX, OffsetY, CreepX, CreepY *int
	Retired                          *bool
}

// AddPrinter makes a printer known. Only administrators do: the server will connect to its address.
func (s *Service) AddPrinter(ctx context.Context, actor Actor, name string, c PrinterChange) (p Printer, err error) {
	if err := actor.must(MayAdminister); err != nil {
		return p, err
	}
	name = strings.Join(strings.Fields(name), " ")
	if name == "" || len([]rune(name)) > 40 || strings.Contains(name, "/") {
		return p, invalid("printer_name", "Enter a name of 1 to 40 characters, as people call it: Library labels.")
	}
	err = s.administer(ctx, actor, "printer.add", name, func(tx Tx) error {
		p = Printer{Name: name, Language: ZPL, DPI: 203, Barcode: Code128, CreatedAt: s.now(), ChangedAt: s.now(), Version: 1}
		if err := s.amendPrinter(tx, &p, c); err != nil {
			return err
		}
		p, err = tx.AddPrinter(p)
		return err
	})
	if errors.Is(err, ErrDuplicate) {
		err = ErrNameTaken
	}
	return p, err
}

// AmendPrinter changes a printer, retires it or brings it back. version is the one the change was made on; 0 for any.
func (s *Service) AmendPrinter(ctx context.Context, actor Actor, name string, version int64, c PrinterChange) (p Printer, err error) {
	if err := actor.must(MayAdminister); err != nil {
		return p, err
	}
	err = s.administer(ctx, actor, "printer.amend", name, func(tx Tx) error {
		known, found, err := tx.Printer(name)
		if err != nil {
			return err
		}
		if p = known; !found {
			return ErrUnknownPrinter
		}
		if version != 0 && version != p.Version {
			return ErrStale
		}
		if err := s.amendPrinter(tx, &p, c); err != nil {
			return err
		}
		p.Version, p.ChangedAt = p.Version+1, s.now()
		return tx.UpdatePrinter(p)
	})
	return p, err
}

func (s *Service) amendPrinter(tx Tx, p *Printer, c PrinterChange) error {
	for _, f := range []struct{ to, from *string }{{&p.Address, c.Address}, {&p.Stock, c.Stock}} {
		if f.from != nil {
			*f.to = strings.TrimSpace(*f.from)
		}
	}
	for _, f := range []struct{ to, from *int }{{&p.DPI, c.DPI}, {&p.OffsetX, c.OffsetX}, {&p.OffsetY, c.OffsetY}, {&p.CreepX, c.CreepX}, {&p.CreepY, c.CreepY}} {
		if f.from != nil {
			*f.to = *f.from
		}
	}
	if c.Language != nil {
		p.Language = *c.Language
	}
	if c.Barcode != nil {
		p.Barcode = *c.Barcode
		site, err := tx.Formats()
		if err != nil {
			return err
		}
		if p.Barcode.GS1() && CompanyPrefix(site) == "" {
			return ErrNoPrefix
		}
	}
	if c.Location != nil {
		l := newLedger(tx, s.rules, nil, s.now())
		at, err := l.liveLocation(*c.Location)
		if err != nil {
			return err
		}
		p.LocationID = at.ID
	}
	if c.Address != nil || c.Language != nil {
		p.Health, p.HealthText, p.HealthAt = Untried, "", nil // it may be another machine now
	}
	if c.Retired != nil {
		p.RetiredAt = nil
		if now := s.now(); *c.Retired {
			p.RetiredAt = &now
		}
	}
	return s.checkPrinter(*p)
}

// What is further off than these, in hundredths of a millimetre, is not a printer's error but the wrong stock.
const mostOffset, mostCreep = 1000, 200

func (s *Service) checkPrinter(p Printer) error {
	off := func(v, most int) bool { return v < -most || v > most }
	switch {
	case p.LocationID == 0:
		return ErrUnknownLocation
	case p.Stock == "":
		return invalid("unknown_stock", "Choose the label stock that is in the tray.")
	case p.Language != ZPL && p.Language != PDF:
		return invalid("printer_language", "A printer speaks zpl or pdf.")
	case p.DPI != 203 && p.DPI != 300 && p.DPI != 600:
		return invalid("printer_dpi", "Label printers print 203, 300 or 600 dots an inch. It stands on the printer's label.")
	case !slices.Contains(PrintBarcodes(), p.Barcode):
		return invalid("printer_barcode", "Labels carry a barcode of kind code128, datamatrix, qr, code39, gs1-128 or gs1-datamatrix.")
	case off(p.OffsetX, mostOffset) || off(p.OffsetY, mostOffset) || off(p.CreepX, mostCreep) || off(p.CreepY, mostCreep):
		return invalid("printer_offset", "A print is moved by 10 mm, and by 2 mm a label, at most. If it is further off, the wrong stock is chosen.")
	}
	return s.rules.Printers.Check(p.Address)
}

// SawPrinter records what a printer answered, or that it did not.
func (s *Service) SawPrinter(ctx context.Context, id PrinterID, health PrinterHealth, text string) error {
	now := s.now()
	return s.store.Write(ctx, func(tx Tx) error {
		return tx.SawPrinter(Printer{ID: id, Health: health, HealthText: cut(text, 200), HealthAt: &now})
	})
}

// AddStock makes label paper of the site's own known.
func (s *Service) AddStock(ctx context.Context, actor Actor, k Stock) (Stock, error) {
	if err := actor.must(MayAdminister); err != nil {
		return k, err
	}
	k.Name, k.CreatedAt = strings.Join(strings.Fields(k.Name), " "), s.now()
	if err := k.Refuse(); err != nil {
		return k, err
	}
	err := s.administer(ctx, actor, "stock.add", k.Name, func(tx Tx) error { return tx.AddStock(k) })
	if errors.Is(err, ErrDuplicate) {
		err = ErrNameTaken
	}
	return k, err
}

// RetireStock takes paper that is used up off the lists. Its name is not used again.
func (s *Service) RetireStock(ctx context.Context, actor Actor, name string) error {
	if err := actor.must(MayAdminister); err != nil {
		return err
	}
	return s.administer(ctx, actor, "stock.retire", name, func(tx Tx) error {
		k, found, err := tx.Stock(name)
		if err != nil {
			return err
		}
		if !found {
			return ErrUnknownStock
		}
		now := s.now()
		k.RetiredAt = &now
		return tx.RetireStock(k)
	})
}

// Lease takes or keeps the lease of a job that one process at a time does. Whoever holds it does the job until life has passed.
func (s *Service) Lease(ctx context.Context, name, holder string, life time.Duration) (held bool, err error) {
	now := s.now()
	err = s.store.Write(ctx, func(tx Tx) error {
		held, err = tx.Lease(name, holder, now, now.Add(life))
		return err
	})
	if errors.Is(err, ErrDuplicate) { // another process was quicker with the first lease of all
		return false, nil
	}
	return held, err
}
