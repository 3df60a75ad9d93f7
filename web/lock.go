package web

// Lock is the lock screen. It posts user (a name or a badge's code), pin and next to /unlock. Nothing on it is about a patient.
type Lock struct {
	Frame
	Hospital string
	// Enrolled says that PINs count on this device.
	Enrolled bool
	// Users are the names of who used this device last.
	Users []string
	// Who is the name that was chosen, Password that a password is needed now.
	Who      string
	Password bool
	// Next is the path to go to afterwards.
	Next string
}

// Template is the page's file.
func (Lock) Template() string { return "lock.html" }

// LockFrame is what a page needs to lock itself: whose sitting it belongs to, its own path, and after how many seconds without
// anybody it locks and how long it warns before. After is 0 where it never does.
type LockFrame struct {
	Sitting        uint64
	Path           string
	After, Warning int
}

// PIN is the page on which people set their PIN. It posts pin and again to /pin.
type PIN struct {
	Frame
	// Set says that there is a PIN, NeedsPassword that this sitting began with a PIN, which cannot change itself.
	Set, NeedsPassword bool
}

// Template is the page's file.
func (PIN) Template() string { return "pin.html" }
