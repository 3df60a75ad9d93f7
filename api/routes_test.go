package api_test

import (
	"strings"
	"testing"

	"casenotes/tracking"
	"casenotes/tracking/trackingtest"
)

const public = tracking.Permission("public")

// wanted is the permission that each route takes. A new route needs a row here.
var wanted = map[string]tracking.Permission{
	"GET /healthz":       public,
	"GET /readyz":        public,
	"GET /metrics":       public,
	"GET /assets/*file":  public,
	"HEAD /assets/*file": public,
	"GET /signin":        public,
	"POST /signin":       public,
	"POST /signout":      public,
	"GET /lock":          public, // these tell nothing of a patient
	"POST /lock":         public,
	"GET /lock/state":    public,
	"POST /lock/who":     public,
	"POST /unlock":       public,
	"POST /stay":         public,
	"GET /openapi.json":  public,
	"GET /sw.js":         public,
	"GET /scan-shell":    public, // holds nothing about anybody

	"GET /scan":  tracking.MayScan,
	"POST /scan": tracking.MayScan,

	"GET /commands": tracking.MayScan, "GET /help": tracking.MaySeeFolders,

	"GET /board":                    tracking.MaySeeFolders,
	"POST /board":                   tracking.MaySeeFolders,
	"GET /board/:code":              tracking.MaySeeFolders,
	"GET /overdue":                  tracking.MaySeeFolders,
	"GET /overdue/:code":            tracking.MaySeeFolders,
	"GET /scans-to-check":           tracking.MayAcknowledge,
	"POST /scans-to-check":          tracking.MayAcknowledge,
	"GET /api/v1/scan-checks":       tracking.MayAcknowledge,
	"POST /api/v1/scan-checks/done": tracking.MayAcknowledge,
	"GET /alerts":                   tracking.MaySeeAlerts,
	"POST /alerts/:id/acknowledge":  tracking.MayAcknowledge,
	"GET /locations":                tracking.MaySeeFolders,
	"GET /locations/new":            tracking.MayEditLocations,
	"POST /locations/new":           tracking.MayEditLocations,
	"GET /locations/:code":          tracking.MayEditLocations,
	"POST /locations/:code":         tracking.MayEditLocations,
	"GET /import":                   tracking.MayImport,
	"GET /import/scans":             tracking.MayImport,
	"GET /pin":                      tracking.MaySeeFolders,
	"POST /pin":                     tracking.MaySeeFolders,
	"GET /people":                   tracking.MayAdminister,
	"GET /people/new":               tracking.MayAdminister,
	"POST /people/new":              tracking.MayAdminister,
	"GET /people/:name":             tracking.MayAdminister,
	"POST /people/:name":            tracking.MayAdminister,
	"GET /people/:name/badge":       tracking.MayAdminister,
	"GET /docs":                     tracking.MaySeeFolders,
	"GET /scanner-test":             tracking.MayScan,
	"GET /scanner-test/sheet":       tracking.MayScan,
	"GET /formats":                  tracking.MayAdminister,
	"POST /formats/test":            tracking.MayAdminister,
	"GET /formats/new":              tracking.MayAdminister,
	"POST /formats/new":             tracking.MayAdminister,
	"GET /":                         tracking.MaySeeFolders,
	"GET /find":                     tracking.MaySeeFolders,
	"POST /find":                    tracking.MaySeeFolders,
	"GET /find/:search":             tracking.MaySeeFolders,
	"GET /folders":                  tracking.MaySeeFolders,
	"POST /folders":                 tracking.MayEditFolders,
	"GET /folders/:code":            tracking.MaySeeFolders,

	"POST /overdue/remind": tracking.MayChase, "GET /overdue/:code/draft": tracking.MayChase, "POST /overdue/:code/folders": tracking.MayChase,
	"POST /overdue/:code/call": tracking.MayChase, "POST /overdue/:code/alone": tracking.MayChase, "POST /overdue/:code/escalate": tracking.MayChase,
	"POST /overdue/:code/hand-over": tracking.MayEditLocations,
	"GET /overdue/letters":          tracking.MayChase, "POST /overdue/letters": tracking.MayChase, "GET /overdue/letters.pdf": tracking.MayChase,
	"GET /overdue/letters/:id": tracking.MayChase, "GET /overdue/letters/:id/pdf": tracking.MayChase,
	"GET /overdue/texts": tracking.MayChase, "GET /overdue/texts/:letter": tracking.MayChase, "POST /overdue/texts/:letter": tracking.MayEditLocations,
	"GET /closures": tracking.MaySeeFolders, "POST /closures": tracking.MayEditLocations, "POST /closures/:id/reopen": tracking.MayEditLocations,

	"GET /containers": tracking.MaySeeFolders, "POST /containers": tracking.MayPack, "GET /containers/:code": tracking.MaySeeFolders,
	"POST /containers/:code/dispatch": tracking.MayPack, "POST /containers/:code/receive": tracking.MayPack,
	"POST /containers/:code/unpack": tracking.MayPack, "POST /containers/:code/retire": tracking.MayPack,
	"GET /api/v1/containers": tracking.MaySeeFolders, "POST /api/v1/containers": tracking.MayPack, "GET /api/v1/containers/:code": tracking.MaySeeFolders,
	"GET /api/v1/containers/:code/moves": tracking.MaySeeFolders, "POST /api/v1/containers/:code/dispatch": tracking.MayPack,
	"POST /api/v1/containers/:code/receive": tracking.MayPack, "POST /api/v1/containers/:code/retire": tracking.MayPack,
	"GET /api/v1/containers/:code/label": tracking.MayPack, "GET /api/v1/containers/:code/slip": tracking.MayPack,

	"GET /missing": tracking.MaySeeFolders, "GET /missing/register": tracking.MayGovern, "GET /missing/register/file": tracking.MayGovern,
	"GET /missing/:id": tracking.MaySeeFolders, "POST /missing/:id/looked": tracking.MaySearch, "POST /missing/:id/urgent": tracking.MayReport,
	"POST /missing/:id/incident": tracking.MayOversee, "POST /missing/:id/raise": tracking.MayOversee, "GET /missing/:id/lost": tracking.MayOversee,
	"POST /missing/:id/lost": tracking.MayOversee, "GET /folders/:code/missing": tracking.MayReport,
	"GET /folders/:code/temporary": tracking.MayOversee, "POST /folders/:code/temporary": tracking.MayOversee,
	"GET /folders/:code/permanent": tracking.MayOversee, "POST /folders/:code/permanent": tracking.MayOversee,
	"GET /api/v1/missing-cases": tracking.MaySeeFolders, "GET /api/v1/missing-cases/look-out": tracking.MayScan, "GET /api/v1/missing-cases/register": tracking.MayGovern,
	"GET /api/v1/missing-cases/:id": tracking.MaySeeFolders, "POST /api/v1/missing-cases/:id/searches": tracking.MaySearch,
	"POST /api/v1/missing-cases/:id/urgent": tracking.MayReport, "POST /api/v1/missing-cases/:id/incident": tracking.MayOversee,
	"POST /api/v1/missing-cases/:id/level": tracking.MayOversee, "POST /api/v1/missing-cases/:id/lost": tracking.MayOversee,
	"POST /api/v1/folders/:code/temporary": tracking.MayOversee, "POST /api/v1/folders/:code/permanent": tracking.MayOversee,

	"GET /folders/:code/request": tracking.MayRequest, "POST /folders/:code/request": tracking.MayRequest, "GET /requests": tracking.MayRequest,
	"GET /requests/new": tracking.MayRequest, "POST /requests/new": tracking.MayRequest, "GET /requests/asked": tracking.MayRequest,
	"GET /requests/:id": tracking.MaySeeFolders, "POST /requests/:id/:change": tracking.MayRequest,
	"GET /clinics": tracking.MayRequest, "GET /clinics/choose": tracking.MayRequest, "POST /clinics/choose": tracking.MayRequest, "GET /clinics/:id": tracking.MayRequest,
	"POST /clinics/:id/request": tracking.MayRequest, "POST /clinics/:id/request-some": tracking.MayRequest, "POST /clinics/:id/volumes": tracking.MayRequest,
	"POST /clinics/:id/not-needed": tracking.MayRequest,
	"GET /receive":                 tracking.MayRequest, "GET /receive/:code": tracking.MayRequest, "POST /receive/:code/missing": tracking.MayReport,
	"GET /send-back": tracking.MayRequest, "GET /send-back/:code": tracking.MayRequest, "POST /send-back/:code/bundle": tracking.MayPack,

	"POST /folders/:code/missing":    tracking.MayReport,
	"POST /folders/:code/correction": tracking.MayCorrect,
	"POST /folders/:code/details":    tracking.MayEditFolders,
	"POST /folders/:code/volume":     tracking.MayEditFolders,
	"POST /folders/:code/alias":      tracking.MayEditFolders,
	"GET /patients/new":              tracking.MayEditPatients,
	"POST /patients":                 tracking.MayEditPatients,
	"GET /patients/:id":              tracking.MaySeePatients,
	"POST /patients/:id":             tracking.MayEditPatients,
	"POST /patients/:id/folders":     tracking.MayEditFolders,
	"POST /patients/:id/merge":       tracking.MayEditPatients, "GET /patients/:id/merge/:other": tracking.MayEditPatients, "POST /patients/:id/merge/:other": tracking.MayEditPatients,
	"GET /patients/:id/separate/:other": tracking.MayEditPatients, "POST /patients/:id/separate/:other": tracking.MayEditPatients,
	"GET /library/:code/loose": tracking.MayShelve, "POST /library/:code/loose": tracking.MayShelve, "POST /folders/:code/loose": tracking.MayRequest,
	"POST /folders/:code/close": tracking.MayEditFolders, "POST /folders/:code/reopen": tracking.MayEditFolders, "POST /folders/:code/withdraw": tracking.MayEditFolders,
	"GET /api/v1/locations/:code/loose-papers": tracking.MaySeeFolders, "POST /api/v1/folders/:code/loose-papers": tracking.MayRequest,
	"POST /api/v1/folders/:code/loose-papers/filed": tracking.MayShelve, "POST /api/v1/folders/:code/close": tracking.MayEditFolders,
	"POST /api/v1/folders/:code/reopen": tracking.MayEditFolders, "POST /api/v1/folders/:code/withdraw": tracking.MayEditFolders,
	"GET /paper": tracking.MayEditFolders, "GET /paper/:id": tracking.MayEditFolders, "POST /paper/:id": tracking.MayEditFolders,
	"GET /folders/merge": tracking.MayEditFolders, "POST /folders/merge": tracking.MayEditFolders, "POST /folders/:code/split": tracking.MayEditFolders,
	"GET /api/v1/merges": tracking.MaySeePatients, "GET /api/v1/merges/:id": tracking.MaySeePatients, "POST /api/v1/merges": tracking.MayEditPatients,
	"POST /api/v1/merges/:id/separate": tracking.MayEditPatients, "POST /api/v1/folders/:code/together": tracking.MayEditFolders,
	"POST /api/v1/folders/:code/merge": tracking.MayEditFolders, "POST /api/v1/folders/:code/split": tracking.MayEditFolders,
	"POST /import/locations": tracking.MayImport,
	"POST /import/patients":  tracking.MayImport,
	"POST /import/folders":   tracking.MayImport,
	"POST /import/scans":     tracking.MayImport,

	"GET /library": tracking.MayPull, "GET /library/:code": tracking.MayPull,
	"GET /library/:code/pull": tracking.MayPull, "POST /library/:code/pull": tracking.MayPull, "GET /library/:code/prints/:id": tracking.MayPull,
	"GET /library/:code/chase": tracking.MayPull, "GET /library/:code/pulled": tracking.MayPull, "POST /library/:code/put-back": tracking.MayPull,
	"GET /interface": tracking.MayEditLocations, "GET /interface/messages/:id": tracking.MayEditLocations, "POST /interface/messages/:id": tracking.MayEditLocations,
	"GET /interface/places": tracking.MayEditLocations, "POST /interface/places": tracking.MayEditLocations,
	"GET /api/v1/feed": tracking.MayEditLocations, "GET /api/v1/feed/messages": tracking.MayEditLocations, "GET /api/v1/feed/messages/:id": tracking.MayEditLocations,
	"POST /api/v1/feed/messages/:id/apply": tracking.MayEditLocations, "POST /api/v1/feed/messages/:id/set-aside": tracking.MayEditLocations,
	"GET /api/v1/feed/places": tracking.MayEditLocations, "POST /api/v1/feed/places": tracking.MayEditLocations,
	"GET /wards": tracking.MaySeeFolders, "GET /wards/:code": tracking.MaySeePatients, "GET /activity": tracking.MaySeeFolders,
	"GET /api/v1/wards": tracking.MaySeeFolders, "GET /api/v1/activity": tracking.MaySeeFolders, "GET /api/v1/patients/:id/stays": tracking.MaySeePatients,
	"GET /digest": tracking.MaySeeFolders, "POST /digest": tracking.MaySeeFolders,
	"GET /readiness": tracking.MaySeeFolders, "GET /readiness/:id": tracking.MaySeeFolders,
	"GET /library/:code/pulling": tracking.MayPull, "GET /library/:code/send": tracking.MayPull, "GET /library/:code/receive": tracking.MayShelve,
	"GET /transit": tracking.MaySeeFolders, "GET /walls": tracking.MaySeeFolders, "GET /walls/alerts": tracking.MaySeeAlerts, "GET /walls/overdue": tracking.MaySeeFolders,
	"GET /walls/transit": tracking.MaySeeFolders, "GET /walls/missing": tracking.MaySeeFolders,
	"GET /stocktakes": tracking.MayShelve, "GET /stocktakes/new": tracking.MayShelve, "POST /stocktakes/new": tracking.MayShelve, "GET /stocktakes/accuracy": tracking.MayShelve,
	"GET /stocktakes/:id": tracking.MayShelve, "GET /stocktakes/:id/scan": tracking.MayShelve, "POST /stocktakes/:id/finish": tracking.MayShelve,
	"POST /stocktakes/:id/cancel": tracking.MayShelve, "POST /stocktakes/:id/resume": tracking.MayShelve, "POST /stocktakes/:id/settle": tracking.MayShelve,
	"GET /stocktaking-shell": public, "GET /api/v1/stocktakes/:id": tracking.MayShelve, "GET /api/v1/stocktakes/:id/expected": tracking.MayShelve,
	"GET /pulling-shell": public, "GET /api/v1/requests/pulling": tracking.MayPull, "GET /api/v1/requests/outgoing": tracking.MayPull,
	"POST /api/v1/requests/:id/not-on-shelf": tracking.MayPull,
	"GET /library/:code/to-file":             tracking.MayPull, "GET /library/:code/missing": tracking.MayPull, "GET /library/:code/overdue": tracking.MayPull,

	"GET /devices":          tracking.MayEditLocations,
	"GET /devices/enrol":    tracking.MayEditLocations,
	"POST /devices/enrol":   tracking.MayEditLocations,
	"GET /devices/policies": tracking.MayEditLocations,
	"GET /devices/:id":      tracking.MayEditLocations,
	"POST /devices/:id":     tracking.MayEditLocations,

	"POST /api/v1/devices/heartbeat":     public, // tells a stranger the time
	"GET /labels":                        tracking.MayPrint,
	"POST /labels":                       tracking.MayPrint,
	"GET /labels/jobs/:id":               tracking.MayPrint,
	"POST /labels/jobs/:id/print":        tracking.MayPrint,
	"POST /labels/jobs/:id/scan":         tracking.MayPrint,
	"POST /labels/jobs/:id/again":        tracking.MayPrint,
	"POST /labels/jobs/:id/file":         tracking.MayPrint,
	"POST /labels/jobs/:id/done":         tracking.MayPrint,
	"POST /labels/jobs/:id/cancel":       tracking.MayPrint,
	"POST /folders/:code/relabel":        tracking.MayEditFolders,
	"GET /printers":                      tracking.MayPrint,
	"GET /printers/new":                  tracking.MayAdminister,
	"POST /printers/new":                 tracking.MayAdminister,
	"GET /printers/:id":                  tracking.MayAdminister,
	"POST /printers/:id":                 tracking.MayAdminister,
	"GET /printers/:id/calibration":      tracking.MayAdminister,
	"POST /printers/:id/test":            tracking.MayPrint,
	"GET /layouts":                       tracking.MayAdminister,
	"GET /layouts/:kind":                 tracking.MayAdminister,
	"POST /layouts/:kind":                tracking.MayAdminister,
	"GET /api/v1/label-layouts":          tracking.MayPrint,
	"PATCH /api/v1/label-layouts/:kind":  tracking.MayAdminister,
	"GET /stocks":                        tracking.MayAdminister,
	"POST /stocks/retire":                tracking.MayAdminister,
	"GET /stocks/new":                    tracking.MayAdminister,
	"POST /stocks/new":                   tracking.MayAdminister,
	"GET /api/v1/print-jobs":             tracking.MayPrint,
	"POST /api/v1/print-jobs":            tracking.MayPrint,
	"GET /api/v1/print-jobs/:id":         tracking.MayPrint,
	"POST /api/v1/print-jobs/:id/cancel": tracking.MayPrint,
	"POST /api/v1/print-jobs/:id/done":   tracking.MayPrint,
	"POST /api/v1/print-jobs/:id/again":  tracking.MayPrint,
	"POST /api/v1/print-jobs/:id/scans":  tracking.MayPrint,
	"POST /api/v1/print-jobs/:id/file":   tracking.MayPrint,
	"GET /api/v1/printers":               tracking.MayPrint,
	"POST /api/v1/printers":              tracking.MayAdminister,
	"GET /api/v1/printers/:name":         tracking.MayPrint,
	"PATCH /api/v1/printers/:name":       tracking.MayAdminister,
	"POST /api/v1/printers/:name/test":   tracking.MayPrint,
	"GET /api/v1/stocks":                 tracking.MayPrint,
	"POST /api/v1/stocks":                tracking.MayAdminister,
	"POST /api/v1/stocks/:name/retire":   tracking.MayAdminister,
	"POST /api/v1/folders/:code/relabel": tracking.MayEditFolders,

	"POST /api/v1/scans":    tracking.MayScan,
	"GET /api/v1/scan-page": tracking.MayScan,

	"GET /api/v1/folders":                    tracking.MaySeeFolders,
	"POST /api/v1/folders":                   tracking.MayEditFolders,
	"GET /api/v1/folders/:code":              tracking.MaySeeFolders,
	"PATCH /api/v1/folders/:code":            tracking.MayEditFolders,
	"GET /api/v1/folders/:code/movements":    tracking.MaySeeFolders,
	"POST /api/v1/folders/:code/corrections": tracking.MayCorrect,
	"POST /api/v1/folders/:code/missing":     tracking.MayReport,
	"POST /api/v1/folders/:code/volumes":     tracking.MayEditFolders,
	"POST /api/v1/folders/:code/aliases":     tracking.MayEditFolders,
	"GET /api/v1/folders/:code/label":        tracking.MayPrint,
	"POST /api/v1/labels":                    tracking.MayPrint,

	"GET /api/v1/locations":               tracking.MaySeeFolders,
	"POST /api/v1/locations":              tracking.MayEditLocations,
	"GET /api/v1/locations/:code":         tracking.MaySeeFolders,
	"POST /api/v1/locations/:code":        tracking.MayEditLocations,
	"PATCH /api/v1/locations/:code":       tracking.MayEditLocations,
	"GET /api/v1/locations/:code/folders": tracking.MaySeeFolders,
	"GET /api/v1/locations/:code/label":   tracking.MayPrint,

	"GET /api/v1/patients":         tracking.MaySeePatients,
	"POST /api/v1/patients":        tracking.MayEditPatients,
	"POST /api/v1/patients/search": tracking.MaySeePatients,
	"GET /api/v1/patients/:id":     tracking.MaySeePatients,
	"PATCH /api/v1/patients/:id":   tracking.MayEditPatients,

	"GET /api/v1/requests":                tracking.MaySeeFolders,
	"POST /api/v1/requests":               tracking.MayRequest,
	"POST /api/v1/requests/resolve":       tracking.MaySeePatients,
	"POST /api/v1/requests/claim":         tracking.MayPull,
	"POST /api/v1/requests/release":       tracking.MayPull,
	"GET /api/v1/requests/pull-list":      tracking.MaySeeFolders,
	"GET /api/v1/requests/chase-list":     tracking.MaySeeFolders,
	"GET /api/v1/requests/counts":         tracking.MaySeeFolders,
	"GET /api/v1/requests/:id":            tracking.MaySeeFolders,
	"PATCH /api/v1/requests/:id":          tracking.MayRequest,
	"GET /api/v1/sessions":                tracking.MaySeeFolders,
	"GET /api/v1/sessions/:id":            tracking.MaySeePatients,
	"PATCH /api/v1/sessions/:id":          tracking.MayRequest,
	"GET /api/v1/sessions/:id/readiness":  tracking.MaySeeFolders,
	"GET /api/v1/sessions/:id/pull-list":  tracking.MaySeeFolders,
	"GET /api/v1/sessions/:id/chase-list": tracking.MaySeeFolders,
	"POST /api/v1/sessions/:id/requests":  tracking.MayRequest,
	"POST /api/v1/appointments":           tracking.MayRequest,
	"PATCH /api/v1/appointments/:id":      tracking.MayRequest,

	"GET /api/v1/alerts":                  tracking.MaySeeAlerts,
	"POST /api/v1/alerts/:id/acknowledge": tracking.MayAcknowledge,
	"GET /api/v1/overdue":                 tracking.MaySeeFolders,
	"POST /api/v1/chases":                 tracking.MayChase, "GET /api/v1/chases/:id": tracking.MayChase, "POST /api/v1/chases/:id/end": tracking.MayChase,
	"POST /api/v1/folders/:code/extension": tracking.MayChase, "POST /api/v1/folders/:code/dispute": tracking.MayChase,
	"GET /api/v1/closures": tracking.MaySeeFolders, "POST /api/v1/closures": tracking.MayEditLocations,

	"GET /api/v1/live":         public, // refuses in its own way, see live_test.go
	"GET /api/v1/openapi.json": public,
	"GET /api/v1/docs":         public,
}

// asksItself are the public routes that ask for a password, a PIN or an enrolled device.
var asksItself = map[string]bool{"/signin": true, "/unlock": true, "/lock/who": true, "/stay": true}

func TestEveryRouteLetsInWhoMayAndNobodyElse(t *testing.T) {
	each(t, func(t *testing.T, h *trackingtest.Hospital) {
		s := newSite(t, h)
		for _, route := range s.server.Routes() {
			key := route.Method + " " + route.Path
			permission, known := wanted[key]
			if !known {
				t.Errorf("%s has no row in the table of permissions", key)
				continue
			}
			code := "{volume1}"
			if strings.Contains(route.Path, "/locations/") {
				code = "{ward}"
			}
			path := strings.NewReplacer(":code", code, ":id", "{patient}", "*file", "favicon.svg").Replace(route.Path)
			body := ""
			if route.Method == "POST" || route.Method == "PATCH" {
				body = "{}"
			}
			if permission == public {
				if a := s.do(route.Method, path, "", body); (a.status == 403 || a.status == 401) && !asksItself[route.Path] {
					t.Errorf("%s is public but answers %d", key, a.status)
				}
				continue
			}
			refusal := 401
			if !strings.HasPrefix(route.Path, "/api/") {
				refusal = 303
			}
			if a := s.do(route.Method, path, "", body); a.status != refusal {
				t.Errorf("%s answers nobody with %d: %s", key, a.status, a.body)
			}
			for _, role := range tracking.Roles() {
				a := s.do(route.Method, path, role, body)
				if may := role.May(permission); may == (a.status == 403) || a.status == 401 || a.status >= 500 {
					t.Errorf("%s answers a %s with %d, who may: %v: %s", key, role, a.status, may, a.body)
				}
			}
		}
	})
}
