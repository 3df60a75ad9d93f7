package api

import (
	"testing"

	"casenotes/tracking"
	"casenotes/tracking/trackingtest"
)

func TestScansToCheckAreListedByWhatIsWrongAndEndedOneByOneOrTogether(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		enter := pageSite(t, h)
		clerk, head := enter(tracking.RoleLibrary), enter(tracking.RoleSupervisor)
		clerk.get("/scans-to-check").has(t, "Nothing to check. Checked at")
		h.Scan(h.NewScan("hello", h.Clinic), h.NewScan("good day", h.Clinic), h.NewScan("F40273188G", h.Ward))
		revoked := h.NewScan(h.Folder.Code, h.Clinic)
		revoked.Protocol = tracking.Protocol + 1
		h.Scan(revoked)
		clerk.get("/library/"+h.Library.Code).has(t, "scans to check", `href="/scans-to-check"`, "scans kept apart")
		all := clerk.get("/scans-to-check")
		all.has(t, "Could not be read", "Not one of our barcodes.", "Folder not registered", "F4027 3188G", h.Ward.Name, `data-topics="alerts"`, "Done")
		all.lacks(t, "hello", "on this page are dealt with")
		some := clerk.get("/scans-to-check?list=unreadable")
		some.has(t, "All 2 on this page are dealt with")
		some.lacks(t, "F4027 3188G")
		clerk.send("/scans-to-check", "list", "unreadable", "id", some.field(t, "id")).has(t, "1 scan was dealt with.", `aria-current="page"`)
		clerk.send("/scans-to-check", "list", "unreadable").has(t, "Choose 1 to 200 scans.")
		clerk.get("/scans-to-check?list=done").has(t, "Dealt with.", "page-library")
		clerk.get("/scans-to-check?list=nothing").has(t, "There is no such list of scans.")
		clerk.get("/scans-to-check?list=apart").lacks(t, ">Done<")
		apart := head.get("/scans-to-check?list=apart")
		apart.has(t, "The page that sent it is newer than the server.", "Not enrolled", "Scan the folder again where it is.")
		head.send("/scans-to-check", "list", "apart", "id", apart.field(t, "id")).has(t, "1 scan was dealt with.", "Nothing to check.")
		enter(tracking.RolePorter).get("/scans-to-check").has(t, "You can&#39;t do this")
	})
}
