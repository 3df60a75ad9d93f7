package tracking

import (
	"context"
	"fmt"
	"time"
)

// Protocol is how devices and this server speak of scans. The one before is understood too.
const Protocol = 2

// Beat is what an enrolled device tells of itself now and then.
type Beat struct {
	Shown   string // hash of the credential that it came with
	Next    string // hash of the credential to hand out, should it be time for that
	Queue   string // the name of the queue that the browser has
	MaxSeq  int64  // the highest number that it has given a scan
	Pending int
	Oldest  *time.Time

	Persisted             *bool
	AppVersion            string
	Protocol              int
	Caps                  bool // Caps Lock was found on there within the last day
	OffsetMs, OffsetRttMs *int64
}

// BeatState is what a browser is to the server.
type BeatState string

// The states.
const (
	DeviceKnown   BeatState = "enrolled"
	DeviceLost    BeatState = "lost_scans" // it came back with fewer scans than it had, and nobody has said yet that they were made again
	DeviceRevoked BeatState = "revoked"
	DeviceOther   BeatState = "queue_gone"     // it has its credential, and another queue than it was enrolled with
	DeviceStray   BeatState = "enrolment_gone" // it has the queue of an enrolled device, and not its credential
	DeviceUnknown BeatState = "unknown"
)

// Heard is the answer to a Beat.
type Heard struct {
	State   BeatState
	Rotated bool  // Next is the device's credential now
	NextSeq int64 // from where the device must count on: all lower numbers are used
}

const (
	rotateAfter = 24 * time.Hour
	handAgain   = time.Minute // a browser that still shows the old credential so long after did not get the new one
	catchUp     = 1000        // how many numbers are looked at for each beat
)

// Hear takes in what a device tells of itself: what it still holds, and whether it lost anything since it was last heard of. It
// hands out a new credential when the old one has served for a day.
func (s *Service) Hear(ctx context.Context, id DeviceID, b Beat) (heard Heard, err error) {
	var events []Event
	err = s.store.Write(ctx, func(tx Tx) error {
		l := newLedger(tx, s.rules, nil, s.now())
		d, err := theDevice(tx, id)
		if err != nil {
			return err
		}
		heard = Heard{Rotated: d.rotate(b, l.now), State: DeviceKnown}
		d.LastSeenAt, d.AppVersion, d.Protocol, d.Persisted, d.OffsetMs, d.OffsetRttMs = &l.now, cut(b.AppVersion, 16), b.Protocol, b.Persisted, b.OffsetMs, b.OffsetRttMs
		if b.Caps && (d.CapsAt == nil || l.now.Sub(*d.CapsAt) >= capsFor) {
			d.CapsAt = &l.now
		}
		lost := d.LostAt
		if b.Queue != d.Name {
			heard.State = DeviceOther
			d.lose(fmt.Sprintf("Its browser has lost what it had saved. %s when it was last heard of.", waited(d.Pending)), l.now)
		} else if err := d.count(tx, b, l.now); err != nil {
			return err
		}
		switch {
		case d.Revoked():
			heard.State = DeviceRevoked
		case d.LostAt != nil && heard.State == DeviceKnown:
			heard.State = DeviceLost
		}
		heard.NextSeq = max(d.MaxSeq, d.ContiguousSeq) + 1
		if lost == nil && d.LostAt != nil {
			if err := l.alertDevice(fmt.Sprintf("lost:%d", d.ID), &d, d.Label+": "+d.LostWhy); err != nil {
				return err
			}
		}
		if err := tx.UpdateDevice(d); err != nil {
			return err
		}
		err = l.save()
		events = l.events()
		return err
	})
	if err == nil && len(events) > 0 {
		s.announce.Announce(events)
	}
	return heard, err
}

// rotate hands out the next credential when it is time. Until the browser has shown the new one, the old one is good too: the
// answer that carried the new one may have been lost on the way.
func (d *Device) rotate(b Beat, now time.Time) bool {
	switch {
	case d.Revoked():
		return false
	case b.Shown == d.Hash && now.Sub(d.RotatedAt) < rotateAfter:
		d.PreviousHash = nil
		return false
	case b.Shown == d.Hash:
		d.PreviousHash = &b.Shown
	case now.Sub(d.RotatedAt) < handAgain:
		return false
	}
	d.Hash, d.RotatedAt = b.Next, now
	return true
}

// count takes in how far the device has counted, and notices where it has gone back: it was restored from a backup, and what it
// had saved since is gone.
func (d *Device) count(tx Tx, b Beat, now time.Time) error {
	if highest := max(d.MaxSeq, d.ContiguousSeq); b.MaxSeq < highest {
		d.lose(fmt.Sprintf("It has gone back from scan %d to scan %d, as if it was restored from a backup. %s when it was last heard of.",
			highest, b.MaxSeq, waited(d.Pending)), now)
	} else {
		d.MaxSeq = b.MaxSeq
	}
	d.Pending, d.OldestAt, d.StrayAt = b.Pending, b.Oldest, nil
	come, err := tx.SeqsAfter(d.Name, d.ContiguousSeq, catchUp)
	if err != nil {
		return err
	}
	d.ContiguousSeq = contiguous(d.ContiguousSeq, come)
	return nil
}

func (d *Device) lose(why string, now time.Time) {
	if d.LostAt == nil {
		d.LostAt, d.LostWhy = &now, why
	}
}

func waited(n int) string {
	switch n {
	case 0:
		return "No scan was waiting to be sent"
	case 1:
		return "1 scan was waiting to be sent"
	}
	return fmt.Sprintf("%d scans were waiting to be sent", n)
}

// contiguous is up to where every number has come, when these have come after those up to from.
func contiguous(from int64, come []int64) int64 {
	for _, n := range come {
		if n != from+1 {
			break
		}
		from = n
	}
	return from
}

// Gap is a run of numbers of which none has come.
type Gap struct{ From, To int64 }

// Words names the scans of a gap.
func (g Gap) Words() string {
	switch g.To - g.From {
	case 0:
		return fmt.Sprintf("Scan %d has", g.From)
	case 1:
		return fmt.Sprintf("Scans %d and %d have", g.From, g.To)
	}
	return fmt.Sprintf("Scans %d to %d have", g.From, g.To)
}

// Gaps are the numbers after from that have not come, though later ones have or the device has given them.
func Gaps(from int64, come []int64, highest int64) (gaps []Gap) {
	next := from + 1
	for _, n := range come {
		if n > next {
			gaps = append(gaps, Gap{next, n - 1})
		}
		next = max(next, n+1)
	}
	if highest >= next {
		gaps = append(gaps, Gap{next, highest})
	}
	return gaps
}

// Stray notes that the saved scans of an enrolled device turned up in a browser without its credential.
func (s *Service) Stray(ctx context.Context, id DeviceID) error {
	return s.store.Write(ctx, func(tx Tx) error {
		d, found, err := tx.LockDevice(id)
		if err != nil || !found || d.StrayAt != nil {
			return err
		}
		now := s.now()
		d.StrayAt = &now
		return tx.UpdateDevice(d)
	})
}
