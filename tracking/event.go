package tracking

// Event is news for everybody who watches: the whole small state of a folder, a container, an alert, a request, a search or a stocktake,
// after the commit that changed it. Exactly one of Folder, Alert, Container, Request, Case and Stocktake is set.
type Event struct {
	Folder    *Whereabouts
	Left      *Location  // where the folder was before, so that the board it left hears of it too
	Out       *Container // the container it has left
	Alert     *AlertView
	Container *ContainerView
	Request   *RequestView
	Case      *MissingCaseView
	Stocktake *Stocktake
}

// Announcer passes events on to whoever watches. It must not block.
type Announcer interface {
	Announce([]Event)
}
