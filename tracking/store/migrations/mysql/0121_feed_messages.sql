-- Every message of the feed, once: a row is written by the transaction that applies the message, or by the one that parks it. raw is the
-- message as it came, and corrected what a person made of it; neither is kept of messages that are not for us.
-- +goose Up
CREATE TABLE IF NOT EXISTS feed_messages (
    id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    sender_id BIGINT UNSIGNED NOT NULL,
    control VARCHAR(199) NOT NULL,
    digest VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    event VARCHAR(20) NOT NULL,
    sent_at DATETIME(3) NULL,
    received_at DATETIME(3) NOT NULL,
    state VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    code VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
    spot VARCHAR(20) NOT NULL DEFAULT '',
    reason VARCHAR(500) NOT NULL DEFAULT '',
    notes VARCHAR(1000) NOT NULL DEFAULT '',
    place VARCHAR(80) NOT NULL DEFAULT '',
    patient_id BIGINT UNSIGNED NULL,
    tries INT NOT NULL DEFAULT 1,
    settled_at DATETIME(3) NULL,
    settled_by VARCHAR(60) NOT NULL DEFAULT '',
    raw MEDIUMBLOB NULL,
    corrected MEDIUMBLOB NULL,
    CONSTRAINT feed_messages_sender FOREIGN KEY (sender_id) REFERENCES feed_senders (id),
    CONSTRAINT feed_messages_state_known CHECK (state IN ('applied', 'ignored', 'parked', 'set_aside')),
    UNIQUE KEY feed_messages_once (sender_id, control, digest),
    KEY feed_messages_of_sender (sender_id, received_at),
    KEY feed_messages_in_state (state, received_at)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
