package exchange

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/ecdh"
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"casenotes/tracking"
)

// Limits of a file of scans. A device that scanned one folder a second for five hours is within them.
const (
	MaxScanFile = 16 << 20
	MaxScans    = 20_000
)

const (
	scanFileFormat  = "casenotes-scans"
	scanFileVersion = 1
	scanFileUse     = "casenotes scans 1" // what the key that is derived is for
)

// ScanFile is what a file of scans says of itself. It is not secret, and a change to any of it makes the file unreadable.
type ScanFile struct {
	Format  string `json:"format"`
	Version int    `json:"version"`
	Key     string `json:"key"`    // the name of the server's key
	Device  string `json:"device"` // the name of the browser's queue
	Count   int    `json:"count"`
	Made    string `json:"made"` // by the device's clock
}

// sealedScans are the scans as they stand in the file. docs/scan-files.md describes it.
type sealedScans struct {
	ScanFile
	Ephemeral []byte `json:"ephemeral"` // the page's half of the key, made for this file alone
	Nonce     []byte `json:"nonce"`
	Scans     []byte `json:"scans"`
}

// SavedScans are the scans of a file, each as the device would have sent it. Held are those that have no location yet.
type SavedScans struct {
	Scans []json.RawMessage `json:"scans"`
	Held  []json.RawMessage `json:"held"`
}

// MadeAt is when the file was saved, by the device's clock; zero where it does not say.
func (f ScanFile) MadeAt() time.Time {
	at, err := time.Parse(time.RFC3339, f.Made)
	if err != nil {
		return time.Time{}
	}
	return at
}

// associated is what is sealed together with the scans.
func (f ScanFile) associated() []byte {
	return fmt.Appendf(nil, "%s\n%d\n%s\n%s\n%d\n%s", f.Format, f.Version, f.Key, f.Device, f.Count, f.Made)
}

// ReadScans opens a file of scans with the server's key. What is wrong with the file is a FileError.
func ReadScans(file io.Reader, key tracking.FileKey) (about ScanFile, saved SavedScans, err error) {
	sealed, err := readSealed(file)
	if err != nil {
		return about, saved, err
	}
	if about = sealed.ScanFile; about.Key != key.Name {
		return about, saved, &FileError{"this file was saved for another server, so it cannot be opened here. Import it at the site where the device scans"}
	}
	text, err := sealed.open(key)
	if err != nil {
		return about, saved, err
	}
	if json.Unmarshal(text, &saved) != nil || len(saved.Scans)+len(saved.Held) != about.Count {
		return about, saved, &FileError{"the file holds something else than it says. Save it again on the device"}
	}
	return about, saved, nil
}

func readSealed(file io.Reader) (sealed sealedScans, err error) {
	text, err := io.ReadAll(io.LimitReader(file, MaxScanFile+1))
	if err != nil {
		return sealed, fmt.Errorf("read a file of scans: %w", err)
	}
	err = json.Unmarshal(text, &sealed)
	starts := bytes.HasPrefix(bytes.TrimSpace(text), []byte(`{"format":"`+scanFileFormat))
	_, isSyntax := errors.AsType[*json.SyntaxError](err)
	switch {
	case len(text) > MaxScanFile:
		return sealed, &FileError{fmt.Sprintf("the file has more than %d MB, more than the scan page saves. Choose the file that it saved", MaxScanFile>>20)}
	case len(bytes.TrimSpace(text)) == 0:
		return sealed, &FileError{"the file is empty. Copy it from the device again"}
	case starts && isSyntax:
		return sealed, &FileError{"the end of the file is missing or damaged. Copy it from the device again"}
	case !starts || sealed.Format != scanFileFormat:
		return sealed, &FileError{"this is not a file of saved scans. Choose the file that the scan page saved: its name ends in .casenotes"}
	case sealed.Version > scanFileVersion:
		return sealed, &FileError{"the file is of a newer version than this server. Update the server, then import the file again"}
	case err != nil || sealed.Version < 1 || sealed.Count < 0 || sealed.Count > MaxScans:
		return sealed, errDamaged
	}
	return sealed, nil
}

var errDamaged = &FileError{"the file was changed or damaged after it was saved. Save it again on the device"}

// open is the text that was sealed: ECDH on P-256, HKDF with SHA-256, AES-256-GCM.
func (s sealedScans) open(key tracking.FileKey) ([]byte, error) {
	private, err := ecdh.P256().NewPrivateKey(key.Private)
	if err != nil {
		return nil, fmt.Errorf("the server's key for scans in files: %w", err)
	}
	theirs, err := ecdh.P256().NewPublicKey(s.Ephemeral)
	if err != nil {
		return nil, errDamaged
	}
	shared, err := private.ECDH(theirs)
	if err != nil {
		return nil, errDamaged
	}
	seal, err := scanSeal(shared, slices.Concat(s.Ephemeral, key.Public))
	if err != nil {
		return nil, err
	}
	if len(s.Nonce) != seal.NonceSize() {
		return nil, errDamaged
	}
	text, err := seal.Open(nil, s.Nonce, s.Scans, s.associated())
	if err != nil {
		return nil, errDamaged
	}
	return text, nil
}

func scanSeal(shared, salt []byte) (cipher.AEAD, error) {
	secret, err := hkdf.Key(sha256.New, shared, salt, scanFileUse, 32)
	if err != nil {
		return nil, err
	}
	block, err := aes.NewCipher(secret)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCM(block)
}
