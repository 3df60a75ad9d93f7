package exchange

import (
	"bytes"
	"crypto/ecdh"
	"crypto/rand"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"

	"casenotes/tracking"
)

func fileKey(t *testing.T, name string) tracking.FileKey {
	t.Helper()
	private, err := ecdh.P256().GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return tracking.FileKey{Name: name, Public: private.PublicKey().Bytes(), Private: private.Bytes()}
}

// sealScans does what web/ts/savefile.ts does; the browser's own files are read in cmd/casenotes.
func sealScans(t *testing.T, key tracking.FileKey, text string, change func(*sealedScans)) []byte {
	t.Helper()
	own, err := ecdh.P256().GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	server, err := ecdh.P256().NewPublicKey(key.Public)
	if err != nil {
		t.Fatal(err)
	}
	shared, err := own.ECDH(server)
	if err != nil {
		t.Fatal(err)
	}
	s := sealedScans{ScanFile: ScanFile{scanFileFormat, 1, key.Name, "web-00000001", 2, "2026-11-28T10:00:00.000Z"},
		Ephemeral: own.PublicKey().Bytes(), Nonce: make([]byte, 12)}
	seal, err := scanSeal(shared, slices.Concat(s.Ephemeral, key.Public))
	if err != nil {
		t.Fatal(err)
	}
	s.Scans = seal.Seal(nil, s.Nonce, []byte(text), s.associated())
	if change != nil {
		change(&s)
	}
	file, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	return file
}

const twoScans = `{"scans":[{"id":"a"}],"held":[{"id":"b"}]}`

func TestAFileOfScansIsOpenedByTheServersKeyAlone(t *testing.T) {
	key := fileKey(t, "0011223344556677")
	about, saved, err := ReadScans(bytes.NewReader(sealScans(t, key, twoScans, nil)), key)
	if err != nil || about.Device != "web-00000001" || about.MadeAt().Year() != 2026 || len(saved.Scans) != 1 || string(saved.Held[0]) != `{"id":"b"}` {
		t.Errorf("%+v %+v %v", about, saved, err)
	}
}

func TestAFileThatIsNotWhatItShouldBeSaysWhyInWords(t *testing.T) {
	key, other := fileKey(t, "0011223344556677"), fileKey(t, "8899aabbccddeeff")
	good := sealScans(t, key, twoScans, nil)
	forged := other
	forged.Name = key.Name
	for name, c := range map[string]struct {
		file []byte
		says string
	}{
		"empty":                  {nil, "is empty"},
		"cut short":              {good[:len(good)/2], "the end of the file is missing"},
		"more after its end":     {append(slices.Clone(good), "{}"...), "the end of the file is missing or damaged"},
		"of another kind":        {[]byte("number,family_name\nH1,Smith\n"), "not a file of saved scans"},
		"JSON of somebody else":  {[]byte(`{"format":"something"}`), "not a file of saved scans"},
		"too large":              {append(slices.Clone(good), bytes.Repeat([]byte(" "), MaxScanFile)...), "more than 16 MB"},
		"of another site":        {sealScans(t, other, twoScans, nil), "saved for another server"},
		"under a borrowed name":  {sealScans(t, forged, twoScans, nil), "changed or damaged"},
		"of a newer version":     {sealScans(t, key, twoScans, func(s *sealedScans) { s.Version = 2 }), "newer version"},
		"with another device":    {sealScans(t, key, twoScans, func(s *sealedScans) { s.Device = "web-00000002" }), "changed or damaged"},
		"with another count":     {sealScans(t, key, twoScans, func(s *sealedScans) { s.Count = 1 }), "changed or damaged"},
		"with an absurd count":   {sealScans(t, key, twoScans, func(s *sealedScans) { s.Count = MaxScans + 1 }), "changed or damaged"},
		"with one bit flipped":   {sealScans(t, key, twoScans, func(s *sealedScans) { s.Scans[3] ^= 1 }), "changed or damaged"},
		"without a nonce":        {sealScans(t, key, twoScans, func(s *sealedScans) { s.Nonce = nil }), "changed or damaged"},
		"with no point":          {sealScans(t, key, twoScans, func(s *sealedScans) { s.Ephemeral[0] = 9 }), "changed or damaged"},
		"that counts wrong":      {sealScans(t, key, `{"scans":[{"id":"a"}]}`, nil), "something else than it says"},
		"with no scans in it":    {sealScans(t, key, `[]`, nil), "something else than it says"},
		"with text for a number": {[]byte(`{"format":"casenotes-scans","version":"1"}`), "changed or damaged"},
	} {
		t.Run(name, func(t *testing.T) {
			_, _, err := ReadScans(bytes.NewReader(c.file), key)
			if e, ok := errors.AsType[*FileError](err); !ok || !strings.Contains(e.Text, c.says) {
				t.Errorf("%v", err)
			}
		})
	}
}
