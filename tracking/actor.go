package tracking

import "slices"

// Role is what a person or a program may do here.
type Role string

// The roles.
const (
	RolePorter     Role = "porter"
	RoleClinic     Role = "clinic" // clinic clerks, ward clerks, secretaries
	RoleLibrary    Role = "library"
	RoleSupervisor Role = "supervisor" // library manager
	RoleCoder      Role = "coder"
	RoleGovernance Role = "governance"
	RoleAdmin      Role = "admin"
	RoleDevice     Role = "device" // tokens that may only send scans
	RoleFeed       Role = "feed"   // what the administration system tells; nobody can be given it
)

// Roles lists every role, in the order in which a form offers them.
func Roles() []Role {
	return []Role{RolePorter, RoleClinic, RoleLibrary, RoleSupervisor, RoleCoder, RoleGovernance, RoleAdmin, RoleDevice}
}

// ParseRole reads a role's name.
func ParseRole(s string) (Role, error) {
	if r := Role(s); slices.Contains(Roles(), r) {
		return r, nil
	}
	return "", invalid("unknown_role", "There is no role "+s+". Use porter, clinic, library, supervisor, coder, governance, admin or device.")
}

// Permission is one thing that a route, a topic or a command asks of a role.
type Permission string

// The permissions.
const (
	MayScan          Permission = "scan"           // send scans
	MaySeeFolders    Permission = "see_folders"    // where folders are: boards, folder pages, overdue
	MaySeePatients   Permission = "see_patients"   // whose folders they are: names, numbers, birth dates; search by them
	MayEditFolders   Permission = "edit_folders"   // create, amend, new volume, old barcodes
	MayReport        Permission = "report"         // say that a folder can't be found
	MaySearch        Permission = "search"         // write down where a missing folder was looked for
	MayOversee       Permission = "oversee"        // incident numbers, giving up as lost, temporary folders
	MayGovern        Permission = "govern"         // the register of missing folders, and its file
	MayShelve        Permission = "shelve"         // file a folder at a shelf
	MayPack          Permission = "pack"           // add and retire containers, dispatch and receive them
	MayCorrect       Permission = "correct"        // take back somebody's movement, with a reason
	MayEditPatients  Permission = "edit_patients"  // register and amend patients
	MayEditLocations Permission = "edit_locations" // add, amend, retire locations
	MayPrint         Permission = "print"          // labels
	MaySeeAlerts     Permission = "see_alerts"
	MayAcknowledge   Permission = "acknowledge" // say of an alert: seen, being dealt with
	MayRequest       Permission = "request"     // ask for folders, and take that back
	MayPull          Permission = "pull"        // claim, pull, move up, give up what was asked for
	MayChase         Permission = "chase"       // extend loans, remind holders, record what they say
	MayImport        Permission = "import"      // whole files in and out
	MayAdminister    Permission = "administer"  // people, tokens, barcode formats
)

var everyone = []Permission{MayScan, MaySeeFolders, MaySeeAlerts, MayPack, MaySearch}

// Deployed sites ask for names to be kept off porters' screens, so a porter sees codes and places only.
var permissions = map[Role][]Permission{
	RolePorter:     everyone,
	RoleClinic:     append(slices.Clone(everyone), MaySeePatients, MayPrint, MayRequest, MayReport),
	RoleCoder:      append(slices.Clone(everyone), MaySeePatients, MayRequest, MayReport),
	RoleGovernance: {MaySeeFolders, MaySeeAlerts, MaySeePatients, MayGovern},
	RoleLibrary: append(slices.Clone(everyone), MaySeePatients, MayEditFolders, MayReport, MayShelve, MayCorrect, MayEditPatients,
		MayPrint, MayRequest, MayPull, MayAcknowledge, MayChase),
	RoleSupervisor: append(slices.Clone(everyone), MaySeePatients, MayEditFolders, MayReport, MayShelve, MayCorrect, MayEditPatients,
		MayPrint, MayRequest, MayPull, MayAcknowledge, MayChase, MayEditLocations, MayImport, MayOversee, MayGovern),
	RoleAdmin: append(slices.Clone(everyone), MaySeePatients, MayEditFolders, MayReport, MayShelve, MayCorrect, MayEditPatients,
		MayPrint, MayRequest, MayPull, MayAcknowledge, MayChase, MayEditLocations, MayImport, MayAdminister, MayOversee, MayGovern),
	RoleDevice: {MayScan},
	RoleFeed:   {MayEditPatients, MayRequest},
}

// May says whether the role has the permission.
func (r Role) May(p Permission) bool { return slices.Contains(permissions[r], p) }

// Actor is who does something: every command takes one, so that nothing happens without a name in the audit trail.
type Actor struct {
	Name string // the user's or token's name, "timer" for what happens by itself
	Role Role
	Via  string // how they came in: session, token, cli, timer
}

// Timer is the actor of what the clock does by itself.
var Timer = Actor{Name: "timer", Role: RoleAdmin, Via: "timer"}

// Operator is the actor of the command line: whoever can run the program on the server may do everything.
func Operator(name string) Actor { return Actor{Name: name, Role: RoleAdmin, Via: "cli"} }

// puller is the actor's name where they may pull folders.
func (a Actor) puller() string {
	if a.Role.May(MayPull) {
		return a.Name
	}
	return ""
}

func (a Actor) must(p Permission) error {
	if !a.Role.May(p) {
		return ErrForbidden
	}
	return nil
}
