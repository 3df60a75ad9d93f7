-- Every message of the feed, once: a row is written by the transaction that applies the message, or by the one that parks it. raw is the
-- message as it came, and corrected what a person made of it; neither is kept of messages that are not for us.
-- +goose Up
CREATE TABLE IF NOT EXISTS feed_messages (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    sender_id INTEGER NOT NULL,
    control VARCHAR(199) NOT NULL,
    digest VARCHAR(64) NOT NULL,
    event VARCHAR(20) NOT NULL,
    sent_at DATETIME NULL,
    received_at DATETIME NOT NULL,
    state VARCHAR(12) NOT NULL,
    code VARCHAR(40) NOT NULL DEFAULT '',
    spot VARCHAR(20) NOT NULL DEFAULT '',
    reason VARCHAR(500) NOT NULL DEFAULT '',
    notes VARCHAR(1000) NOT NULL DEFAULT '',
    place VARCHAR(80) NOT NULL DEFAULT '',
    patient_id INTEGER NULL,
    tries INTEGER NOT NULL DEFAULT 1,
    settled_at DATETIME NULL,
    settled_by VARCHAR(60) NOT NULL DEFAULT '',
    raw BLOB NULL,
    corrected BLOB NULL,
    CONSTRAINT feed_messages_sender FOREIGN KEY (sender_id) REFERENCES feed_senders (id),
    CONSTRAINT feed_messages_state_known CHECK (state IN ('applied', 'ignored', 'parked', 'set_aside')),
    CONSTRAINT feed_messages_once UNIQUE (sender_id, control, digest)
);
CREATE INDEX IF NOT EXISTS feed_messages_of_sender ON feed_messages (sender_id, received_at);
CREATE INDEX IF NOT EXISTS feed_messages_in_state ON feed_messages (state, received_at);
