package api

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/gorilla/websocket"
	"golang.org/x/time/rate"

	"casenotes/tracking"
	"casenotes/tracking/store"
)

const (
	readLimit = 256 << 10        // bytes of one message from a browser
	writeWait = 10 * time.Second // for one message to reach a browser's socket
	pongWait  = 60 * time.Second
	closeWait = time.Second // for a browser to answer that its socket is closed
)

var upgrader = websocket.Upgrader{HandshakeTimeout: 10 * time.Second, ReadBufferSize: 1024, WriteBufferPool: writeBuffers, WriteBufferSize: 1024,
	CheckOrigin: sameOrigin, Error: func(w http.ResponseWriter, _ *http.Request, status int, _ error) {
		writeProblem(w, problem{Status: status, Title: http.StatusText(status), Code: "no_socket", Detail: "This address takes a WebSocket from our own pages only."})
	}}

// sameOrigin lets browsers connect from our own pages only; programs send no Origin.
func sameOrigin(r *http.Request) bool {
	origin := r.Header.Get("Origin")
	if origin == "" {
		return true
	}
	u, err := url.Parse(origin)
	return err == nil && strings.EqualFold(u.Host, r.Host)
}

// getLive is the live socket: a browser subscribes to topics and gets the whole small state of whatever changes there.
func (s *Server) getLive(c *gin.Context) {
	actor, known := actorOf(c.Request.Context())
	if !known {
		// The browser's WebSocket cannot see a 401, so it is told in its own way.
		s.refuseSocket(c, closeSignIn)
		return
	}
	if !actor.Role.May(tracking.MaySeeFolders) {
		s.refuseSocket(c, closeForbidden)
		return
	}
	conn, err := upgrader.Upgrade(c.Writer, c.Request, nil)
	if err != nil {
		return // the upgrader has answered
	}
	w := s.Hub.join(actor, seatOf(c.Request.Context()).ID, prepare(map[string]any{"type": "hello", "now": at(s.Now())}))
	// The request ends here and gives back its buffers, deep stack and gin's context: the socket lives on without them.
	go s.writeSocket(conn, w, s.rechecker(c.Request, actor))
	go s.readSocket(conn, w)
}

func (s *Server) refuseSocket(c *gin.Context, code int) {
	conn, err := upgrader.Upgrade(c.Writer, c.Request, nil)
	if err != nil {
		return
	}
	defer conn.Close()
	sayClosed(conn, code)
	readOut(conn)
}

func sayClosed(conn *websocket.Conn, code int) {
	_ = conn.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(code, ""), time.Now().Add(writeWait))
}

// readOut reads on until the other end has answered that its socket is closed: a connection that ends with something unread takes the
// code with it.
func readOut(conn *websocket.Conn) {
	_ = conn.SetReadDeadline(time.Now().Add(closeWait))
	for {
		_, _, err := conn.NextReader()
		if errors.Is(err, websocket.ErrReadLimit) { // the rest of what was too long is no message
			_, _ = io.Copy(io.Discard, conn.NetConn())
		}
		if err != nil {
			return
		}
	}
}

// rechecker says whether the actor may still watch: the session has not ended, nobody was disabled, the role is the same. It
// keeps of the request only what says who asks.
func (s *Server) rechecker(r *http.Request, actor tracking.Actor) func() bool {
	session, header := "", http.Header{}
	if actor.Via == "session" {
		session = s.sessions.Token(r.Context())
	} else {
		header.Set("Authorization", r.Header.Get("Authorization"))
	}
	return func() bool {
		ctx, cancel := context.WithTimeout(context.Background(), writeWait)
		defer cancel()
		if session != "" {
			var err error
			if ctx, err = s.sessions.Load(ctx, session); err != nil {
				return true // the database is away: that is no reason to go blind as well
			}
		}
		now, known, err := s.whoAsks((&http.Request{Header: header}).WithContext(ctx))
		return err != nil || (known && now.Role == actor.Role)
	}
}

// subscription is what a browser sends.
type subscription struct {
	Subscribe   []string `json:"subscribe"`
	Unsubscribe []string `json:"unsubscribe"`
}

// readSocket reads subscriptions until the socket ends. It has a limit on everything a browser could send.
func (s *Server) readSocket(conn *websocket.Conn, w *watcher) {
	defer close(w.gone)
	defer readOut(conn)
	defer s.Hub.leave(w)
	defer w.close(websocket.CloseNormalClosure)
	conn.SetReadLimit(readLimit)
	alive := func(string) error { return conn.SetReadDeadline(time.Now().Add(pongWait)) }
	conn.SetPongHandler(alive)
	limit := rate.NewLimiter(20, 40)
	for {
		if alive("") != nil {
			return
		}
		_, text, err := conn.ReadMessage()
		if err != nil {
			return
		}
		var sub subscription
		switch {
		case !limit.Allow():
			w.close(closeTooMuch)
			return
		case json.Unmarshal(text, &sub) != nil:
			w.close(closeNotUnderstood)
			return
		}
		for _, topic := range sub.Subscribe {
			if !mayWatch(w.actor.Role, topic) {
				w.close(closeForbidden)
				return
			}
		}
		if !s.Hub.subscribe(w, sub.Subscribe) {
			w.close(closeTooMuch)
			return
		}
		s.Hub.unsubscribe(w, sub.Unsubscribe)
		if sub.Subscribe != nil {
			w.put(subscribed.prepared, subscribed.size)
		}
	}
}

var topicName = regexp.MustCompile(`^(location|folder|container|requests|stocktake):[A-Z0-9./-]{1,64}$`)

// mayWatch says whether a role may watch a topic. A topic that does not exist is not allowed to anybody.
func mayWatch(role tracking.Role, topic string) bool {
	if topic == "containers" || topic == "transit" || topic == "stocktakes" || topic == "missing" {
		return role.May(tracking.MaySeeFolders)
	}
	if topic == "alerts" {
		return role.May(tracking.MaySeeAlerts)
	}
	return topicName.MatchString(topic) && role.May(tracking.MaySeeFolders)
}

// writeSocket writes what is queued, keeps the connection alive and ends it.
func (s *Server) writeSocket(conn *websocket.Conn, w *watcher, stillMay func() bool) {
	ping := time.NewTicker(pongWait / 3)
	defer ping.Stop()
	recheck := time.NewTicker(s.Hub.Recheck)
	defer recheck.Stop()
	defer conn.Close()
	defer func() {
		select {
		case <-w.gone: // all that was sent is read
		case <-time.After(closeWait):
		}
	}()
	for {
		queue, closed := w.take()
		for _, m := range queue {
			_ = conn.SetWriteDeadline(time.Now().Add(writeWait)) // an error shows at the next write
			if conn.WritePreparedMessage(m) != nil {
				return
			}
		}
		if closed != 0 {
			sayClosed(conn, closed)
			return
		}
		select {
		case <-w.wake:
		case <-ping.C:
			if conn.WriteControl(websocket.PingMessage, nil, time.Now().Add(writeWait)) != nil {
				return
			}
		case <-recheck.C:
			if !stillMay() {
				w.close(closeSignIn)
			}
		}
	}
}

// Follow tells this process's watchers what other processes on the same database have committed: it reads what changed in the
// last seconds, with overlap, because rows do not become visible in the order of their ids.
func (h *Hub) Follow(ctx context.Context, db *store.Store) {
	const every, overlap, limit = 250 * time.Millisecond, 3 * time.Second, 5000
	seen := h.now()
	pause := time.NewTimer(every)
	defer pause.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-pause.C:
		}
		start, now := time.Now(), h.now()
		if events, err := db.ChangedSince(ctx, seen.Add(-overlap), limit, h.fresh); err == nil {
			h.Announce(events)
			seen = now
		} // an error shows at readyz and at every command; here the next round reads from the same moment again
		pause.Reset(max(every, 10*time.Since(start)))
	}
}
