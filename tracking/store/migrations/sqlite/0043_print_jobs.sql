-- What was asked to be printed and what became of it. The id is the client's, so that asking twice prints once; what is drawn is not kept.
-- +goose Up
CREATE TABLE IF NOT EXISTS print_jobs (
    id VARCHAR(36) NOT NULL,
    printer_id INTEGER NULL,
    state VARCHAR(16) NOT NULL,
    title VARCHAR(100) NOT NULL,
    kind VARCHAR(16) NOT NULL DEFAULT '',
    stock VARCHAR(40) NOT NULL DEFAULT '',
    start_at INT NOT NULL DEFAULT 1,
    reason VARCHAR(200) NOT NULL DEFAULT '',
    labels INT NOT NULL,
    tries INT NOT NULL DEFAULT 0,
    next_at DATETIME NULL,
    sender VARCHAR(36) NOT NULL DEFAULT '',
    problem VARCHAR(300) NOT NULL DEFAULT '',
    again_of VARCHAR(36) NULL,
    fingerprint VARCHAR(32) NOT NULL,
    actor VARCHAR(60) NOT NULL,
    created_at DATETIME NOT NULL,
    asked_at DATETIME NULL,
    sent_at DATETIME NULL,
    ended_at DATETIME NULL,
    ended_by VARCHAR(60) NOT NULL DEFAULT '',
    version BIGINT NOT NULL DEFAULT 1,
    PRIMARY KEY (id),
    CONSTRAINT print_jobs_printer FOREIGN KEY (printer_id) REFERENCES printers (id),
    CONSTRAINT print_jobs_again_of FOREIGN KEY (again_of) REFERENCES print_jobs (id),
    CONSTRAINT print_jobs_state_known CHECK (state IN ('prepared', 'waiting', 'sending', 'sent', 'unsure', 'done', 'failed', 'cancelled')),
    CONSTRAINT print_jobs_asked_of_a_printer CHECK (state IN ('prepared', 'cancelled') OR printer_id IS NOT NULL)
);
CREATE INDEX IF NOT EXISTS print_jobs_due ON print_jobs (state, next_at);
CREATE INDEX IF NOT EXISTS print_jobs_newest ON print_jobs (created_at, id);
CREATE INDEX IF NOT EXISTS print_jobs_in_state ON print_jobs (state, created_at, id);
CREATE INDEX IF NOT EXISTS print_jobs_on ON print_jobs (printer_id, created_at);
CREATE INDEX IF NOT EXISTS print_jobs_again ON print_jobs (again_of);
