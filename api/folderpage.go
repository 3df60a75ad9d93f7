package api

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"casenotes/tracking"
	"casenotes/tracking/store"
	"casenotes/web"
)

const historyShown = 25

func (s *Server) getFolderPage(c *gin.Context, ctx context.Context, actor tracking.Actor) error {
	return s.showFolder(c, ctx, actor, http.StatusOK, func(*web.Folder) {})
}

// showFolder answers the page of a folder; refused adds what a form was refused for and what was typed into it.
func (s *Server) showFolder(c *gin.Context, ctx context.Context, actor tracking.Actor, code int, refused func(*web.Folder)) error {
	after, err := Paging{After: c.Query("after")}.cursor()
	if err != nil {
		return err
	}
	w, err := s.look(ctx, actor, c.Param("code"), "folder.look")
	if err != nil {
		return err
	}
	page := web.Folder{Frame: s.frame(c, "Folder "+w.Name()), Row: web.Rows([]tracking.Whereabouts{w}, s.Now())[0],
		SeesPatient: actor.Role.May(tracking.MaySeePatients), Later: after.ID != 0, After: c.Query("after")}
	if page.Aliases, err = s.Store.Aliases(ctx, w.ID); err != nil {
		return err
	}
	if err := s.addJoined(ctx, &page); err != nil {
		return err
	}
	if asked := strings.ToUpper(strings.TrimSpace(c.Param("code"))); asked != w.Code {
		page.Asked = asked
		page.Merged = slices.ContainsFunc(page.Joined, func(j web.Joined) bool { return j.Code == asked })
	}
	if page.LooseFiling {
		papers, err := s.Store.LoosePapersOf(ctx, w.ID)
		if err != nil {
			return err
		}
		page.Papers = looseRow(w, papers, s).Papers
	}
	if page.Label, err = s.folderLabel(ctx, w); err != nil {
		return err
	}
	if err := s.addHistory(ctx, &page, after); err != nil {
		return err
	}
	if page.SeesPatient {
		records, err := s.Store.Records(ctx, w.Patient.Head())
		if err != nil {
			return err
		}
		set, err := s.Store.FoldersOf(ctx, records...)
		if err != nil {
			return err
		}
		set = slices.DeleteFunc(set, func(o tracking.Whereabouts) bool { return o.ID == w.ID })
		page.Others = web.WithCovers(web.Rows(set, s.Now()))
		if ward := w.Patient.InpatientID; ward != nil {
			p, found, err := s.Store.LocationByID(ctx, *ward)
			if err != nil {
				return err
			}
			if found {
				place := placeOf(p)
				page.Inpatient = &place
			}
		}
	}
	if err := s.addSearch(ctx, actor, &page); err != nil {
		return err
	}
	if err := s.addActions(ctx, actor, &page); err != nil {
		return err
	}
	refused(&page)
	s.page(c, code, page)
	return nil
}

// addJoined adds the folders whose papers went into this one.
func (s *Server) addJoined(ctx context.Context, page *web.Folder) error {
	joined, err := s.Store.MergedInto(ctx, page.ID)
	for _, j := range joined {
		page.Joined = append(page.Joined, web.Joined{ID: j.LoserID, Code: j.Code, At: j.MergedAt, By: j.MergedBy})
	}
	return err
}

// addHistory adds one page of the history, and the movement that brought the folder where it is.
func (s *Server) addHistory(ctx context.Context, page *web.Folder, after store.Cursor) error {
	list, err := s.Store.Movements(ctx, page.ID, after, historyShown+1)
	if err != nil {
		return err
	}
	if len(list) > historyShown {
		list = list[:historyShown]
		last := list[historyShown-1]
		page.Older = "/folders/" + page.Code + "?after=" + cursorText(last.At, uint64(last.ID))
	}
	for _, m := range list {
		page.History = append(page.History, web.Passage(m))
	}
	newest := list
	if page.Later {
		if newest, err = s.Store.Movements(ctx, page.ID, store.Cursor{}, historyShown); err != nil {
			return err
		}
	}
	newest = slices.DeleteFunc(slices.Clone(newest), func(m store.Passage) bool { return m.Late })
	if i := slices.IndexFunc(newest, func(m store.Passage) bool { return m.Kind != tracking.Amended }); i >= 0 {
		latest := web.Passage(newest[i])
		page.Latest = &latest
		if i == 0 && len(newest) > 1 {
			page.Actions.TakeBack = &latest
		}
	}
	return nil
}

// addActions adds what the actor may do with the folder, and the forms as they are before anything is typed.
func (s *Server) addActions(ctx context.Context, actor tracking.Actor, page *web.Folder) error {
	may, a := actor.Role.May, &page.Actions
	edits, alive := may(tracking.MayEditFolders), !page.Status.Ended()
	a.Request = may(tracking.MayRequest) && alive
	a.Print = may(tracking.MayPrint) && alive
	a.Missing = may(tracking.MayReport) && alive && page.Custody != tracking.Missing
	a.Change, a.Alias, a.Relabel = edits, edits, edits && alive
	a.Merge, a.Loose = edits && alive, may(tracking.MayRequest) && alive
	other := slices.ContainsFunc(page.Others, func(o web.Row) bool {
		return o.PatientID == page.PatientID && o.Kind == page.Kind && o.Status == tracking.Active
	})
	a.Close, a.Reopen, a.Withdraw = edits && page.Status == tracking.Active && other, edits && page.Status == tracking.Closed && page.Kind != tracking.KindReplaced, edits && page.Status == tracking.Active && page.LastScanAt == nil && page.Volume > 1
	a.Volume = edits && page.Status == tracking.Active
	if !may(tracking.MayCorrect) {
		a.TakeBack = nil
	}
	page.Typed = web.FolderForms{Home: page.Home.Code, LooseFiling: page.LooseFiling, Hold: page.Hold, Version: page.Version}
	if !edits {
		return nil
	}
	places, err := s.Store.Locations(ctx)
	a.Homes = homes(places, page.HomeID)
	return err
}

// reopen shows the folder's page again with the form open that could not be done, as it was typed.
func (s *Server) reopen(c *gin.Context, ctx context.Context, actor tracking.Actor, err error, form, field string, typed func(*web.FolderForms)) error {
	if errors.Is(err, tracking.ErrUnknownBarcode) {
		return err
	}
	faults, code, ok := refusal(err, field)
	if !ok {
		return err
	}
	return s.showFolder(c, ctx, actor, code, func(page *web.Folder) {
		page.Faults, page.Open = faults, form
		typed(&page.Typed)
		if errors.Is(err, tracking.ErrStale) {
			page.Clash = &page.History[0]
		}
	})
}

func (s *Server) postCorrectionForm(c *gin.Context, ctx context.Context, actor tracking.Actor) error {
	reason := c.PostForm("reason")
	id, _ := strconv.ParseUint(c.PostForm("movement"), 10, 64) // no number is no movement
	w, err := s.Service.Correct(ctx, actor, c.Param("code"), tracking.MovementID(id), reason)
	if err != nil {
		return s.reopen(c, ctx, actor, err, "correction", "reason", func(f *web.FolderForms) { f.Reason = reason })
	}
	return s.done(c, "/folders/"+w.Code, "Taken back. The history shows both.")
}

// postDetailsForm changes what is written on a folder. Where somebody was quicker, the form comes back as it was typed, on the
// folder as it is now.
func (s *Server) postDetailsForm(c *gin.Context, ctx context.Context, actor tracking.Actor) error {
	home, loose, hold := c.PostForm("home"), c.PostForm("loose") == "yes", c.PostForm("hold") == "yes"
	change := tracking.FolderChange{LooseFiling: &loose, Hold: &hold}
	if now, found, err := s.Store.FolderByCode(ctx, strings.ToUpper(c.Param("code"))); err != nil {
		return err
	} else if found && now.Home.Code != home {
		change.Home = &home
	}
	w, err := s.Service.AmendFolder(ctx, actor, c.Param("code"), versionForm(c), change)
	if err != nil {
		return s.reopen(c, ctx, actor, err, "details", "home", func(f *web.FolderForms) { f.Home, f.LooseFiling, f.Hold = home, loose, hold })
	}
	return s.done(c, "/folders/"+w.Code, "Saved.")
}

func (s *Server) postVolumeForm(c *gin.Context, ctx context.Context, actor tracking.Actor) error {
	w, err := s.Service.NewVolume(ctx, actor, c.Param("code"))
	if err != nil {
		return s.reopen(c, ctx, actor, err, "volume", "", func(*web.FolderForms) {})
	}
	return s.toItsLabel(c, ctx, actor, w, "", "Volume "+strconv.Itoa(w.Volume)+" is made: "+w.Name()+"."+printIt)
}

func (s *Server) postAliasForm(c *gin.Context, ctx context.Context, actor tracking.Actor) error {
	barcode := c.PostForm("barcode")
	w, err := s.Service.AddAlias(ctx, actor, c.Param("code"), barcode)
	if err != nil {
		return s.reopen(c, ctx, actor, err, "alias", "barcode", func(f *web.FolderForms) { f.Barcode = barcode })
	}
	return s.done(c, "/folders/"+w.Code, "Saved. The older barcode finds this folder now.")
}
