package store

import (
	"context"
	"strings"
	"time"

	"casenotes/tracking"
)

// withoutText are the columns of a message besides what it says.
const withoutText = "id, sender_id, control, digest, event, sent_at, received_at, state, code, spot, reason, notes, place, patient_id, tries, settled_at, settled_by"

func (t *tx) FeedSender(application, facility string) (tracking.FeedSender, bool, error) {
	return one[tracking.FeedSender](t.db.Where("application = ? AND facility = ?", application, facility))
}

func (t *tx) FeedSenders() (list []tracking.FeedSender, err error) {
	return list, t.db.Order("id").Find(&list).Error
}

func (t *tx) AddFeedSender(s tracking.FeedSender) error { return t.db.Create(&s).Error }

const sameNumber = 10 // messages that tell whether a number is in use: the newest

// FeedMessagesLike reads index feed_messages_once. Messages without a number are told apart by what they say alone: there may be any
// number of them.
func (t *tx) FeedMessagesLike(messages []tracking.FeedMessage) (list []tracking.FeedMessage, err error) {
	var reads []string
	var args []any
	for _, m := range messages {
		reads, args = append(reads, "SELECT id FROM feed_messages WHERE sender_id = ? AND control = ? AND digest = ?"), append(args, m.SenderID, m.Control, m.Digest)
		if m.Control != "" {
			reads = append(reads, "SELECT id FROM (SELECT id FROM feed_messages WHERE sender_id = ? AND control = ? ORDER BY id DESC LIMIT ?) newest")
			args = append(args, m.SenderID, m.Control, sameNumber)
		}
	}
	var ids []tracking.FeedMessageID
	if err := t.db.Raw(strings.Join(reads, " UNION "), args...).Scan(&ids).Error; err != nil || len(ids) == 0 {
		return nil, err
	}
	return list, t.db.Select(withoutText).Where("id IN ?", ids).Order("id").Find(&list).Error
}

func (t *tx) AddFeedMessages(rows []tracking.FeedMessage) error {
	if len(rows) == 0 {
		return nil
	}
	return t.db.Create(&rows).Error
}

func (t *tx) LockFeedMessage(id tracking.FeedMessageID) (tracking.FeedMessage, bool, error) {
	return one[tracking.FeedMessage](t.db.Clauses(forUpdate).Where("id = ?", id))
}

func (t *tx) UpdateFeedMessage(m tracking.FeedMessage) error {
	return change{table: "feed_messages", columns: []string{"state", "code", "spot", "reason", "notes", "place", "patient_id", "tries", "settled_at", "settled_by", "raw", "corrected"},
		ids: []any{m.ID}, values: [][]any{{m.State, m.Code, m.Spot, m.Reason, m.Notes, m.Place, m.PatientID, m.Tries, m.SettledAt, m.SettledBy, m.Raw, m.Corrected}}}.run(t.db)
}

// ForgetFeedMessages reads index feed_messages_in_state.
func (t *tx) ForgetFeedMessages(before time.Time, limit int) (n int, err error) {
	for _, state := range []tracking.FeedState{tracking.FeedApplied, tracking.FeedIgnored, tracking.FeedSetAside} {
		var ids []tracking.FeedMessageID
		err := t.db.Raw("SELECT id FROM feed_messages WHERE state = ? AND received_at < ? ORDER BY received_at LIMIT ?", state, before, limit-n).Scan(&ids).Error
		if err != nil {
			return n, err
		}
		if len(ids) == 0 {
			continue
		}
		if err := t.db.Exec("DELETE FROM feed_messages WHERE id IN ?", ids).Error; err != nil {
			return n, err
		}
		if n += len(ids); n >= limit {
			break
		}
	}
	return n, nil
}

func (t *tx) LockFeedPlace(place string) (tracking.FeedPlace, bool, error) {
	return one[tracking.FeedPlace](t.db.Clauses(forUpdate).Where("place = ?", place))
}

func (t *tx) AddFeedPlace(p tracking.FeedPlace) error { return t.db.Create(&p).Error }

func (t *tx) UpdateFeedPlace(p tracking.FeedPlace) error {
	return t.db.Exec("UPDATE feed_places SET location_id = ?, times = ?, last_at = ?, mapped_by = ?, mapped_at = ? WHERE place = ?",
		p.LocationID, p.Times, p.LastAt, p.MappedBy, p.MappedAt, p.Place).Error
}

// FeedLocation is the location that a place of the feed is; nil while nobody has said. It reads the primary keys.
func (s *Store) FeedLocation(ctx context.Context, place string) (*tracking.Location, error) {
	var list []tracking.Location
	err := s.db(ctx).Raw("SELECT l.* FROM feed_places p JOIN locations l ON l.id = p.location_id WHERE p.place = ?", place).Scan(&list).Error
	if err != nil || len(list) == 0 {
		return nil, translate(err)
	}
	return &list[0], nil
}

// FeedStanding is a sender and how it does.
type FeedStanding struct {
	tracking.FeedSender
	Last   *tracking.FeedMessage // the last message; nil where all are deleted
	Hour   int                   // messages of the last hour
	Parked int                   // that wait for a person
}

// FeedStandings are all senders, by name. It reads indexes feed_messages_of_sender and feed_messages_in_state.
func (s *Store) FeedStandings(ctx context.Context, now time.Time) ([]FeedStanding, error) {
	db := s.db(ctx)
	var senders []tracking.FeedSender
	if err := db.Order("application, facility").Find(&senders).Error; err != nil {
		return nil, translate(err)
	}
	var counts []struct {
		SenderID tracking.FeedSenderID
		N        int
	}
	if err := db.Raw("SELECT sender_id, COUNT(*) AS n FROM feed_messages WHERE state = 'parked' GROUP BY sender_id").Scan(&counts).Error; err != nil {
		return nil, translate(err)
	}
	list := make([]FeedStanding, len(senders))
	for i, sender := range senders {
		list[i].FeedSender = sender
		last, found, err := one[tracking.FeedMessage](db.Select(withoutText).Where("sender_id = ?", sender.ID).Order("received_at DESC, id DESC"))
		if err != nil {
			return nil, translate(err)
		}
		if found {
			list[i].Last = &last
		}
		if err := db.Raw("SELECT COUNT(*) FROM feed_messages WHERE sender_id = ? AND received_at > ?", sender.ID, now.Add(-time.Hour)).Scan(&list[i].Hour).Error; err != nil {
			return nil, translate(err)
		}
		for _, c := range counts {
			if c.SenderID == sender.ID {
				list[i].Parked = c.N
			}
		}
	}
	return list, nil
}

// FeedList says which messages of the feed are listed: those in a state, the newest first, after one of them.
type FeedList struct {
	State tracking.FeedState
	After tracking.FeedMessageID
	Place string // only those that name a place that no map knows; empty for all
	Limit int
}

// FeedMessages lists messages without their texts. It reads index feed_messages_in_state.
func (s *Store) FeedMessages(ctx context.Context, q FeedList) (list []tracking.FeedMessage, err error) {
	db := s.db(ctx).Select(withoutText).Where("state = ?", q.State)
	if q.After != 0 {
		var from []time.Time
		if err := s.db(ctx).Raw("SELECT received_at FROM feed_messages WHERE id = ?", q.After).Scan(&from).Error; err != nil {
			return nil, translate(err)
		}
		if len(from) > 0 {
			db = db.Where("(received_at < ? OR received_at = ? AND id < ?)", from[0], from[0], q.After)
		}
	}
	if q.Place != "" {
		db = db.Where("place = ?", q.Place)
	}
	return list, translate(db.Order("received_at DESC, id DESC").Limit(q.Limit).Find(&list).Error)
}

// FeedMessage is one message with its text.
func (s *Store) FeedMessage(ctx context.Context, id tracking.FeedMessageID) (tracking.FeedMessage, bool, error) {
	m, found, err := one[tracking.FeedMessage](s.db(ctx).Where("id = ?", id))
	return m, found, translate(err)
}

// FeedParkedFor are the messages that wait for a place to be mapped, in the order in which they came. It reads index
// feed_messages_in_state.
func (s *Store) FeedParkedFor(ctx context.Context, place string, after tracking.FeedMessageID, limit int) (ids []tracking.FeedMessageID, err error) {
	return ids, translate(s.db(ctx).Raw("SELECT id FROM feed_messages WHERE state = 'parked' AND place = ? AND code = ? AND id > ? ORDER BY id LIMIT ?",
		place, tracking.FeedPlaceUnmapped, after, limit).Scan(&ids).Error)
}

// FeedPlaces are the places that messages name: those that no map knows first, the most often named first.
func (s *Store) FeedPlaces(ctx context.Context) (list []tracking.FeedPlace, err error) {
	return list, translate(s.db(ctx).Order("CASE WHEN location_id IS NULL THEN 0 ELSE 1 END, times DESC, place").Limit(2000).Find(&list).Error)
}
