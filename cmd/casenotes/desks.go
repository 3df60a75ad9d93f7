package main

import (
	"errors"
	"time"

	"casenotes/tracking"
)

// deskSettings are the rules of shared devices.
type deskSettings struct {
	Hospital     string        `help:"The hospital's name, for the lock screen." env:"CASENOTES_HOSPITAL"`
	LockDesk     time.Duration `help:"A desk that nobody touches locks after this; 0 is never." default:"5m" env:"CASENOTES_LOCK_DESK"`
	LockTrolley  time.Duration `help:"The same of a trolley." default:"10m" env:"CASENOTES_LOCK_TROLLEY"`
	LockHandheld time.Duration `help:"The same of a handheld." default:"15m" env:"CASENOTES_LOCK_HANDHELD"`
	LockWarning  time.Duration `help:"It warns this long before." default:"20s" env:"CASENOTES_LOCK_WARNING"`
	SignInLife   time.Duration `help:"A password counts this long; then it is asked for again, whatever anybody does." default:"12h" env:"CASENOTES_SIGN_IN_LIFE"`
	LastUsers    int           `help:"How many names of its last users a lock screen offers; 0 for none." default:"6" env:"CASENOTES_LAST_USERS"`
}

// Validate refuses rules that lock nobody out or everybody at once.
func (d deskSettings) Validate() error {
	for _, idle := range []time.Duration{d.LockDesk, d.LockTrolley, d.LockHandheld} {
		if idle != 0 && idle < time.Minute {
			return errors.New("a device locks after a minute at least, or never with 0")
		}
	}
	switch {
	case d.LockWarning < 0 || d.LockWarning > time.Minute:
		return errors.New("--lock-warning is a minute at most")
	case d.SignInLife < 15*time.Minute || d.SignInLife > 24*time.Hour:
		return errors.New("--sign-in-life is between 15 minutes and 24 hours")
	case d.LastUsers < 0 || d.LastUsers > 20:
		return errors.New("--last-users is 20 at most")
	}
	return nil
}

func (d deskSettings) rules() tracking.Desk {
	return tracking.Desk{Idle: map[string]time.Duration{tracking.DeskDevice: d.LockDesk, tracking.TrolleyDevice: d.LockTrolley,
		tracking.HandheldDevice: d.LockHandheld}, Life: d.SignInLife, LastUsers: d.LastUsers}
}
