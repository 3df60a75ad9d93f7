package tracking

import "errors"

// ErrorKind says what sort of answer an error is, so that every way in (HTTP, command line, HL7) can translate it once.
type ErrorKind string

// The kinds of error.
const (
	Invalid         ErrorKind = "invalid"         // what was asked makes no sense; ask differently
	NotFound        ErrorKind = "not_found"       // nothing answers to that code or id
	Conflict        ErrorKind = "conflict"        // it clashes with the state of things, or somebody was quicker
	Forbidden       ErrorKind = "forbidden"       // this role may not
	Unauthenticated ErrorKind = "unauthenticated" // sign in first
	Unavailable     ErrorKind = "unavailable"     // the database cannot answer just now; try again
	Internal        ErrorKind = "internal"        // we broke
)

// Error is what a command answers when it cannot be done.
type Error struct {
	Kind ErrorKind
	Code string // for machines, stable: "folder_merged"
	Text string // for the person with the folder in hand: what happened, then what to do
	Err  error  // for logs only, never shown
}

func (e *Error) Error() string {
	if e.Err != nil {
		return e.Code + ": " + e.Err.Error()
	}
	return e.Code + ": " + e.Text
}

func (e *Error) Unwrap() error { return e.Err }

// Is makes every error with the same code equal for errors.Is, whatever its text.
func (e *Error) Is(target error) bool {
	t, ok := target.(*Error)
	return ok && t.Code == e.Code
}

// KindOf is the kind of the first Error in err's chain, or Internal.
func KindOf(err error) ErrorKind {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Kind
	}
	return Internal
}

// Refusals that callers compare with errors.Is. Commands may answer them with a more telling Text.
var (
	ErrUnknownBarcode  = &Error{Kind: NotFound, Code: "unknown_barcode", Text: "No folder has this barcode. Check the number."}
	ErrUnknownLocation = &Error{Kind: NotFound, Code: "unknown_location", Text: "No location has this code. Check the code."}
	ErrUnknownPatient  = &Error{Kind: NotFound, Code: "unknown_patient", Text: "No patient has this number. Register the patient first."}
	ErrUnknownAlert    = &Error{Kind: NotFound, Code: "unknown_alert", Text: "There is no such alert."}
	ErrUnknownMovement = &Error{Kind: NotFound, Code: "unknown_movement", Text: "There is no such movement."}
	ErrUnknownUser     = &Error{Kind: NotFound, Code: "unknown_user", Text: "There is no such user."}
	ErrUserDisabled    = &Error{Kind: Conflict, Code: "user_disabled", Text: "This user is disabled. Enable them first."}
	ErrUnknownDevice   = &Error{Kind: NotFound, Code: "unknown_device", Text: "There is no such device."}
	ErrLocationRetired = &Error{Kind: Conflict, Code: "location_retired", Text: "This location is retired. Choose another."}
	ErrLocationLoop    = &Error{Kind: Conflict, Code: "location_loop", Text: "A location cannot be inside itself. Choose another parent."}
	ErrLocationInUse   = &Error{Kind: Conflict, Code: "location_in_use", Text: "Folders or containers are here, on their way here or at home here. Move them or give them another home, then retire the location."}
	ErrBarcodeTaken    = &Error{Kind: Conflict, Code: "barcode_taken", Text: "This barcode already means something. Barcodes are never used again."}
	ErrVolumeTaken     = &Error{Kind: Conflict, Code: "volume_taken", Text: "This patient already has that volume. Check the volume number."}
	ErrNumberTaken     = &Error{Kind: Conflict, Code: "number_taken", Text: "Another patient already has this number. Check the number."}
	ErrNameTaken       = &Error{Kind: Conflict, Code: "name_taken", Text: "This name is already used. Choose another."}
	ErrClosedForEver   = &Error{Kind: Invalid, Code: "closed_for_ever", Text: "The library would not open for a year. Close fewer days."}
	ErrFolderEnded     = &Error{Kind: Conflict, Code: "folder_ended", Text: "This folder is no longer in use. Look at its page to see what replaced it."}
	ErrFolderChanged   = &Error{Kind: Conflict, Code: "folder_changed", Text: "The folder has moved since. Look at its page again."}
	ErrStale           = &Error{Kind: Conflict, Code: "stale", Text: "Somebody changed this since you opened it. Look at it again, then make your change."}
	ErrNotCorrectable  = &Error{Kind: Conflict, Code: "not_correctable", Text: "Only the latest movement can be taken back. Scan the folder where it is now instead."}
	ErrUnknownRequest  = &Error{Kind: NotFound, Code: "unknown_request", Text: "There is no such request."}
	ErrUnknownSession  = &Error{Kind: NotFound, Code: "unknown_session", Text: "There is no such clinic session."}
	ErrUnknownBooking  = &Error{Kind: NotFound, Code: "unknown_appointment", Text: "There is no such appointment."}
	ErrSeveralPatients = &Error{Kind: Conflict, Code: "several_patients", Text: "More than one patient has this number. Ask by the folder's barcode instead."}
	ErrNoFolder        = &Error{Kind: NotFound, Code: "no_folder", Text: "This patient has no folder. Ask the library whether there are paper notes."}
	ErrRequestEnded    = &Error{Kind: Conflict, Code: "request_ended", Text: "This request has ended. Ask again if the folder is still needed."}
	ErrNeededEarlier   = &Error{Kind: Conflict, Code: "needed_earlier", Text: "An appointment or a stay needs this folder earlier. Have that moved where it is booked, or ask by a request of your own."}
	ErrRequestMoving   = &Error{Kind: Conflict, Code: "request_moving", Text: "This request is being fulfilled already, so it keeps its place."}
	ErrRequestClaimed  = &Error{Kind: Conflict, Code: "request_claimed", Text: "A colleague is looking for this folder. Ask them, or wait until their hour is over."}
	ErrAlreadyAsked    = &Error{Kind: Conflict, Code: "already_requested", Text: "This folder has been asked for again meanwhile. The newer request stands."}
	ErrNotOnShelf      = &Error{Kind: Conflict, Code: "not_here_to_pull", Text: "This folder is not in the library now. Look where it is before you pull it."}
	ErrSessionOver     = &Error{Kind: Conflict, Code: "session_over", Text: "This session is over or cancelled, so nothing is asked for. Choose another session."}
	ErrLocationWanted  = &Error{Kind: Conflict, Code: "location_wanted", Text: "Folders are asked for here. Cancel those requests or ask for them elsewhere, then retire the location."}
	ErrForbidden       = &Error{Kind: Forbidden, Code: "forbidden", Text: "Your role cannot do this. Ask a library supervisor."}
	ErrUnauthenticated = &Error{Kind: Unauthenticated, Code: "unauthenticated", Text: "Sign in first."}
	ErrUnknownPrinter  = &Error{Kind: NotFound, Code: "unknown_printer", Text: "There is no printer of that name. Choose one from the list."}
	ErrUnknownStock    = &Error{Kind: NotFound, Code: "unknown_stock", Text: "There is no label stock of that name. Choose one from the list."}
	ErrUnknownPrint    = &Error{Kind: NotFound, Code: "unknown_print", Text: "There is no such print job."}
	ErrPrinterRetired  = &Error{Kind: Conflict, Code: "printer_retired", Text: "This printer is retired. Choose another."}
	ErrPrintIDTaken    = &Error{Kind: Conflict, Code: "print_id_taken", Text: "Another print job has this id. Nothing was printed."}
	ErrPrintAsked      = &Error{Kind: Conflict, Code: "print_asked", Text: "These labels were sent to be printed already. Look at the job to see what became of them."}
	ErrPrintMovedOn    = &Error{Kind: Conflict, Code: "print_moved_on", Text: "The job has moved on since. Look at it again."}
	ErrUnavailable     = &Error{Kind: Unavailable, Code: "unavailable", Text: "The database cannot be reached just now. Nothing was lost. Try again in a moment."}
)

// ErrDuplicate is what a Store answers when a uniqueness constraint refuses a row. The commands turn it into the refusal
// that fits what they were writing.
var ErrDuplicate = errors.New("duplicate key")

// invalid is a refusal of one field, said in words.
func invalid(code, text string) error { return &Error{Kind: Invalid, Code: code, Text: text} }
