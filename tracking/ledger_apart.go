package tracking

import (
	"fmt"
	"slices"
	"time"
)

// apart is why a scan that is well formed is kept apart.
type apart struct {
	reason, message string
	subject, alert  string // what the alert is about, and what it says
}

const (
	revokedReason   = "The device is revoked."
	placelessReason = "No location was scanned before it."
	oldPage         = "The page that sent it is too old."
	newPage         = "The page that sent it is newer than the server."
)

// apart says whether a scan is kept apart whatever it says. Somebody who takes it in all the same answers for a revoked device and an
// old page; what a newer page means nobody here can know.
func (e *entry) apart(now time.Time) (apart, bool) {
	const renew = " The scan is kept apart for IT (code V1). Lock this screen to renew the page."
	protocol := e.scan.Protocol
	switch {
	case protocol > Protocol:
		return apart{newPage, "This page is newer than the server." + renew, "protocol:" + e.scan.Device,
			"Scans of a page that is newer than the server came from " + e.sender() + ". They are kept apart. Update the server, then take them in."}, true
	case e.retaken:
		return apart{}, false
	case !understands(protocol, now):
		return apart{oldPage, "This page is too old." + renew, "protocol:" + e.scan.Device,
			"Scans of a page that is too old came from " + e.sender() + ". They are kept apart. Load its page anew, then take them in."}, true
	case e.by != nil && e.by.Revoked():
		return apart{revokedReason, "This device is revoked. The scan is kept apart for IT (code D1). Use another device.",
			fmt.Sprintf("revoked:%d", e.by.ID), e.by.Label + " is revoked and sends scans. They are kept apart."}, true
	case e.lacks:
		return apart{placelessReason, "No location was scanned before this one. Ask where the folder is, and scan it there.",
			"placeless:" + e.scan.Device, "Scans without a location came in a file from " + e.sender() + ". They are kept apart. Scan those folders where they are."}, true
	}
	return apart{}, false
}

// setApart keeps a scan for a person to look at: nothing of it is lost, and nothing of it counts.
func (l *ledger) setApart(e *entry, why apart) error {
	e.receipt = Receipt{ID: e.scan.ID, Outcome: Quarantined, Class: Check, Why: why.reason, Message: why.message}
	kept, err := l.tx.QuarantinedBefore(e.scan.Device, e.scan.ID)
	if err != nil || kept || slices.ContainsFunc(l.quarantined, func(q QuarantinedScan) bool { return q.ScanID == e.scan.ID }) {
		e.receipt.Replayed = true
		return err
	}
	l.quarantined = append(l.quarantined, e.quarantined(why.reason))
	l.audit = append(l.audit, e.actor.did(AuditEntry{Action: "scan.quarantined"}, l.now))
	return l.alertDevice(why.subject, e.by, why.alert)
}

// recount takes the number off a scan whose device had used it for another scan: it was restored from an older copy and has not
// been told yet where to go on. The scan is told by its id and counts as any other; only its place among the device's own is lost.
// Somebody has to look for what the device has forgotten.
func (l *ledger) recount(e *entry) error {
	const why = "It has numbered scans with numbers that it had used, as if it was restored from a backup. They count all the same."
	e.scan.Seq = nil
	d, found, err := l.tx.LockDeviceNamed(e.scan.Device)
	if err != nil {
		return err
	}
	if !found {
		return l.alertDevice("lost:"+e.scan.Device, nil, "A device that is not enrolled: "+why)
	}
	if d.LostAt == nil {
		d.lose(why, l.now)
		if err := l.tx.UpdateDevice(d); err != nil {
			return err
		}
	}
	return l.alertDevice(fmt.Sprintf("lost:%d", d.ID), &d, d.Label+": "+why)
}

// released is when this protocol was released. Devices that still speak the one before are understood for half a year after it.
var released = time.Date(2026, time.November, 23, 0, 0, 0, 0, time.UTC)

const understoodFor = 180 * 24 * time.Hour

// understands says whether the server can tell what a device means that speaks a protocol. A program that names none speaks the API's.
func understands(protocol int, now time.Time) bool {
	return protocol == 0 || protocol == Protocol || (protocol == Protocol-1 && now.Sub(released) < understoodFor)
}
