package tracking

import "time"

// Badge is a barcode that stands for a person. Anybody can photograph it, so it is a user name and proves nothing. One that was
// lost is retired, and its code is never issued again.
type Badge struct {
	Code      string
	UserID    uint64
	CurrentOf *uint64 // the user, while the badge counts: nobody has two
	IssuedAt  time.Time
	RetiredAt *time.Time
}
