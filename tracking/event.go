package tracking

// Event is news for everybody who watches: the whole small state of a folder, an alert or a request, after the commit that
// changed it. Exactly one of the three is set.
type Event struct {
	Folder  *Whereabouts
	Left    *Location // where the folder was before, so that the board it left hears of it too
	Alert   *AlertView
	Request *RequestView
}

// Announcer passes events on to whoever watches. It must not block.
type Announcer interface {
	Announce([]Event)
}
