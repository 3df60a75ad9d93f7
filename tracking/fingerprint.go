package tracking

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"
)

// fingerprint tells two scans with one id apart. It covers what the device said, so a queue that is sent again by the next
// user, or by the server's other address, is still the same scan.
func (s Scan) fingerprint() string {
	seq := "-"
	if s.Seq != nil {
		seq = fmt.Sprint(*s.Seq)
	}
	said := []string{s.Device, seq, string(s.ReadingKind), s.Code, fmt.Sprint(s.Length), s.LocationCode,
		s.ToCode, string(s.Action), strings.ToLower(s.Undoes), fmt.Sprint(s.ClaimedAt.UnixMilli()), string(s.Source)}
	if s.AssertedUser != "" || s.Auth != "" { // devices did not say so once, and what they sent then may come again
		said = append(said, s.AssertedUser, s.Auth)
	}
	sum := sha256.Sum256([]byte(strings.Join(said, "\x00") + s.cargo()))
	return hex.EncodeToString(sum[:16])
}

// cargo is what a scan says of containers. A scan that says nothing has the fingerprint it had before there were any.
func (s Scan) cargo() string {
	if s.ContainerCode == "" && s.Contents == "" {
		return ""
	}
	return "\x00" + s.ContainerCode + "\x00" + s.Contents
}

func encodeNotices(n []Notice) string {
	if len(n) == 0 {
		return ""
	}
	b, _ := json.Marshal(n) // strings always encode
	return string(b)
}

func decodeNotices(s string) []Notice {
	var n []Notice
	if s != "" {
		_ = json.Unmarshal([]byte(s), &n) // we wrote it
	}
	return n
}
