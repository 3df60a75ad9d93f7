package hl7

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"log/slog"
	"strings"
	"sync"
	"time"

	"casenotes/tracking"
	"casenotes/tracking/store"
)

// Feed takes messages in: it keeps and applies each once, and says what its sender is to be told. Mapping is what messages mean.
type Feed struct {
	Service *tracking.Service
	Store   *store.Store
	Mapping Mapping
	Now     func() time.Time
	Log     *slog.Logger

	Watch   Watch // hears what comes, for metrics; may be left empty
	senders sync.Map
}

// Watch hears of what comes. Each may be nil.
type Watch struct {
	Message    func(state tracking.FeedState, took time.Duration)
	Connection func(change int)
	Cut        func(why string) // a connection or frame that was given up
}

// Take takes one message and answers the acknowledgements that its sender wants. An error says that nothing was kept, and that nobody
// must be told anything: its sender then sends it again.
func (f *Feed) Take(ctx context.Context, raw []byte) (answers [][]byte, state tracking.FeedState, err error) {
	m, fault := Parse(raw)
	return f.take(ctx, raw, m, fault)
}

func (f *Feed) take(ctx context.Context, raw []byte, m Message, fault error) ([][]byte, tracking.FeedState, error) {
	sender, err := f.sender(ctx, m.Application(), m.Facility())
	if errors.Is(err, tracking.ErrTooManySenders) {
		v := Verdict{Unread, &Fault{Code: codeInternal, Text: tracking.ErrTooManySenders.Text}}
		return Answers(m, v, newID, f.Now()), "", nil
	}
	if err != nil {
		return nil, "", err
	}
	digest := sha256.Sum256(raw)
	kind, trigger := m.Event()
	a := tracking.FeedArrival{Numbers: named(m), Message: tracking.FeedMessage{SenderID: sender.ID, Control: cutTo(m.ControlID(), 199), Digest: hex.EncodeToString(digest[:]),
		Event: cutTo(strings.TrimSpace(kind+" "+trigger), 20), Raw: raw}}
	if at, ok := m.At("MSH-7").Moment(f.Mapping.Zone); ok {
		a.Message.SentAt = &at.Time
	}
	a.Failed = func(err error) {
		f.Log.ErrorContext(ctx, "apply a message of the feed", "sender", sender.Name(), "event", a.Message.Event, "err", err)
	}
	switch wrong, unread := errors.AsType[*Fault](fault); {
	case unread:
		a.Message.State, a.Message.Code, a.Message.Spot, a.Message.Reason = tracking.FeedParked, unreadCode+wrong.Code, wrong.Place, wrong.Text
	default:
		m.Received = f.Now()
		a.Apply = func(ctx context.Context, do *tracking.Service) (tracking.FeedEffect, error) {
			return f.apply(ctx, do, sender, m)
		}
	}
	kept, err := f.Service.TakeMessage(ctx, a)
	if err != nil {
		return nil, "", err
	}
	return Answers(m, verdict(kept), newID, f.Now()), kept.State, nil
}

func newID() string { return rand.Text()[:20] }

// sender is who sends, from memory where it has sent before.
func (f *Feed) sender(ctx context.Context, application, facility string) (tracking.FeedSender, error) {
	key := [2]string{application, facility}
	if known, ok := f.senders.Load(key); ok {
		return known.(tracking.FeedSender), nil
	}
	sender, err := f.Service.FeedSender(ctx, application, facility)
	if err == nil {
		f.senders.Store(key, sender)
	}
	return sender, err
}

// apply does what a message says, and notes which of its places no map knows.
func (f *Feed) apply(ctx context.Context, do *tracking.Service, sender tracking.FeedSender, m Message) (tracking.FeedEffect, error) {
	var unmapped []string
	mapping := f.Mapping
	mapping.Place = func(ctx context.Context, place string) (*tracking.Location, error) {
		p, err := f.Store.FeedLocation(ctx, place)
		if err == nil && p == nil {
			unmapped = append(unmapped, place)
		}
		return p, err
	}
	done, err := mapping.Apply(ctx, do, sender.Actor(), m)
	effect := tracking.FeedEffect{Known: done.Known, Notes: done.Notes, Unmapped: unmapped, Patient: done.Patient, Numbers: named(m)}
	if wrong, isFault := errors.AsType[*Fault](err); isFault {
		err = &tracking.Error{Kind: tracking.Invalid, Code: wrongCode + wrong.Code, Text: wrong.Text}
	}
	return effect, err
}

// The codes of parked messages: what could not be read, and what could but says something impossible, each with HL7's own code.
const (
	unreadCode = "unread_"
	wrongCode  = "hl7_"
)

// verdict is what the sender of a message is told, as it stands now: one that was mended since is taken.
func verdict(m tracking.FeedMessage) Verdict {
	if m.State != tracking.FeedParked {
		return Verdict{}
	}
	v := Verdict{Outcome: Parked, Fault: &Fault{Code: codeInternal, Place: m.Spot, Text: m.Reason}}
	if code, ok := strings.CutPrefix(m.Code, unreadCode); ok {
		v.Outcome, v.Fault.Code = Unread, code
	} else if code, ok := strings.CutPrefix(m.Code, wrongCode); ok {
		v.Fault.Code = code
	}
	switch m.Code {
	case tracking.FeedNumberReused:
		v.Outcome, v.Fault.Code = Refused, codeDuplicate
	case tracking.FeedPlaceUnmapped, tracking.ErrUnknownPatient.Code, tracking.ErrUnknownLocation.Code:
		v.Fault.Code = codeUnknownKey
	}
	return v
}

// Again applies a parked message, as it came or as it was corrected.
func (f *Feed) Again(ctx context.Context, actor tracking.Actor, id tracking.FeedMessageID, corrected []byte) (tracking.FeedMessage, error) {
	return f.Service.ApplyAgain(ctx, actor, id, corrected, func(ctx context.Context, do *tracking.Service, kept tracking.FeedMessage) (tracking.FeedEffect, error) {
		m, err := Parse(kept.Text())
		if wrong, unread := errors.AsType[*Fault](err); unread {
			return tracking.FeedEffect{}, &tracking.Error{Kind: tracking.Invalid, Code: unreadCode + wrong.Code, Text: wrong.Text}
		}
		m.Received = kept.ReceivedAt
		sender, err := f.sender(ctx, m.Application(), m.Facility())
		if err != nil {
			return tracking.FeedEffect{}, err
		}
		return f.apply(ctx, do, sender, m)
	})
}

// Map says which location a place of the feed is, and applies what waited for that, in the order in which it came. It answers how many
// stays and messages followed; messages in which something else is wrong stay parked.
func (f *Feed) Map(ctx context.Context, actor tracking.Actor, place, location string) (stays, messages int, err error) {
	if stays, err = f.Service.MapPlace(ctx, actor, place, location); err != nil {
		return 0, 0, err
	}
	for after := tracking.FeedMessageID(0); ; {
		ids, err := f.Store.FeedParkedFor(ctx, strings.TrimSpace(place), after, 100)
		if err != nil || len(ids) == 0 {
			return stays, messages, err
		}
		for _, id := range ids {
			after = id
			switch m, err := f.Again(ctx, actor, id, nil); {
			case err == nil:
				messages++
			case tracking.KindOf(err) == tracking.Unavailable || ctx.Err() != nil:
				return stays, messages, err
			case tracking.KindOf(err) == tracking.Internal: // the message stays parked, and says that the log says more
				f.Log.ErrorContext(ctx, "apply a message that waited for a place", "message", id, "event", m.Event, "err", err)
			}
		}
	}
}

// Forget deletes settled messages of an age, every hour, for as long as ctx lasts.
func (f *Feed) Forget(ctx context.Context, keep time.Duration) {
	tick := time.NewTicker(time.Hour)
	defer tick.Stop()
	for {
		for {
			n, err := f.Service.ForgetMessages(ctx, f.Now().Add(-keep))
			if err != nil && ctx.Err() == nil {
				f.Log.ErrorContext(ctx, "delete old messages of the feed", "err", err)
			}
			if err != nil || n == 0 {
				break
			}
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}
