package api

import (
	"context"
	"encoding/json"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gorilla/websocket"

	"casenotes/tracking"
)

// The codes with which we close a live socket. A browser that gets one of the first two should come back; after the others it
// should not, without a person.
const (
	closeSlow          = 4008 // read too slowly: reconnect and fetch again
	closeGoingAway     = 1001 // the server stops: reconnect
	closeSignIn        = 4001 // sign in again
	closeForbidden     = 4003 // subscribed to what the role may not see
	closeNotUnderstood = 4002 // sent something that is not a subscription
	closeTooMuch       = 4029 // too many topics, or messages too fast
)

const (
	queueBytes = 1 << 20 // what may wait for one browser
	maxTopics  = 200
)

// Hub passes news to everybody who watches. Each watcher has a bounded queue of its own, so that one that stopped reading is
// closed and harms nobody. It implements tracking.Announcer.
type Hub struct {
	Beat    time.Duration // how often every browser hears that we are here
	Recheck time.Duration // how often a socket asks whether who watches may still watch

	now func() time.Time

	mu       sync.Mutex
	topics   map[string]map[*watcher]struct{}
	watchers map[*watcher]struct{}
	told     map[string]told // the newest version of each thing that was passed on

	passed atomic.Int64
	slow   atomic.Int64
}

type told struct {
	version int64
	at      time.Time
}

// NewHub is a hub that nobody watches yet.
func NewHub(now func() time.Time) *Hub {
	return &Hub{Beat: 10 * time.Second, Recheck: time.Minute, now: now, topics: map[string]map[*watcher]struct{}{}, watchers: map[*watcher]struct{}{}, told: map[string]told{}}
}

// watcher is one open socket: who watches, what, and what waits to be written to it.
type watcher struct {
	actor   tracking.Actor
	sitting uint64              // the browser's, which is closed when it locks; 0 for a program
	topics  map[string]struct{} // guarded by Hub.mu

	mu     sync.Mutex
	queue  []*websocket.PreparedMessage
	bytes  int
	closed int // the close code, once it is to be closed
	wake   chan struct{}
	gone   chan struct{} // closed when nothing more is read from the socket
}

// put queues a message without ever waiting: a full queue closes the watcher.
func (w *watcher) put(m *websocket.PreparedMessage, size int) (fits bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.closed != 0 {
		return true
	}
	if fits = w.bytes+size <= queueBytes; fits {
		w.queue, w.bytes = append(w.queue, m), w.bytes+size
	} else {
		w.closed, w.queue = closeSlow, nil
	}
	w.rouse()
	return fits
}

// close asks for the socket to be closed with a code; the first one asked for counts.
func (w *watcher) close(code int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.closed == 0 {
		w.closed = code
	}
	w.rouse()
}

func (w *watcher) rouse() {
	select {
	case w.wake <- struct{}{}:
	default:
	}
}

// take empties the queue.
func (w *watcher) take() (queue []*websocket.PreparedMessage, closed int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	queue, w.queue, w.bytes = w.queue, nil, 0
	return queue, w.closed
}

// join adds a watcher, who hears the hello before anything else.
func (h *Hub) join(a tracking.Actor, sitting uint64, hello message) *watcher {
	w := &watcher{actor: a, sitting: sitting, topics: map[string]struct{}{}, wake: make(chan struct{}, 1), gone: make(chan struct{})}
	w.put(hello.prepared, hello.size)
	h.mu.Lock()
	defer h.mu.Unlock()
	h.watchers[w] = struct{}{}
	return w
}

// closeSitting ends the sockets of a sitting that was locked or ended. Those at other processes end at their next check.
func (h *Hub) closeSitting(id uint64) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for w := range h.watchers {
		if id != 0 && w.sitting == id {
			w.close(closeSignIn)
		}
	}
}

func (h *Hub) leave(w *watcher) {
	h.mu.Lock()
	defer h.mu.Unlock()
	delete(h.watchers, w)
	for topic := range w.topics {
		h.drop(topic, w)
	}
}

func (h *Hub) drop(topic string, w *watcher) {
	delete(w.topics, topic)
	delete(h.topics[topic], w)
	if len(h.topics[topic]) == 0 {
		delete(h.topics, topic)
	}
}

// subscribe adds topics; false where there would be too many.
func (h *Hub) subscribe(w *watcher, topics []string) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, topic := range topics {
		w.topics[topic] = struct{}{}
		if len(w.topics) > maxTopics {
			delete(w.topics, topic)
			return false
		}
		if h.topics[topic] == nil {
			h.topics[topic] = map[*watcher]struct{}{}
		}
		h.topics[topic][w] = struct{}{}
	}
	return true
}

func (h *Hub) unsubscribe(w *watcher, topics []string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, topic := range topics {
		h.drop(topic, w)
	}
}

// Watchers is how many sockets are open.
func (h *Hub) Watchers() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return len(h.watchers)
}

// Announce passes events on. News that was passed on before is left out: another process of the same database may tell it again.
func (h *Hub) Announce(events []tracking.Event) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, e := range events {
		key, version := nameOf(e)
		audience := h.audience(topicsOf(e))
		switch last := h.told[key].version; {
		case last == version:
			continue
		case last > version: // two commits were announced the wrong way round: only the place it left has not heard
			if e.Left == nil {
				continue
			}
			audience = h.audience([]string{"location:" + e.Left.Code})
		default:
			h.told[key] = told{version, h.now()}
		}
		n := news{event: e, now: h.now(), drawn: map[bool]message{}}
		for w := range audience {
			m := n.forRole(w.actor.Role)
			if !w.put(m.prepared, m.size) {
				h.slow.Add(1)
			}
			h.passed.Add(1)
		}
	}
}

// Fresh leaves only the events that were not passed on yet.
func (h *Hub) fresh(events []tracking.Event) []tracking.Event {
	h.mu.Lock()
	defer h.mu.Unlock()
	var list []tracking.Event
	for _, e := range events {
		if key, version := nameOf(e); h.told[key].version < version {
			list = append(list, e)
		}
	}
	return list
}

// audience is everybody who watches one of the topics, each once.
func (h *Hub) audience(topics []string) map[*watcher]struct{} {
	all := map[*watcher]struct{}{}
	for _, topic := range topics {
		for w := range h.topics[topic] {
			all[w] = struct{}{}
		}
	}
	return all
}

func nameOf(e tracking.Event) (key string, version int64) {
	if e.Alert != nil {
		return fmt.Sprintf("alert:%d", e.Alert.ID), e.Alert.Version
	}
	if e.Request != nil {
		return fmt.Sprintf("request:%d", e.Request.ID), e.Request.Version
	}
	if e.Stocktake != nil {
		return fmt.Sprintf("stocktake:%d", e.Stocktake.ID), e.Stocktake.Version
	}
	if e.Case != nil {
		return fmt.Sprintf("case:%d", e.Case.ID), e.Case.Version
	}
	if e.Container != nil {
		return fmt.Sprintf("container:%d", e.Container.ID), e.Container.Version
	}
	return fmt.Sprintf("folder:%d", e.Folder.ID), e.Folder.Version
}

func topicsOf(e tracking.Event) []string {
	if e.Alert != nil {
		topics := []string{"alerts"}
		if e.Alert.Folder != nil {
			f := e.Alert.Folder // its holder's board and its library's show that it is late
			topics = append(topics, "folder:"+f.Code, "location:"+f.Location.Code, "location:"+f.Home.Code)
		}
		return topics
	}
	if r := e.Request; r != nil { // who waits for it, the library that brings it, and whoever has it
		topics := []string{"folder:" + r.Folder.Code, "requests:" + r.Location.Code, "requests:" + r.Folder.Location.Code}
		if r.Library != nil {
			topics = append(topics, "requests:"+r.Library.Code)
		}
		return topics
	}
	if t := e.Stocktake; t != nil {
		return []string{"stocktakes", fmt.Sprintf("stocktake:%d", t.ID)}
	}
	if e.Case != nil { // everybody who looks out for folders, and whoever looks at this one
		return []string{"missing", "folder:" + e.Case.Folder.Code}
	}
	if v := e.Container; v != nil {
		topics := []string{"containers", "container:" + v.Code, "location:" + v.Location.Code}
		if v.To != nil {
			topics = append(topics, "location:"+v.To.Code)
		}
		return topics
	}
	topics := []string{"transit", "folder:" + e.Folder.Code, "location:" + e.Folder.Location.Code, "location:" + e.Folder.Home.Code}
	if e.Folder.To != nil {
		topics = append(topics, "location:"+e.Folder.To.Code)
	}
	if e.Left != nil {
		topics = append(topics, "location:"+e.Left.Code)
	}
	for _, c := range []*tracking.Container{e.Folder.Inside, e.Out} {
		if c != nil {
			topics = append(topics, "container:"+c.Code)
		}
	}
	return topics
}

// news is one event on its way out, encoded once for those who may see patients and once for those who may not.
type news struct {
	event tracking.Event
	now   time.Time
	drawn map[bool]message
}

type message struct {
	prepared *websocket.PreparedMessage
	size     int
}

func (n news) forRole(role tracking.Role) message {
	names := role.May(tracking.MaySeePatients)
	m, done := n.drawn[names]
	if !done {
		var body any
		switch {
		case n.event.Request != nil:
			body = struct {
				Type    string       `json:"type"`
				Version int64        `json:"version"`
				Request RequestShape `json:"request"`
			}{"request", n.event.Request.Version, requestOf(*n.event.Request, viewer{role, n.now})}
		case n.event.Case != nil:
			body = struct {
				Type    string    `json:"type"`
				Version int64     `json:"version"`
				Case    CaseShape `json:"case"`
			}{"case", n.event.Case.Version, caseOf(*n.event.Case, viewer{role, n.now})}
		case n.event.Alert != nil:
			body = struct {
				Type    string     `json:"type"`
				Version int64      `json:"version"`
				Alert   alertShape `json:"alert"`
			}{"alert", n.event.Alert.Version, alertOf(*n.event.Alert, role, n.now)}
		case n.event.Stocktake != nil:
			t := n.event.Stocktake
			body = struct {
				Type      string       `json:"type"`
				Version   int64        `json:"version"`
				Stocktake stocktakeRef `json:"stocktake"`
			}{"stocktake", t.Version, stocktakeRef{uint64(t.ID), string(t.State)}}
		case n.event.Container != nil:
			v := n.event.Container
			body = struct {
				Type      string         `json:"type"`
				Version   int64          `json:"version"`
				Container ContainerShape `json:"container"`
			}{"container", v.Version, containerOf(*v)}
		default:
			body = struct {
				Type    string      `json:"type"`
				Version int64       `json:"version"`
				Folder  folderShape `json:"folder"`
			}{"folder", n.event.Folder.Version, folderOf(*n.event.Folder, role, n.now)}
		}
		m = prepare(body)
		n.drawn[names] = m
	}
	return m
}

// prepare encodes a message for any number of sockets.
func prepare(body any) message {
	text, err := json.Marshal(body)
	if err != nil {
		panic(err) // our own shapes always encode
	}
	m, err := websocket.NewPreparedMessage(websocket.TextMessage, text)
	if err != nil {
		panic(err) // only a wrong message type
	}
	return message{m, len(text)}
}

// beat says that the socket lives; subscribed says it when topics were taken: whoever fetches after that misses nothing.
var (
	beat       = prepare(map[string]any{"type": "beat"})
	subscribed = prepare(map[string]any{"type": "beat", "subscribed": true})
)

// Run sends the heartbeat until ctx ends, then closes every socket so that browsers come back elsewhere.
func (h *Hub) Run(ctx context.Context) {
	tick := time.NewTicker(h.Beat)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
			h.mu.Lock()
			for w := range h.watchers {
				w.put(beat.prepared, beat.size)
			}
			for key, t := range h.told { // only what changed lately can be told twice
				if h.now().Sub(t.at) > time.Minute {
					delete(h.told, key)
				}
			}
			h.mu.Unlock()
		case <-ctx.Done():
			h.mu.Lock()
			defer h.mu.Unlock()
			for w := range h.watchers {
				w.close(closeGoingAway)
			}
			return
		}
	}
}
