package api

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"casenotes/tracking"
	"casenotes/web"
)

func (s *Server) getDevices(c *gin.Context, ctx context.Context, _ tracking.Actor) error {
	after, err := strconv.ParseUint(c.DefaultQuery("after", "0"), 10, 63)
	if err != nil {
		return &tracking.Error{Kind: tracking.Invalid, Code: "cursor", Text: "This page of the list does not exist. Start from the first."}
	}
	list, err := s.Store.Devices(ctx, tracking.DeviceID(after), pageRows+1)
	if err != nil {
		return err
	}
	asks, err := s.browserOf(ctx)
	if err != nil {
		return err
	}
	page := web.Devices{Frame: s.frame(c, "Devices"), Later: after > 0, Checked: s.Now()}
	if len(list) > pageRows {
		list = list[:pageRows]
		page.Next = "/devices?" + url.Values{"after": {strconv.FormatUint(uint64(list[pageRows-1].ID), 10)}}.Encode()
	}
	for _, v := range list {
		page.Rows = append(page.Rows, web.DeviceRow{DeviceView: v, Troubles: v.Troubles(s.Now()), Here: asks != nil && asks.ID == v.ID})
	}
	s.page(c, http.StatusOK, page)
	return nil
}

// getPolicies is the sheet for whoever manages the browsers, made out for the address that this one came by.
func (s *Server) getPolicies(c *gin.Context, _ context.Context, _ tracking.Actor) error {
	scheme := "http://"
	if s.Secure {
		scheme = "https://"
	}
	s.page(c, http.StatusOK, web.Policies{Frame: s.frame(c, "Policies for scanning PCs"), Site: scheme + c.Request.Host})
	return nil
}

func (s *Server) getEnrol(c *gin.Context, ctx context.Context, _ tracking.Actor) error {
	return s.showEnrol(c, ctx, http.StatusOK, func(*web.Enrol) {})
}

// showEnrol shows what this browser is, and the form to enrol it; fill puts in what was typed and what is wrong with it.
func (s *Server) showEnrol(c *gin.Context, ctx context.Context, code int, fill func(*web.Enrol)) error {
	page := web.Enrol{Frame: s.frame(c, "Enrol this device")}
	asks, err := s.browserOf(ctx)
	if err != nil {
		return err
	}
	if asks != nil {
		v, _, err := s.Store.Device(ctx, asks.ID)
		if err != nil {
			return err
		}
		page.As = &v
		page.Form = web.DeviceForm{Label: v.Label, Place: v.Standing.Code}
	}
	if page.Places, err = s.standingPlaces(ctx, page.Form.Place); err != nil {
		return err
	}
	fill(&page)
	s.page(c, code, page)
	return nil
}

// standingPlaces are the locations where a device can stand, and the one where it stands now.
func (s *Server) standingPlaces(ctx context.Context, now string) ([]web.Choice, error) {
	all, err := s.Store.Locations(ctx)
	return placeChoices("Choose a location", all, func(p tracking.Location) bool { return p.Code == now || inUse(p) }), err
}

func deviceForm(c *gin.Context) web.DeviceForm {
	text := func(name string) string { return strings.TrimSpace(c.PostForm(name)) }
	return web.DeviceForm{Name: text("name"), Label: text("label"), Place: text("place"), Version: versionForm(c)}
}

// postEnrol hands the browser its credential. A browser in which something does not fit is warned of first.
func (s *Server) postEnrol(c *gin.Context, ctx context.Context, actor tracking.Actor) error {
	form := deviceForm(c)
	doubt, err := s.doubtEnrolling(ctx, form.Name)
	if err != nil {
		return err
	}
	if doubt != tracking.NoDoubt && c.PostForm("sure") != string(doubt) {
		return s.showEnrol(c, ctx, http.StatusOK, func(page *web.Enrol) { page.Form, page.Doubt = form, doubt })
	}
	credential, hash := newCredential()
	d, err := s.Service.Enrol(ctx, actor, tracking.NewDevice{Name: form.Name, Label: form.Label, Location: form.Place, Hash: hash})
	if err != nil {
		faults, code, ok := deviceRefusal(err)
		if !ok {
			return err
		}
		return s.showEnrol(c, ctx, code, func(page *web.Enrol) { page.Form, page.Faults = form, faults })
	}
	cookie := s.handOver(credential)
	http.SetCookie(c.Writer, &cookie)
	return s.done(c, devicePath(d.ID), "This browser is enrolled as "+d.Label+".")
}

func (s *Server) doubtEnrolling(ctx context.Context, name string) (tracking.Doubt, error) {
	asks, err := s.browserOf(ctx)
	if err != nil {
		return tracking.NoDoubt, err
	}
	d, found, err := s.Store.DeviceByName(ctx, name)
	if err != nil || !found {
		return tracking.DoubtEnrolling(asks, nil, name), err
	}
	return tracking.DoubtEnrolling(asks, &d, name), nil
}

func devicePath(id tracking.DeviceID) string { return "/devices/" + strconv.FormatUint(uint64(id), 10) }

// deviceRefusal is refusal for the forms of a device.
func deviceRefusal(err error) ([]web.Fault, int, bool) {
	fields := map[string]string{"device_label": "label", "device_place": "place", "device_kind": "kind", "unknown_location": "place", "location_retired": "place", "device_name": ""}
	faults, code, ok := refusal(err, "label")
	if e, told := errors.AsType[*tracking.Error](err); ok && told {
		if field, known := fields[e.Code]; known {
			faults[0].Field = field
		}
	}
	return faults, code, ok
}

// device is the device of an address.
func (s *Server) device(c *gin.Context, ctx context.Context) (v tracking.DeviceView, err error) {
	id, err := strconv.ParseUint(c.Param("id"), 10, 63)
	if err != nil {
		return v, tracking.ErrUnknownDevice
	}
	v, found, err := s.Store.Device(ctx, tracking.DeviceID(id))
	if err == nil && !found {
		err = tracking.ErrUnknownDevice
	}
	return v, err
}

func (s *Server) getDevice(c *gin.Context, ctx context.Context, _ tracking.Actor) error {
	return s.showDevice(c, ctx, http.StatusOK, func(*web.Device) {})
}

func (s *Server) showDevice(c *gin.Context, ctx context.Context, code int, fill func(*web.Device)) error {
	v, err := s.device(c, ctx)
	if err != nil {
		return err
	}
	page := web.Device{Frame: s.frame(c, v.Label), DeviceView: v, Troubles: v.Troubles(s.Now()),
		Form: web.DeviceForm{Label: v.Label, Place: v.Standing.Code, Version: v.Version}}
	if page.Places, err = s.standingPlaces(ctx, v.Standing.Code); err != nil {
		return err
	}
	page.Kinds = s.deviceKinds()
	if err := s.fillGaps(ctx, &page); err != nil {
		return err
	}
	if err := s.fillApart(ctx, &page); err != nil {
		return err
	}
	fill(&page)
	s.page(c, code, page)
	return nil
}

func (s *Server) postDevice(c *gin.Context, ctx context.Context, actor tracking.Actor) error {
	v, err := s.device(c, ctx)
	if err != nil {
		return err
	}
	form, words := deviceForm(c), "Saved."
	switch c.PostForm("do") {
	case "revoke":
		err, words = s.Service.RevokeDevice(ctx, actor, v.ID), v.Label+" is revoked."
	case "settle":
		err, words = s.Service.SettleDevice(ctx, actor, v.ID), "Noted. The device is watched as before."
	case "take":
		words, err = s.takeApart(ctx, actor, v.Device)
	case "aside":
		words, err = s.putAside(ctx, actor, v.Device)
	case "kind":
		err = s.Service.SetDeviceKind(ctx, actor, v.ID, c.PostForm("kind"))
	default:
		err = s.Service.AmendDevice(ctx, actor, v.ID, form.Version, form.Label, form.Place)
	}
	if err == nil {
		return s.done(c, devicePath(v.ID), words)
	}
	faults, code, ok := deviceRefusal(err)
	if !ok {
		return err
	}
	return s.showDevice(c, ctx, code, func(page *web.Device) {
		form.Version = page.Form.Version // what is there now is shown: saving again means it
		page.Form, page.Faults = form, faults
	})
}
