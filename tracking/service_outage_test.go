package tracking_test

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"casenotes/tracking"
	"casenotes/tracking/trackingtest"
)

func TestACommitWhoseReplyIsLostIsOneScanWhenItIsSentAgain(t *testing.T) {
	wire := trackingtest.NewWire(t, trackingtest.MySQL(t))
	h := trackingtest.Open(t, wire.DSN)
	h.Clock.Forward(time.Minute)
	batch := tracking.ScanBatch{Device: "trolley-7", Scans: []tracking.Scan{h.NewScan(h.Folder.Code, h.Clinic), h.NewScan(h.Volume1.Code, h.Clinic)}}
	wire.LoseReplyTo("COMMIT")
	_, err := h.Service.Scan(t.Context(), trackingtest.Porter, batch)
	if tracking.KindOf(err) != tracking.Unavailable {
		t.Fatalf("%v", err)
	}
	h.Clock.Forward(time.Minute)
	receipts, err := h.Service.Scan(t.Context(), trackingtest.Porter, batch)
	if err != nil || !receipts[0].Replayed || !receipts[1].Replayed || receipts[0].Outcome != tracking.Applied {
		t.Errorf("%+v %v", receipts, err)
	}
	if w := h.Whereabouts(h.Folder); w.Version != 2 {
		t.Errorf("%+v", w)
	}
	h.Clean()
}

func TestNothingAcknowledgedIsLostWhenTheDatabaseComesAndGoes(t *testing.T) {
	wire := trackingtest.NewWire(t, trackingtest.MySQL(t))
	h := trackingtest.Open(t, wire.DSN)
	h.Clock.Forward(time.Minute)
	var mu sync.Mutex
	acknowledged := map[string]bool{}
	together(func(i int) {
		for n := range 12 {
			s := scanOf(h.Folder.Code, []tracking.Location{h.Clinic, h.Ward}[n%2], h.Clock.Now())
			for { // as a device does: the same scan until it is answered
				r, err := h.Service.Scan(t.Context(), trackingtest.Porter, tracking.ScanBatch{Device: fmt.Sprint("trolley-", i), Scans: []tracking.Scan{s}})
				if err == nil && r[0].Outcome != tracking.Quarantined {
					break
				}
				if err == nil || tracking.KindOf(err) != tracking.Unavailable {
					t.Errorf("%+v %v", r, err)
					return
				}
				wire.Mend()
			}
			mu.Lock()
			acknowledged[s.ID] = true
			if len(acknowledged)%40 == 0 {
				wire.Cut()
			}
			mu.Unlock()
		}
	})
	wire.Mend()
	if n := count(t, h, "SELECT COUNT(*) FROM scans"); n != len(acknowledged) || n != crowd*12 {
		t.Errorf("%d acknowledged, %d kept", len(acknowledged), n)
	}
	h.Clean()
}
