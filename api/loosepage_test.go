package api

import (
	"testing"

	"casenotes/tracking"
	"casenotes/tracking/trackingtest"
)

func TestLoosePapersAreListedInTheOrderOfTheShelvesAndFiledByScanning(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		as := pageSite(t, h)
		lee, chris := as(tracking.RoleLibrary), as(tracking.RoleClinic)
		list := "/library/" + h.Library.Code + "/loose"
		lee.get(list).has(t, "No loose papers wait. Checked at")
		chris.send("/folders/"+h.Volume1.Code+"/loose", "what", "").has(t, "Say what the papers are")
		chris.send("/folders/"+h.Volume1.Code+"/loose", "what", "2 letters").has(t, "It is on the list of its library.", "2 letters")
		chris.send("/folders/"+h.Folder.Code+"/loose", "what", "Results").has(t, "Results")
		lee.get(list).has(t, "2 letters", "Results", "H1002", "In the order of the shelves")
		lee.send(list, "code", "rubbish").has(t, "RUBBISH: Not one of our barcodes").lacks(t, `value="RUBBISH"`)
		lee.send(list, "code", h.Volume2.Code).has(t, "no loose papers wait for it")
		lee.send(list, "code", h.Volume1.Code).has(t, "Is everything in", "2 letters", "O&#39;BRIEN")
		lee.send(list, "step", "filed", "code", h.Volume1.Code).has(t, "Say that all of them are in the folder.", "Is everything in")
		lee.send(list, "step", "filed", "code", h.Volume1.Code, "all", "yes").has(t, "Filed in", "Results").lacks(t, "2 letters")
		h.Clean()
	})
}

func TestVolumesAreClosedAndWithdrawnFromTheirPages(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		lee := pageSite(t, h)(tracking.RoleLibrary)
		lee.get("/folders/"+h.Folder.Code).lacks(t, "Close this volume") // it is the only one
		lee.get("/folders/"+h.Volume1.Code).has(t, "Close this volume")
		lee.send("/folders/"+h.Volume1.Code+"/close").has(t, "Closed. No papers go into it any more", "Reopen this volume")
		lee.send("/folders/"+h.Volume1.Code+"/reopen").has(t, "In use again: papers go into it.")
		lee.send("/folders/"+h.Volume2.Code+"/withdraw", "why-withdraw", "").has(t, "Say why this volume is withdrawn.")
		lee.send("/folders/"+h.Volume2.Code+"/withdraw", "why-withdraw", "By mistake.").has(t, "Withdrawn. This volume is in use again.", h.Volume1.Code)
		h.Clean()
	})
}
