package tracking

import (
	"strings"
	"time"
)

// FeedSenderID is the database's number for a sender of messages.
type FeedSenderID uint64

// FeedMessageID is the database's number for a message.
type FeedMessageID uint64

// FeedSender is a system that sends messages: the patient administration system, a theatre system, an integration engine.
type FeedSender struct {
	ID          FeedSenderID
	Application string
	Facility    string
	FirstAt     time.Time
}

// Name is how people call a sender.
func (s FeedSender) Name() string {
	name := strings.TrimSpace(s.Application + " " + s.Facility)
	if name == "" {
		return "A sender without a name"
	}
	return name
}

// FeedState is what became of a message.
type FeedState string

// The states. A message has one as soon as it is kept: it is applied by the transaction that keeps it.
const (
	FeedApplied  FeedState = "applied"
	FeedIgnored  FeedState = "ignored"   // not for us
	FeedParked   FeedState = "parked"    // something is wrong with it; a person decides
	FeedSetAside FeedState = "set_aside" // a person decided not to apply it
)

// Codes of parked messages that callers compare. Others are those of the refusals of commands.
const (
	FeedNumberReused  = "number_reused"
	FeedPlaceUnmapped = "place_unmapped"
	FeedInternal      = "internal"
)

// FeedMessage is one message of the feed.
type FeedMessage struct {
	ID         FeedMessageID
	SenderID   FeedSenderID
	Control    string // the sender's number of it
	Digest     string // SHA-256 of what came
	Event      string // ADT A01
	SentAt     *time.Time
	ReceivedAt time.Time
	State      FeedState
	Code       string     // why it is parked, for machines
	Spot       string     // and where in the message, where that is known
	Reason     string     // and in words; why it was set aside
	Notes      string     // what was left out of one that was applied
	Place      string     // the place that it names and no map knew
	PatientID  *PatientID // whom it is about; of one that is parked, where its numbers are one patient's
	Tries      int
	SettledAt  *time.Time
	SettledBy  string
	Raw        []byte
	Corrected  []byte
}

// Text is the message to be applied: as a person corrected it, else as it came.
func (m FeedMessage) Text() []byte {
	if len(m.Corrected) > 0 {
		return m.Corrected
	}
	return m.Raw
}

// FeedEffect is what applying a message did.
type FeedEffect struct {
	Known    bool     // its event is one of ours
	Notes    []string // what was left out, for a person to look at
	Unmapped []string // places that no map knows
	Patient  PatientID
	Numbers  []PatientNumber // that it names, to say whom it is about where it could not be applied
}

// FeedPlace is a place as messages name it, and the location that it is here.
type FeedPlace struct {
	Place      string
	LocationID *LocationID // nil while nobody has said
	Times      int64       // how often it was named while nobody had
	FirstAt    time.Time
	LastAt     time.Time
	MappedBy   string
	MappedAt   *time.Time
}

// FeedTx is what a transaction can do with the feed.
type FeedTx interface {
	FeedSender(application, facility string) (FeedSender, bool, error)
	FeedSenders() ([]FeedSender, error)
	AddFeedSender(FeedSender) error
	// FeedMessagesLike are what is kept of the same messages, and the newest others that have their numbers, without texts, oldest first.
	FeedMessagesLike([]FeedMessage) ([]FeedMessage, error)
	AddFeedMessages([]FeedMessage) error
	LockFeedMessage(FeedMessageID) (FeedMessage, bool, error)
	UpdateFeedMessage(FeedMessage) error
	// ForgetFeedMessages deletes some of those that are settled and were received before, and says how many.
	ForgetFeedMessages(before time.Time, limit int) (int, error)

	LockFeedPlace(place string) (FeedPlace, bool, error)
	AddFeedPlace(FeedPlace) error
	UpdateFeedPlace(FeedPlace) error
}

// Refusals of what people do with the feed.
var (
	ErrUnknownMessage = &Error{Kind: NotFound, Code: "unknown_message", Text: "There is no such message. It may have been deleted by its age."}
	ErrMessageSettled = &Error{Kind: Conflict, Code: "message_settled", Text: "This message has been dealt with since. Look at it again."}
	ErrTooManySenders = &Error{Kind: Conflict, Code: "too_many_senders", Text: "Too many senders are known. Let only the hospital's own systems reach this address."}
)

const (
	maxSenders    = 200
	renumberAfter = 24 * time.Hour
)

// judge says what a message is that has the number of one that is known: the same again, another one that was given a number in use,
// or, where a day lies between them, the first of a sender that counts anew.
func (m FeedMessage) judge(known []FeedMessage) (same *FeedMessage, reused bool) {
	for i, k := range known {
		if k.SenderID != m.SenderID || k.Control != m.Control {
			continue
		}
		if k.Digest == m.Digest {
			return &known[i], false
		}
		apart := m.ReceivedAt.Sub(k.ReceivedAt)
		if m.SentAt != nil && k.SentAt != nil {
			apart = m.SentAt.Sub(*k.SentAt).Abs()
		}
		if m.Control != "" && apart < renumberAfter {
			reused = true
		}
	}
	return nil, reused
}
