package store_test

import (
	"strings"
	"testing"
	"time"

	"casenotes/tracking"
	"casenotes/tracking/store"
	"casenotes/tracking/trackingtest"
)

// seedFeed adds months of messages of four senders, the last of which does not number them, one in a hundred of which waits for a person,
// and the places that they name.
func seedFeed(t *testing.T, h *trackingtest.Hospital) {
	t.Helper()
	pool, err := h.Store.Pool()
	must(t, err)
	for _, statement := range []string{
		`INSERT INTO feed_senders (id, application, facility, first_at) SELECT seq, CONCAT('PAS', seq), 'R0A', @then FROM seq_1_to_4`,
		`INSERT INTO feed_messages (id, sender_id, control, digest, event, received_at, state, code, place)
			SELECT seq, 1 + seq % 4, IF(seq % 4 = 3, '', seq), MD5(seq), 'ADT A01', @then - INTERVAL 20000 - seq MINUTE, IF(seq % 100 = 0, 'parked', IF(seq % 5 = 0, 'ignored', 'applied')),
				IF(seq % 100 = 0, 'place_unmapped', ''), IF(seq % 100 = 0, 'R0A/W9', '') FROM seq_1_to_20000`,
		`INSERT INTO feed_places (place, location_id, times, first_at, last_at) SELECT CONCAT('R0A/W', seq), IF(seq % 10, @home, NULL), seq, @then, @then FROM seq_1_to_500`,
		`ANALYZE TABLE feed_senders, feed_messages, feed_places`,
	} {
		statement = strings.NewReplacer("@then", "TIMESTAMP'"+h.Clock.Now().Format("2006-01-02 15:04:05")+"'", "@home", "(SELECT MIN(id) FROM locations)").Replace(statement)
		if _, err := pool.ExecContext(t.Context(), statement); err != nil {
			t.Fatalf("%v in %s", err, statement)
		}
	}
}

func TestTheReadsOfTheFeedUseTheirIndexes(t *testing.T) {
	h := trackingtest.Open(t, trackingtest.MySQL(t))
	seedFeed(t, h)
	pool, err := h.Store.Pool()
	must(t, err)
	pool.SetMaxOpenConns(1)
	ctx, now := t.Context(), h.Clock.Now()
	inTx := func(do func(tx tracking.Tx) error) func() error {
		return func() error { return h.Store.Write(ctx, do) }
	}
	for _, read := range []struct {
		name, keys string
		do         func() error
	}{
		{"whether a message is known", "feed_messages_once", inTx(func(tx tracking.Tx) error {
			known, err := tx.FeedMessagesLike([]tracking.FeedMessage{{SenderID: 1, Control: "44"}, {SenderID: 2, Control: "20042"}, {SenderID: 4, Digest: "fresh"}})
			if len(known) != 1 {
				t.Errorf("%d messages are read", len(known))
			}
			return err
		})},
		{"who sends", "feed_senders_name", inTx(func(tx tracking.Tx) error { _, _, err := tx.FeedSender("PAS2", "R0A"); return err })},
		{"where a place is", "PRIMARY", func() error { _, err := h.Store.FeedLocation(ctx, "R0A/W42"); return err }},
		{"messages to look at", "feed_messages_in_state PRIMARY", func() error {
			_, err := h.Store.FeedMessages(ctx, store.FeedList{State: tracking.FeedParked, After: 10_000, Limit: 50})
			return err
		}},
		{"what waits for a place", "feed_messages_in_state PRIMARY", func() error { _, err := h.Store.FeedParkedFor(ctx, "R0A/W9", 10, 50); return err }},
		{"what is old", "feed_messages_in_state PRIMARY", inTx(func(tx tracking.Tx) error { _, err := tx.ForgetFeedMessages(now.Add(-330*time.Hour), 50); return err })},
	} {
		t.Run(read.name, func(t *testing.T) { wantPlan(t, pool, read.keys, read.do) })
	}
}
