package hl7

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/netip"
	"strings"
	"sync"
	"testing"
	"time"

	"casenotes/tracking"
	"casenotes/tracking/store"
	"casenotes/tracking/trackingtest"
)

// station is a hospital that listens for messages. Its map knows ward 7 and Clinic B.
type station struct {
	*trackingtest.Hospital
	t       *testing.T
	feed    *Feed
	address string
	log     *lockedBuffer
	stop    func() // and wait until it has stopped
	number  int
}

type lockedBuffer struct {
	mu sync.Mutex
	bytes.Buffer
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.Buffer.Write(p)
}

func (b *lockedBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.Buffer.String()
}

func newStation(t *testing.T, h *trackingtest.Hospital, set func(*Listener)) *station {
	t.Helper()
	london, err := time.LoadLocation("Europe/London")
	if err != nil {
		t.Fatal(err)
	}
	log := &lockedBuffer{}
	s := &station{Hospital: h, t: t, log: log}
	s.feed = &Feed{Service: h.Service, Store: h.Store, Mapping: Mapping{Zone: london, Booked: h.Store.Booking}, Now: h.Clock.Now, Log: slog.New(slog.NewTextHandler(log, nil))}
	for place, at := range map[string]tracking.Location{"ST1A/W7": h.Ward, "ST1A/CLINB": h.Clinic} {
		if _, _, err := s.feed.Map(t.Context(), trackingtest.Admin, place, at.Code); err != nil {
			t.Fatal(err)
		}
	}
	l := &Listener{Feed: s.feed, Log: s.feed.Log, Slow: 5 * time.Second}
	if set != nil {
		set(l)
	}
	socket, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s.address = socket.Addr().String()
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() {
		l.Serve(ctx, socket)
		close(done)
	}()
	s.stop = func() {
		cancel()
		<-done
	}
	t.Cleanup(s.stop)
	return s
}

// call is one connection of a sender.
func (s *station) call() *caller {
	s.t.Helper()
	conn, err := net.Dial("tcp", s.address)
	if err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(func() { conn.Close() })
	_ = conn.SetDeadline(time.Now().Add(time.Minute))
	return &caller{t: s.t, Conn: conn, frames: NewFrameReader(conn, nil)}
}

type caller struct {
	t *testing.T
	net.Conn
	frames *FrameReader
}

func (c *caller) write(bytes string) {
	c.t.Helper()
	if _, err := io.WriteString(c, bytes); err != nil {
		c.t.Fatal(err)
	}
}

// answer is the next acknowledgement, as its code, number and text.
func (c *caller) answer() string {
	c.t.Helper()
	raw, err := c.frames.Next()
	if err != nil {
		return err.Error()
	}
	m, err := Parse(raw)
	if err != nil {
		c.t.Fatal(err)
	}
	return strings.TrimSpace(m.At("MSA-1").Text() + " " + m.At("MSA-2").Text())
}

func (c *caller) send(message string) string {
	c.t.Helper()
	c.write(string(Frame([]byte(message))))
	return c.answer()
}

// message is a message that happened now.
func (s *station) message(event string, segments ...string) string {
	s.number++
	return s.numbered(fmt.Sprintf("M%d", s.number), event, segments...)
}

func (s *station) numbered(control, event string, segments ...string) string {
	now := s.Clock.Now().Format("20060102150405")
	lines := []string{`MSH|^~\&|PAS|RXY01|CASENOTES|RXY01|` + now + `||` + strings.Replace(event, " ", "^", 1) + `|` + control + `|P|2.4||||||8859/1`}
	if strings.HasPrefix(event, "ADT") {
		lines = append(lines, "EVN||"+now)
	}
	return strings.Join(append(lines, segments...), "\r") + "\r"
}

const (
	ngozi  = `PID|1||H1001^^^RXY01^MR||Okafor^Ngozi||19800303|F`
	inWard = `PV1|1|I|W7^2^04^ST1A||||||||||||||||V4711^^^RXY01^VN`
)

func TestASenderIsAnsweredMessageByMessage(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		s := newStation(t, h, nil)
		c := s.call()
		admission := s.message("ADT A01", ngozi, inWard)
		for i, want := range []struct{ message, answer string }{
			{s.message("ADT A28", `PID|1||N1^^^RXY01^MR||Tench^Se`+"\xe1"+`n||19700101|M`), "AA M2"},
			{admission, "AA M1"},
			{admission, "AA M1"},
			{s.message("ORU R01", ngozi, "OBX|1|ST|x||secret"), "AA M3"},
			{s.message("ADT A01", `PID|1||||Nobody^Nemo`, inWard), "AE M4"},
			{s.message("ADT A02", ngozi, strings.Replace(inWard, "W7", "W99", 1)), "AA M5"},
		} {
			if got := c.send(want.message); got != want.answer {
				t.Errorf("message %d is answered %s, want %s", i+1, got, want.answer)
			}
		}
		if w := h.Whereabouts(h.Folder); w.Patient.InpatientID != nil {
			t.Error("the patient is on the ward that they have left")
		}
		if stays, messages, err := s.feed.Map(t.Context(), trackingtest.Admin, "ST1A/W99", h.Ward.Code); err != nil || stays != 1 || messages != 0 {
			t.Errorf("%d stays and %d messages followed the map: %v", stays, messages, err)
		}
		if w := h.Whereabouts(h.Folder); w.Patient.InpatientID == nil || *w.Patient.InpatientID != h.Ward.ID {
			t.Error("the patient is not on the ward that was mapped")
		}
		states := map[tracking.FeedState]int{}
		for _, state := range []tracking.FeedState{tracking.FeedApplied, tracking.FeedIgnored, tracking.FeedParked} {
			list, err := h.Store.FeedMessages(t.Context(), store.FeedList{State: state, Limit: 50})
			if err != nil {
				t.Fatal(err)
			}
			states[state] = len(list)
		}
		if states[tracking.FeedApplied] != 3 || states[tracking.FeedIgnored] != 1 || states[tracking.FeedParked] != 1 {
			t.Errorf("states are %v", states)
		}
		for _, name := range []string{"Okafor", "Tench", "H1001", "Nemo", "secret"} {
			if strings.Contains(s.log.String(), name) {
				t.Errorf("the log says %q", name)
			}
		}
		h.Clean()
	})
}

// TestBadInputIsSurvived is the list of the issue. After each, the same sender's next message is taken as if nothing had been.
func TestBadInputIsSurvived(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		s := newStation(t, h, nil)
		h.AddPatient("H1003", "Diaz", "Eva")
		merge := func(survivor, loser string) string {
			return s.numbered("merge"+survivor+loser, "ADT A40", "PID|1||"+survivor+"^^^RXY01^MR||Merged^Maud", "MRG|"+loser+"^^^RXY01^MR")
		}
		frame := func(text string) string { return string(Frame([]byte(text))) }
		for _, c := range []struct{ why, bytes, answers string }{
			{"half a frame, then it all again", "\x0b" + s.numbered("half", "ADT A08", ngozi)[:40] + frame(s.numbered("half", "ADT A08", ngozi)), "AA half"},
			{"two messages in one frame", frame(s.numbered("two1", "ADT A08", ngozi) + s.numbered("two2", "ADT A08", ngozi)), "AR two1"},
			{"two frames in one packet", frame(s.numbered("p1", "ADT A08", ngozi)) + frame(s.numbered("p2", "ADT A08", ngozi)), "AA p1,AA p2"},
			{"20 MB", frame(s.numbered("big", "ADT A08", ngozi, "OBX|1|ED|||"+strings.Repeat("x", 20<<20))), "AR big"},
			{"no MSH", frame("PID|1||H1001\r"), "AR"},
			{"nothing", frame(""), "AR"},
			{"wrong separators", frame(strings.Replace(s.numbered("sep", "ADT A08", ngozi), `^~\&`, `^^\&`, 1)), "AR"},
			{"unknown version", frame(strings.Replace(s.numbered("version", "ADT A08", ngozi), "|2.4|", "|2.9|", 1)), "AR version"},
			{"unknown event", frame(s.numbered("event", "ADT A99", ngozi)), "AA event"},
			{"missing PID-3", frame(s.numbered("nopid", "ADT A08", "PID|1||||Okafor^Ngozi")), "AE nopid"},
			{"no PID", frame(s.numbered("nopid2", "ADT A01", inWard)), "AE nopid2"},
			{"two patients with one number", frame(s.numbered("twop", "ADT A08", `PID|1||H1001^^^RXY01^MR~H1002^^^RXY01^MR||Okafor^Ngozi`)), "AE twop"},
			{"an NHS number that fails its check", frame(s.numbered("nhs", "ADT A08", `PID|1||H1001^^^RXY01^MR~9449305553^^^NHS^NH||Okafor^Ngozi`)), "AA nhs"},
			{"death before birth", frame(s.numbered("death", "ADT A08", `PID|1||H1001^^^RXY01^MR||Okafor^Ngozi||19800303|F`+strings.Repeat("|", 21)+`19700101|Y`)), "AE death"},
			{"a merge before either patient exists", frame(merge("Q1", "Q2")), "AA mergeQ1Q2"},
			{"merges in a circle", frame(merge("H1001", "H1003")) + frame(merge("H1003", "H1001")), "AA mergeH1001H1003,AE mergeH1003H1001"},
			{"A03 without A01", frame(s.numbered("a03", "ADT A03", ngozi, strings.Replace(inWard, "V4711", "V9", 1))), "AA a03"},
			{"a date without a time", frame(strings.Replace(s.numbered("date", "ADT A08", ngozi), h.Clock.Now().Format("20060102150405")+"||", h.Clock.Now().Format("20060102")+"||", 1)), "AA date"},
			{"a bed that no map knows", frame(s.numbered("bed", "ADT A01", ngozi, strings.Replace(inWard, "W7^2^04^ST1A", "W7^2^04^NOWHERE", 1))), "AA bed"},
			{"control characters", frame(s.numbered("ctl", "ADT A08", "PID|1||H1001^^^RXY01^MR||Oka\x00for\x07^Ngo\tzi")), "AE ctl"},
			{"a time that is none", frame(strings.Replace(s.numbered("time", "ADT A08", ngozi), h.Clock.Now().Format("20060102150405"), "yesterday", 2)), "AE time"},
		} {
			conn := s.call()
			conn.write(c.bytes)
			var got []string
			for range strings.Count(c.bytes, "\x1c\r") {
				got = append(got, conn.answer())
			}
			if strings.Join(got, ",") != c.answers {
				t.Errorf("%s: answered %q, want %q", c.why, got, c.answers)
			}
			if got := conn.send(s.message("ADT A28", fmt.Sprintf("PID|1||Z%d^^^RXY01^MR||After^Ann", s.number))); !strings.HasPrefix(got, "AA") {
				t.Errorf("%s: the message after it is answered %q", c.why, got)
			}
		}
		h.Clean()
	})
}

func TestASenderThatNeverReadsItsAnswersIsGivenUp(t *testing.T) {
	s := newStation(t, trackingtest.Open(t, "sqlite:"+t.TempDir()+"/casenotes.db"), func(l *Listener) { l.Slow = 50 * time.Millisecond })
	c := s.call()
	cut := make(chan struct{})
	go func() { // until nothing more fits into the network's buffers and the other end hangs up
		defer close(cut)
		unread := Frame([]byte(strings.Replace(s.numbered("1", "ADT A99", ngozi), "CASENOTES", strings.Repeat("C", 250), 1)))
		for range 1 << 20 {
			if _, err := c.Write(unread); err != nil {
				return
			}
		}
	}()
	<-cut
	if got := s.call().send(s.message("ADT A08", ngozi)); got != "AA M1" {
		t.Errorf("the next sender is answered %s", got)
	}
}

func TestConnectionsThatSayNothingAreClosed(t *testing.T) {
	s := newStation(t, trackingtest.Open(t, "sqlite:"+t.TempDir()+"/casenotes.db"), func(l *Listener) { l.Idle, l.Slow = 50*time.Millisecond, 50*time.Millisecond })
	for why, begins := range map[string]string{"idle": "", "too slow": "\x0bMSH|", "not MLLP": strings.Repeat("GET / HTTP/1.1\r\n\r\n", 400)} {
		c := s.call()
		c.write(begins)
		if _, err := c.Read(make([]byte, 1)); err == nil {
			t.Errorf("%s: something was answered", why)
		} else if timeout, _ := errors.AsType[net.Error](err); timeout != nil && timeout.Timeout() {
			t.Errorf("%s: the connection stays open", why)
		}
	}
}

func TestNoMoreSendersAreLetInThanFitAndNoneFromElsewhere(t *testing.T) {
	s := newStation(t, trackingtest.Open(t, "sqlite:"+t.TempDir()+"/casenotes.db"), func(l *Listener) { l.Connections = 1 })
	first := s.call()
	if got := first.send(s.message("ADT A08", ngozi)); got != "AA M1" {
		t.Fatal(got)
	}
	if _, err := s.call().Read(make([]byte, 1)); err == nil {
		t.Error("a second sender was let in")
	}
	elsewhere := newStation(t, trackingtest.Open(t, "sqlite:"+t.TempDir()+"/casenotes.db"), func(l *Listener) { l.From = []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")} })
	if _, err := elsewhere.call().Read(make([]byte, 1)); err == nil {
		t.Error("a sender from another network was let in")
	}
}

func TestAStopFinishesTheMessageThatHasBegun(t *testing.T) {
	s := newStation(t, trackingtest.Open(t, "sqlite:"+t.TempDir()+"/casenotes.db"), nil)
	idle, busy := s.call(), s.call()
	if got := idle.send(s.message("ADT A08", ngozi)); got != "AA M1" {
		t.Fatal(got)
	}
	if got := busy.send(s.message("ADT A08", ngozi)); got != "AA M2" {
		t.Fatal(got)
	}
	last := string(Frame([]byte(s.message("ADT A28", "PID|1||Y1^^^RXY01^MR||Last^Lou"))))
	busy.write(last[:50])
	begun := make(chan string)
	go func() {
		busy.write(last[50:])
		begun <- busy.answer()
	}()
	got := <-begun
	s.stop()
	if got != "AA M3" {
		t.Errorf("the message that had begun is answered %s", got)
	}
	for _, c := range []*caller{idle, busy} {
		if _, err := c.Read(make([]byte, 1)); !errors.Is(err, io.EOF) {
			t.Errorf("a connection ends with %v", err)
		}
	}
}

func TestAppointmentsAtAPlaceThatNoMapKnowsWaitForIt(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		s := newStation(t, h, nil)
		c := s.call()
		booking := s.message("SIU S12", "SCH||A77|||||||||^^^20261130090000", ngozi, "RGS|1", "AIL|1||EYES^^^ST1A")
		for range 2 {
			if got := c.send(booking); got != "AE M1" {
				t.Errorf("answered %s", got)
			}
		}
		if stays, messages, err := s.feed.Map(t.Context(), trackingtest.Admin, "ST1A/EYES", h.OtherClinic.Code); err != nil || stays != 0 || messages != 1 {
			t.Errorf("%d stays and %d messages followed the map: %v", stays, messages, err)
		}
		if _, found, err := h.Store.Booking(t.Context(), "A77"); err != nil || !found {
			t.Errorf("the appointment is not booked: %v", err)
		}
		if got := c.send(booking); got != "AA M1" {
			t.Errorf("the sender that still tries is answered %s", got)
		}
	})
}

func TestWhatBreaksWhileAPlaceIsMappedIsLogged(t *testing.T) {
	h := trackingtest.Open(t, "sqlite:"+t.TempDir()+"/casenotes.db")
	s := newStation(t, h, nil)
	s.call().send(s.message("SIU S12", "SCH||A77|||||||||^^^20261130090000", ngozi, "RGS|1", "AIL|1||EYES^^^ST1A"))
	s.feed.Mapping.Booked = func(context.Context, string) (tracking.Booking, bool, error) {
		return tracking.Booking{}, false, errors.New("a bug")
	}
	if _, messages, err := s.feed.Map(t.Context(), trackingtest.Admin, "ST1A/EYES", h.OtherClinic.Code); err != nil || messages != 0 {
		t.Errorf("%d messages followed: %v", messages, err)
	}
	parked, err := h.Store.FeedMessages(t.Context(), store.FeedList{State: tracking.FeedParked, Limit: 2})
	if err != nil || len(parked) != 1 || !strings.Contains(parked[0].Reason, "The log says more") || !strings.Contains(s.log.String(), "a bug") {
		t.Errorf("the page says %+v %v, the log %q", parked, err, s.log)
	}
}

func TestEnhancedModeIsAnsweredTwice(t *testing.T) {
	s := newStation(t, trackingtest.Open(t, "sqlite:"+t.TempDir()+"/casenotes.db"), nil)
	c := s.call()
	enhanced := strings.Replace(s.message("ADT A08", ngozi), "|2.4||||", "|2.4|||AL|AL", 1)
	if got := c.send(enhanced) + "," + c.answer(); got != "CA M1,AA M1" {
		t.Errorf("answered %s", got)
	}
}
