package api

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"io"
	"time"

	"casenotes/tracking"
	"casenotes/tracking/exchange"
)

// ScanImport is what became of a file of scans.
type ScanImport struct {
	Device        string // what people call it; empty where it is not enrolled
	Made          time.Time
	Stored, Known int
	Attention     []ScanAttention
}

// ScanAttention is one scan of a file that somebody has to look at.
type ScanAttention struct {
	Code string // as people read it; empty where it is none of ours
	At   time.Time
	Text string
}

// ImportScans takes in a file that a scan page saved. What is wrong with the file as a whole is an exchange.FileError.
func ImportScans(ctx context.Context, service *tracking.Service, actor tracking.Actor, file io.Reader) (out ScanImport, err error) {
	key, err := service.MakeFileKey(ctx)
	if err != nil {
		return out, err
	}
	about, saved, err := exchange.ReadScans(file, key)
	if err != nil {
		return out, err
	}
	b := tracking.Brought{Device: about.Device}
	b.Scans, b.Raw = scansOf(saved.Scans)
	b.Held, b.HeldRaws = scansOf(saved.Held)
	in, err := service.BringIn(ctx, actor, b)
	if err != nil {
		return out, err
	}
	out = ScanImport{Made: about.MadeAt(), Stored: in.Stored, Known: in.Known}
	if in.By != nil {
		out.Device = in.By.Label
	}
	all := append(b.Scans, b.Held...)
	for i, r := range in.Receipts {
		if !r.Replayed && r.NeedsAttention() {
			out.Attention = append(out.Attention, attentionTo(all[i], r))
		}
	}
	return out, nil
}

// scansOf reads scans as a device would have sent them. One that cannot be read is kept apart as it came, and harms no other.
func scansOf(list []json.RawMessage) (scans []tracking.Scan, raws []string) {
	for _, raw := range list {
		var item scanItem
		if json.Unmarshal(raw, &item) != nil {
			item = scanItem{}
		}
		scans, raws = append(scans, item.scan()), append(raws, string(raw))
	}
	return scans, raws
}

func attentionTo(s tracking.Scan, r tracking.Receipt) ScanAttention {
	a := ScanAttention{At: s.At, Text: r.Message}
	if reading := tracking.Classify(s.Code, nil); reading.Code != "" {
		a.Code = tracking.Group(reading.Code)
	}
	return a
}

// fileKeyShape is the public half of the key for scans in files.
type fileKeyShape struct {
	ID     string `json:"id" example:"9f3b6c0d1e2a4b5c"`
	Public string `json:"public" doc:"A point of P-256, uncompressed, in base64"`
}

// fileKey is what browsers encrypt to. It is made the first time that anybody asks.
func (s *Server) fileKey(ctx context.Context) (shape fileKeyShape, err error) {
	key, found, err := s.Store.FileKey(ctx)
	if err == nil && !found {
		key, err = s.Service.MakeFileKey(ctx)
	}
	return fileKeyShape{key.Name, base64.StdEncoding.EncodeToString(key.Public)}, err
}
