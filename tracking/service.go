package tracking

import (
	"context"
	"crypto/rand"
	"sync"
	"sync/atomic"
	"time"
)

// Service is every command. It opens the transactions, asks the rules, and announces what changed after the commit. All
// commands take the actor first, so nothing happens without a name in the audit trail.
type Service struct {
	store    Store
	rules    Rules
	now      func() time.Time
	announce Announcer
	waiting  chan *scanCall // calls of Scan that wait to be committed together
	turns    chan struct{}  // one place for each transaction that may run at once
	feed     feedLine

	closed struct { // the closures that the calendar was told of
		sync.Mutex
		text string
	}

	name     string       // this process, where it leases a job
	tidyNext atomic.Int64 // when it next looks after requests, in milliseconds
}

// New is a Service on a store. now is the clock; announce hears of every change after its commit.
func New(store Store, rules Rules, now func() time.Time, announce Announcer) *Service {
	return &Service{store: store, rules: rules, announce: announce,
		now:     func() time.Time { return now().UTC().Truncate(time.Millisecond) },
		waiting: make(chan *scanCall, 4096), turns: make(chan struct{}, store.Writers()), name: rand.Text(),
		feed: feedLine{waiting: make(chan *feedCall, 256), turns: make(chan struct{}, store.Writers())}}
}

// Rules are the records rules in force.
func (s *Service) Rules() Rules { return s.rules }

// Looked records that the actor looked at patients' data or folders.
func (s *Service) Looked(ctx context.Context, actor Actor, looks ...AuditEntry) error {
	now := s.now()
	for i := range looks {
		looks[i] = actor.did(looks[i], now)
	}
	return s.store.Write(ctx, func(tx Tx) error { return tx.AddAudit(looks) })
}

func (a Actor) did(e AuditEntry, at time.Time) AuditEntry {
	e.Actor, e.Role, e.Via, e.At = a.Name, a.Role, a.Via, at
	return e
}
