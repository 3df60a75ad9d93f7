package api

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"casenotes/tracking"
	"casenotes/web"
)

func (s *Server) getPatientPage(c *gin.Context, ctx context.Context, actor tracking.Actor) error {
	return s.showPatient(c, ctx, actor, http.StatusOK, func(*web.Patient) {})
}

// showPatient answers the page of a patient; refused adds what a form was refused for and what was typed into it.
func (s *Server) showPatient(c *gin.Context, ctx context.Context, actor tracking.Actor, code int, refused func(*web.Patient)) error {
	id, err := patientID(c)
	if err != nil {
		return err
	}
	f, err := s.openPatient(ctx, actor, uint64(id))
	if err != nil {
		return err
	}
	page := web.Patient{Frame: s.frame(c, "Patient"), Patient: f.Patient, Moved: f.Patient.ID != id, Numbers: f.Numbers, Names: f.Names, Stays: s.stayRows(f.Stays), Folders: web.WithCovers(web.Rows(f.Folders, s.Now())),
		Edits: actor.Role.May(tracking.MayEditPatients), Adds: actor.Role.May(tracking.MayEditFolders), Sexes: web.Sexes(), Form: patientForm(f.Patient)}
	if page.Adds {
		places, err := s.Store.Locations(ctx)
		if err != nil {
			return err
		}
		page.Homes, page.Kinds = homes(places, 0), kinds()
		if len(f.Folders) > 0 {
			page.NewFolder.Home = f.Folders[0].Home.Code
		}
	}
	for _, m := range f.Merges {
		page.Merges = append(page.Merges, mergeRow(m, s))
	}
	refused(&page)
	s.page(c, code, page)
	return nil
}

func patientID(c *gin.Context) (tracking.PatientID, error) {
	id, err := strconv.ParseUint(c.Param("id"), 10, 64)
	if err != nil {
		return 0, tracking.ErrUnknownPatient
	}
	return tracking.PatientID(id), nil
}

func kinds() (list []web.Choice) {
	for _, k := range tracking.FolderKinds() {
		if k == tracking.KindTemporary { // made from the page of the folder that it stands in for
			continue
		}
		list = append(list, web.Choice{Code: string(k), Name: web.SentenceCase(k.Label())})
	}
	return list
}

// patientForm is the form with what is known of a patient.
func patientForm(p tracking.Patient) web.PatientForm {
	return web.PatientForm{Number: p.Number, NHSNumber: p.NHSNumber, FamilyName: p.FamilyName, GivenName: p.GivenName, Sex: p.Sex,
		Born: web.DateOf(p.Born), Died: web.DateOf(p.DiedOn), Version: p.Version}
}

// readPatient reads the form: as it was typed, and as a patient.
func readPatient(c *gin.Context) (typed web.PatientForm, born, died time.Time, faults []web.Fault) {
	typed = web.PatientForm{Number: c.PostForm("number"), NHSNumber: c.PostForm("nhs_number"), FamilyName: c.PostForm("family_name"),
		GivenName: c.PostForm("given_name"), Sex: c.PostForm("sex"), Born: dateForm(c, "born"), Died: dateForm(c, "died"), Version: versionForm(c)}
	var ok bool
	if born, ok = readDate(typed.Born); !ok {
		faults = append(faults, web.Fault{Field: "born", Text: "This is not a date. Enter day, month and a year of 4 digits."})
	}
	if died, ok = readDate(typed.Died); !ok {
		faults = append(faults, web.Fault{Field: "died", Text: "This is not a date. Enter day, month and a year of 4 digits."})
	}
	if typed.Sex != "" && !strings.Contains("FMXU", typed.Sex) {
		faults = append(faults, web.Fault{Field: "sex", Text: "Choose one from the list."})
	}
	return typed, born, died, faults
}

func (s *Server) postPatientPage(c *gin.Context, ctx context.Context, actor tracking.Actor) error {
	id, err := patientID(c)
	if err != nil {
		return err
	}
	typed, born, died, faults := readPatient(c)
	code := http.StatusUnprocessableEntity
	if len(faults) == 0 {
		_, err := s.Service.AmendPatient(ctx, actor, id, typed.Version, tracking.PatientChange{NHSNumber: &typed.NHSNumber, FamilyName: &typed.FamilyName,
			GivenName: &typed.GivenName, Sex: &typed.Sex, Born: &born, DiedOn: &died})
		if err == nil {
			return s.done(c, fmt.Sprintf("/patients/%d", id), "Saved.")
		}
		var ok bool
		if faults, code, ok = refusal(err, "family_name"); !ok {
			return err
		}
	}
	return s.showPatient(c, ctx, actor, code, func(page *web.Patient) {
		typed.Version = page.Patient.Version
		page.Faults, page.Open, page.Form = faults, "patient", typed
	})
}

func (s *Server) getNewPatient(c *gin.Context, _ context.Context, _ tracking.Actor) error {
	s.page(c, http.StatusOK, web.NewPatient{Frame: s.frame(c, "Register a patient"), Sexes: web.Sexes()})
	return nil
}

func (s *Server) postNewPatient(c *gin.Context, ctx context.Context, actor tracking.Actor) error {
	typed, born, _, faults := readPatient(c)
	code := http.StatusUnprocessableEntity
	if len(faults) == 0 {
		row := tracking.NewPatient{Patient: tracking.Patient{Number: typed.Number, NHSNumber: typed.NHSNumber, FamilyName: typed.FamilyName,
			GivenName: typed.GivenName, Sex: typed.Sex}}
		if !born.IsZero() {
			row.Born = &born
		}
		p, err := s.Service.AddPatient(ctx, actor, row)
		if err == nil {
			return s.done(c, fmt.Sprintf("/patients/%d", p.ID), "The patient is registered. Now add the folder.")
		}
		var ok bool
		if faults, code, ok = refusal(err, "number"); !ok {
			return err
		}
	}
	page := web.NewPatient{Frame: s.frame(c, "Register a patient"), Sexes: web.Sexes(), Form: typed}
	page.Faults = faults
	s.page(c, code, page)
	return nil
}

func (s *Server) postPatientFolder(c *gin.Context, ctx context.Context, actor tracking.Actor) error {
	id, err := patientID(c)
	if err != nil {
		return err
	}
	p, found, err := s.Store.Patient(ctx, id)
	if err == nil && !found {
		err = tracking.ErrUnknownPatient
	}
	if err != nil {
		return err
	}
	typed := web.NewFolder{Kind: c.PostForm("kind"), Volume: strings.TrimSpace(c.PostForm("volume")), Home: c.PostForm("home"), Barcode: c.PostForm("barcode")}
	faults, code := []web.Fault{{Field: "volume", Text: "A volume is a number from 1 to 999."}}, http.StatusUnprocessableEntity
	if volume, err := strconv.Atoi("0" + typed.Volume); err == nil {
		w, err := s.Service.AddFolder(ctx, actor, tracking.NewFolder{Code: typed.Barcode, Patient: p.Number, Kind: tracking.FolderKind(typed.Kind),
			Volume: volume, Home: typed.Home})
		if err == nil {
			made := "Volume " + strconv.Itoa(w.Volume) + " is made: " + w.Name() + "."
			if typed.Barcode != "" {
				return s.done(c, "/folders/"+w.Code, made+" Scan its barcode where the folder is.")
			}
			return s.toItsLabel(c, ctx, actor, w, "", made+printIt)
		}
		var ok bool
		if faults, code, ok = refusal(err, "barcode"); !ok {
			return err
		}
	}
	return s.showPatient(c, ctx, actor, code, func(page *web.Patient) { page.Faults, page.NewFolder = faults, typed })
}
