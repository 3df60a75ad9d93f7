package api

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/ecdh"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"mime/multipart"
	"net/http"
	"slices"
	"testing"
	"time"

	"casenotes/tracking"
	"casenotes/tracking/trackingtest"
)

// sealed is a file of scans as a browser with that key writes it.
func sealed(t *testing.T, key tracking.FileKey, device string, count int, text string) []byte {
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
	ephemeral, nonce := own.PublicKey().Bytes(), make([]byte, 12)
	secret, err := hkdf.Key(sha256.New, shared, slices.Concat(ephemeral, key.Public), "casenotes scans 1", 32)
	if err != nil {
		t.Fatal(err)
	}
	block, err := aes.NewCipher(secret)
	if err != nil {
		t.Fatal(err)
	}
	seal, err := cipher.NewGCM(block)
	if err != nil {
		t.Fatal(err)
	}
	const made = "2026-11-28T09:41:07.500Z"
	about := fmt.Appendf(nil, "casenotes-scans\n1\n%s\n%s\n%d\n%s", key.Name, device, count, made)
	base := base64.StdEncoding.EncodeToString
	return fmt.Appendf(nil, `{"format":"casenotes-scans","version":1,"key":%q,"device":%q,"count":%d,"made":%q,"ephemeral":%q,"nonce":%q,"scans":%q}`,
		key.Name, device, count, made, base(ephemeral), base(nonce), base(seal.Seal(nil, nonce, []byte(text), about)))
}

func (v pageVisitor) upload(path string, file []byte) pageAnswer {
	v.t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	part, err := w.CreateFormFile("file", "scans.casenotes")
	if err == nil {
		_, err = part.Write(file)
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		v.t.Fatal(err)
	}
	r, err := http.NewRequestWithContext(v.t.Context(), http.MethodPost, v.url+path, &body)
	if err == nil {
		r.Header.Set("Content-Type", w.FormDataContentType())
	}
	return v.do(r, err)
}

// asSaved is a scan as the page saves it.
func asSaved(t *testing.T, s tracking.Scan) string {
	t.Helper()
	text, err := json.Marshal(scanItem{ID: s.ID, Seq: s.Seq, Code: s.Code, Location: s.LocationCode, At: s.At.Format(time.RFC3339Nano), Source: "wedge", Action: "arrive"})
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestAFileOfScansIsImportedOnItsPageAndTellsWhatBecameOfEach(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		v := pageSite(t, h)(tracking.RoleSupervisor)
		v.get("/import").has(t, `href="/import/scans"`)
		v.get("/import/scans").has(t, "Save waiting scans to a file", `enctype="multipart/form-data"`)
		key, err := h.Service.MakeFileKey(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		good, unknown, held := h.NewScan(h.Folder.Code, h.Clinic), h.NewScan("F00000019", h.Clinic), h.NewScan(h.Volume1.Code, tracking.Location{})
		text := fmt.Sprintf(`{"scans":[%s,%s,{"id":7}],"held":[%s]}`, asSaved(t, good), asSaved(t, unknown), asSaved(t, held))
		file := sealed(t, key, queueName, 4, text)
		v.upload("/import/scans", file).has(t, "a browser that is not enrolled", "28 November 2026, 09:41", "<strong>1</strong> stored", "<strong>0</strong> known already",
			"<strong>3</strong> to look at", "Not one of ours", "kept apart for IT", tracking.Group(h.Volume1.Code), "No location was scanned before this one.")
		v.upload("/import/scans", file).has(t, "<strong>0</strong> stored", "<strong>4</strong> known already", "<strong>0</strong> to look at", "Nothing to look at.")
		v.enrol(h, queueName, "Trolley 7")
		v.upload("/import/scans", file).has(t, "Trolley 7", "<strong>4</strong> known already")
		if w := h.Whereabouts(h.Folder); w.Location.ID != h.Clinic.ID {
			t.Errorf("it is at %s", w.Location.Name)
		}
		h.Clean()
	})
}

func TestAFileThatCannotBeImportedIsRefusedInWords(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		enter := pageSite(t, h)
		v := enter(tracking.RoleAdmin)
		key, err := h.Service.MakeFileKey(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		good := sealed(t, key, queueName, 0, `{}`)
		elsewhere := key
		elsewhere.Name = "8899aabbccddeeff"
		for says, file := range map[string][]byte{
			"There is a problem":                     nil,
			"This is not a file of saved scans":      []byte("number,family_name\n"),
			"The end of the file is missing":         good[:len(good)-20],
			"was saved for another server":           sealed(t, elsewhere, queueName, 0, `{}`),
			"was changed or damaged":                 bytes.Replace(good, []byte(`"count":0`), []byte(`"count":1`), 1),
			"does not say which device it is from":   sealed(t, key, "trolley", 0, `{}`),
			"The file has more than 16 MB":           append(slices.Clone(good), bytes.Repeat([]byte(" "), 17<<20)...),
			"The file holds something else than it ": sealed(t, key, queueName, 3, `{"scans":[{}]}`),
		} {
			a := v.upload("/import/scans", file)
			a.has(t, says, `href="#file"`)
			if a.status != http.StatusUnprocessableEntity {
				t.Errorf("%s: %d", says, a.status)
			}
		}
		v.send("/import/scans").has(t, "Choose the file that the scan page saved.")
		if a := enter(tracking.RoleLibrary).upload("/import/scans", good); a.status != http.StatusForbidden {
			t.Errorf("a library clerk's file answered %d", a.status)
		}
	})
}

func TestTheScanPageIsToldThePublicHalfOfTheKeyAndNeverTheOther(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		v := pageSite(t, h)(tracking.RolePorter)
		var told struct {
			FileKey fileKeyShape `json:"file_key"`
		}
		for range 2 {
			if err := json.Unmarshal([]byte(v.get("/api/v1/scan-page").html), &told); err != nil {
				t.Fatal(err)
			}
			key, found, err := h.Store.FileKey(t.Context())
			if err != nil || !found || told.FileKey.ID != key.Name || told.FileKey.Public != base64.StdEncoding.EncodeToString(key.Public) {
				t.Errorf("%+v %v", told, err)
			}
		}
	})
}
