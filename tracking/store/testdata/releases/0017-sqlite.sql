-- The first release: its schema, and a few rows of the small hospital of the tests.
PRAGMA foreign_keys = OFF;
CREATE TABLE alerts (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    kind VARCHAR(16) NOT NULL,
    subject VARCHAR(64) NOT NULL,
    folder_id INTEGER NULL,
    location_id INTEGER NULL,
    text VARCHAR(500) NOT NULL,
    open BOOLEAN NULL,
    opened_at DATETIME NOT NULL,
    acknowledged_at DATETIME NULL,
    acknowledged_by VARCHAR(60) NOT NULL DEFAULT '',
    closed_at DATETIME NULL,
    closed_why VARCHAR(200) NOT NULL DEFAULT '',
    changed_at DATETIME NOT NULL,
    version BIGINT NOT NULL DEFAULT 1,
    CONSTRAINT alerts_folder FOREIGN KEY (folder_id) REFERENCES folders (id),
    CONSTRAINT alerts_location FOREIGN KEY (location_id) REFERENCES locations (id),
    CONSTRAINT alerts_open_or_null CHECK (open IS NULL OR open = TRUE)
);
INSERT INTO "alerts" VALUES(1,'missing','folder:3',3,1,'F0000 0003A is missing.',1,'2026-11-23 09:03:00+00:00',NULL,'',NULL,'','2026-11-23 09:03:00+00:00',1);
INSERT INTO "alerts" VALUES(2,'overdue','folder:2',2,1,'F0000 0002C is overdue at Main library.',1,'2026-12-14 09:03:00+00:00',NULL,'',NULL,'','2026-12-14 09:03:00+00:00',1);
INSERT INTO "alerts" VALUES(3,'in_transit','folder:2',2,1,'F0000 0002C left Main library for Ward 7 and has not arrived.',1,'2026-12-14 09:03:00+00:00',NULL,'',NULL,'','2026-12-14 09:03:00+00:00',1);
INSERT INTO "alerts" VALUES(4,'overdue','folder:1',1,4,'F0000 0001E is overdue at Clinic B.',1,'2026-12-14 09:03:00+00:00',NULL,'',NULL,'','2026-12-14 09:03:00+00:00',1);
CREATE TABLE audit (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at DATETIME NOT NULL,
    actor VARCHAR(60) NOT NULL,
    role VARCHAR(16) NOT NULL,
    via VARCHAR(16) NOT NULL,
    action VARCHAR(40) NOT NULL,
    folder_id INTEGER NULL,
    patient_id INTEGER NULL,
    location_id INTEGER NULL,
    detail VARCHAR(500) NOT NULL DEFAULT ''
);
INSERT INTO "audit" VALUES(1,'2026-11-23 09:00:00+00:00','alex','admin','test','location.add',NULL,NULL,1,'Main library');
INSERT INTO "audit" VALUES(2,'2026-11-23 09:00:00+00:00','alex','admin','test','location.add',NULL,NULL,2,'Shelf 14');
INSERT INTO "audit" VALUES(3,'2026-11-23 09:00:00+00:00','alex','admin','test','location.add',NULL,NULL,3,'South library');
INSERT INTO "audit" VALUES(4,'2026-11-23 09:00:00+00:00','alex','admin','test','location.add',NULL,NULL,4,'Clinic B');
INSERT INTO "audit" VALUES(5,'2026-11-23 09:00:00+00:00','alex','admin','test','location.add',NULL,NULL,5,'Clinic C');
INSERT INTO "audit" VALUES(6,'2026-11-23 09:00:00+00:00','alex','admin','test','location.add',NULL,NULL,6,'Ward 7');
INSERT INTO "audit" VALUES(7,'2026-11-23 09:00:00+00:00','alex','admin','test','location.add',NULL,NULL,7,'Cardiology secretaries');
INSERT INTO "audit" VALUES(8,'2026-11-23 09:00:00+00:00','alex','admin','test','location.add',NULL,NULL,8,'Riverside store');
INSERT INTO "audit" VALUES(9,'2026-11-23 09:00:00+00:00','alex','admin','test','location.add',NULL,NULL,9,'Old clinic');
INSERT INTO "audit" VALUES(10,'2026-11-23 09:00:00+00:00','alex','admin','test','location.amend',NULL,NULL,9,'Old clinic');
INSERT INTO "audit" VALUES(11,'2026-11-23 09:00:00+00:00','alex','admin','test','patient.add',NULL,1,NULL,'');
INSERT INTO "audit" VALUES(12,'2026-11-23 09:00:00+00:00','alex','admin','test','patient.add',NULL,2,NULL,'');
INSERT INTO "audit" VALUES(13,'2026-11-23 09:00:00+00:00','alex','admin','test','folder.add',1,1,NULL,'');
INSERT INTO "audit" VALUES(14,'2026-11-23 09:00:00+00:00','alex','admin','test','folder.add',2,2,NULL,'');
INSERT INTO "audit" VALUES(15,'2026-11-23 09:00:00+00:00','alex','admin','test','folder.add',3,2,NULL,'');
INSERT INTO "audit" VALUES(16,'2026-11-23 09:02:00+00:00','pat','porter','test','scan.arrive',1,NULL,4,'');
INSERT INTO "audit" VALUES(17,'2026-11-23 09:03:00+00:00','pat','porter','test','scan.send',2,NULL,1,'');
INSERT INTO "audit" VALUES(18,'2026-11-23 09:03:00+00:00','alex','admin','test','folder.missing',3,2,NULL,'Looked on every shelf.');
INSERT INTO "audit" VALUES(19,'2026-11-23 09:03:00+00:00','alex','admin','test','format.add',NULL,NULL,NULL,'Old label OLD999-99');
INSERT INTO "audit" VALUES(20,'2026-11-23 09:03:00+00:00','alex','admin','test','folder.alias',1,1,NULL,'Older barcode added.');
CREATE TABLE barcodes (
    code VARCHAR(64) NOT NULL,
    folder_id INTEGER NULL,
    location_id INTEGER NULL,
    alias BOOLEAN NOT NULL DEFAULT FALSE,
    created_at DATETIME NOT NULL,
    PRIMARY KEY (code),
    CONSTRAINT barcodes_folder FOREIGN KEY (folder_id) REFERENCES folders (id),
    CONSTRAINT barcodes_location FOREIGN KEY (location_id) REFERENCES locations (id),
    CONSTRAINT barcodes_one_thing CHECK ((folder_id IS NULL) <> (location_id IS NULL))
);
INSERT INTO "barcodes" VALUES('L000001B',NULL,1,0,'2026-11-23 09:00:00+00:00');
INSERT INTO "barcodes" VALUES('L0000029',NULL,2,0,'2026-11-23 09:00:00+00:00');
INSERT INTO "barcodes" VALUES('L0000037',NULL,3,0,'2026-11-23 09:00:00+00:00');
INSERT INTO "barcodes" VALUES('L0000045',NULL,4,0,'2026-11-23 09:00:00+00:00');
INSERT INTO "barcodes" VALUES('L0000053',NULL,5,0,'2026-11-23 09:00:00+00:00');
INSERT INTO "barcodes" VALUES('L0000061',NULL,6,0,'2026-11-23 09:00:00+00:00');
INSERT INTO "barcodes" VALUES('L0000070',NULL,7,0,'2026-11-23 09:00:00+00:00');
INSERT INTO "barcodes" VALUES('L000008Y',NULL,8,0,'2026-11-23 09:00:00+00:00');
INSERT INTO "barcodes" VALUES('L000009W',NULL,9,0,'2026-11-23 09:00:00+00:00');
INSERT INTO "barcodes" VALUES('F00000001E',1,NULL,0,'2026-11-23 09:00:00+00:00');
INSERT INTO "barcodes" VALUES('F00000002C',2,NULL,0,'2026-11-23 09:00:00+00:00');
INSERT INTO "barcodes" VALUES('F00000003A',3,NULL,0,'2026-11-23 09:00:00+00:00');
INSERT INTO "barcodes" VALUES('OLD123-45',1,NULL,1,'2026-11-23 09:03:00+00:00');
CREATE TABLE folders (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    code VARCHAR(64) NOT NULL,
    patient_id INTEGER NOT NULL,
    kind VARCHAR(32) NOT NULL,
    volume INT NOT NULL,
    home_id INTEGER NOT NULL,
    status VARCHAR(16) NOT NULL,
    custody VARCHAR(16) NOT NULL,
    location_id INTEGER NOT NULL,
    to_id INTEGER NULL,
    since DATETIME NOT NULL,
    out_since DATETIME NULL,
    due_at DATETIME NULL,
    last_scan_at DATETIME NULL,
    last_scan_id VARCHAR(36) NULL,
    source VARCHAR(16) NOT NULL,
    confidence VARCHAR(16) NOT NULL,
    hold BOOLEAN NOT NULL DEFAULT FALSE,
    loose_filing BOOLEAN NOT NULL DEFAULT FALSE,
    merged_into_id INTEGER NULL,
    stands_for_id INTEGER NULL,
    version BIGINT NOT NULL,
    check_at DATETIME NULL,
    created_at DATETIME NOT NULL,
    changed_at DATETIME NOT NULL,
    CONSTRAINT folders_patient FOREIGN KEY (patient_id) REFERENCES patients (id),
    CONSTRAINT folders_home FOREIGN KEY (home_id) REFERENCES locations (id),
    CONSTRAINT folders_location FOREIGN KEY (location_id) REFERENCES locations (id),
    CONSTRAINT folders_to FOREIGN KEY (to_id) REFERENCES locations (id),
    CONSTRAINT folders_merged_into FOREIGN KEY (merged_into_id) REFERENCES folders (id),
    CONSTRAINT folders_stands_for FOREIGN KEY (stands_for_id) REFERENCES folders (id),
    CONSTRAINT folders_status_known CHECK (status IN ('active', 'closed', 'merged', 'destroyed', 'digitised')),
    CONSTRAINT folders_custody_known CHECK (custody IN ('at', 'in_transit', 'missing')),
    CONSTRAINT folders_transit_has_destination CHECK ((custody = 'in_transit') = (to_id IS NOT NULL)),
    CONSTRAINT folders_merged_has_survivor CHECK ((status = 'merged') = (merged_into_id IS NOT NULL)),
    CONSTRAINT folders_volume_positive CHECK (volume >= 1)
);
INSERT INTO "folders" VALUES(1,'F00000001E',1,'main',1,1,'active','at',4,NULL,'2026-11-23 09:02:00+00:00','2026-11-23 09:02:00+00:00','2026-11-25 17:00:00+00:00','2026-11-23 09:02:00+00:00','01a201a9-3177-7507-b025-3a8142043f12','screen','scanned',0,0,NULL,NULL,3,NULL,'2026-11-23 09:00:00+00:00','2026-11-23 09:03:00+00:00');
INSERT INTO "folders" VALUES(2,'F00000002C',2,'main',1,1,'active','in_transit',1,6,'2026-11-23 09:03:00+00:00','2026-11-23 09:03:00+00:00','2026-11-25 17:00:00+00:00','2026-11-23 09:03:00+00:00','01a201a9-3178-7be8-a20e-53a29e841c48','wedge','scanned',0,0,NULL,NULL,2,NULL,'2026-11-23 09:00:00+00:00','2026-11-23 09:03:00+00:00');
INSERT INTO "folders" VALUES(3,'F00000003A',2,'main',2,1,'active','missing',1,NULL,'2026-11-23 09:03:00+00:00',NULL,NULL,NULL,NULL,'screen','keyed',0,0,NULL,NULL,2,NULL,'2026-11-23 09:00:00+00:00','2026-11-23 09:03:00+00:00');
CREATE TABLE formats (
    name VARCHAR(60) NOT NULL,
    kind VARCHAR(16) NOT NULL,
    shape VARCHAR(32) NOT NULL,
    rule VARCHAR(16) NOT NULL DEFAULT '',
    PRIMARY KEY (name)
);
INSERT INTO "formats" VALUES('Old label','folder','OLD999-99','');
CREATE TABLE goose_db_version (
		id INTEGER PRIMARY KEY AUTOINCREMENT,
		version_id INTEGER NOT NULL,
		is_applied INTEGER NOT NULL,
		tstamp TIMESTAMP DEFAULT (datetime('now'))
	);
INSERT INTO "goose_db_version" VALUES(1,0,1,'2026-11-22 05:09:55');
INSERT INTO "goose_db_version" VALUES(2,1,1,'2026-11-22 05:09:55');
INSERT INTO "goose_db_version" VALUES(3,2,1,'2026-11-22 05:09:55');
INSERT INTO "goose_db_version" VALUES(4,3,1,'2026-11-22 05:09:55');
INSERT INTO "goose_db_version" VALUES(5,4,1,'2026-11-22 05:09:55');
INSERT INTO "goose_db_version" VALUES(6,5,1,'2026-11-22 05:09:55');
INSERT INTO "goose_db_version" VALUES(7,6,1,'2026-11-22 05:09:55');
INSERT INTO "goose_db_version" VALUES(8,7,1,'2026-11-22 05:09:55');
INSERT INTO "goose_db_version" VALUES(9,8,1,'2026-11-22 05:09:55');
INSERT INTO "goose_db_version" VALUES(10,9,1,'2026-11-22 05:09:55');
INSERT INTO "goose_db_version" VALUES(11,10,1,'2026-11-22 05:09:55');
INSERT INTO "goose_db_version" VALUES(12,11,1,'2026-11-22 05:09:55');
INSERT INTO "goose_db_version" VALUES(13,12,1,'2026-11-22 05:09:55');
INSERT INTO "goose_db_version" VALUES(14,13,1,'2026-11-22 05:09:55');
INSERT INTO "goose_db_version" VALUES(15,14,1,'2026-11-22 05:09:55');
INSERT INTO "goose_db_version" VALUES(16,15,1,'2026-11-22 05:09:55');
INSERT INTO "goose_db_version" VALUES(17,16,1,'2026-11-22 05:09:55');
INSERT INTO "goose_db_version" VALUES(18,17,1,'2026-11-22 05:09:55');
CREATE TABLE jobs (
    name VARCHAR(32) NOT NULL,
    holder VARCHAR(64) NOT NULL,
    leased_until DATETIME NOT NULL,
    PRIMARY KEY (name)
);
CREATE TABLE locations (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    code VARCHAR(64) NOT NULL,
    name VARCHAR(100) NOT NULL,
    kind VARCHAR(32) NOT NULL,
    parent_id INTEGER NULL,
    path VARCHAR(255) NOT NULL DEFAULT '',
    site VARCHAR(100) NOT NULL DEFAULT '',
    phone VARCHAR(40) NOT NULL DEFAULT '',
    email VARCHAR(200) NOT NULL DEFAULT '',
    loan_days INT NULL,
    gln VARCHAR(13) NOT NULL DEFAULT '',
    filing VARCHAR(32) NOT NULL DEFAULT '',
    retired_at DATETIME NULL,
    version BIGINT NOT NULL DEFAULT 1,
    created_at DATETIME NOT NULL,
    changed_at DATETIME NOT NULL,
    CONSTRAINT locations_parent FOREIGN KEY (parent_id) REFERENCES locations (id)
);
INSERT INTO "locations" VALUES(1,'L000001B','Main library','library',NULL,'/1/','North','','',NULL,'','',NULL,1,'2026-11-23 09:00:00+00:00','2026-11-23 09:00:00+00:00');
INSERT INTO "locations" VALUES(2,'L0000029','Shelf 14','shelf',1,'/1/2/','North','','',NULL,'','',NULL,1,'2026-11-23 09:00:00+00:00','2026-11-23 09:00:00+00:00');
INSERT INTO "locations" VALUES(3,'L0000037','South library','library',NULL,'/3/','South','','',NULL,'','',NULL,1,'2026-11-23 09:00:00+00:00','2026-11-23 09:00:00+00:00');
INSERT INTO "locations" VALUES(4,'L0000045','Clinic B','clinic',NULL,'/4/','North','','',NULL,'','',NULL,1,'2026-11-23 09:00:00+00:00','2026-11-23 09:00:00+00:00');
INSERT INTO "locations" VALUES(5,'L0000053','Clinic C','clinic',NULL,'/5/','North','','',NULL,'','',NULL,1,'2026-11-23 09:00:00+00:00','2026-11-23 09:00:00+00:00');
INSERT INTO "locations" VALUES(6,'L0000061','Ward 7','ward',NULL,'/6/','North','','',NULL,'','',NULL,1,'2026-11-23 09:00:00+00:00','2026-11-23 09:00:00+00:00');
INSERT INTO "locations" VALUES(7,'L0000070','Cardiology secretaries','secretary',NULL,'/7/','North','','',NULL,'','',NULL,1,'2026-11-23 09:00:00+00:00','2026-11-23 09:00:00+00:00');
INSERT INTO "locations" VALUES(8,'L000008Y','Riverside store','off_site',NULL,'/8/','Riverside','','',NULL,'','',NULL,1,'2026-11-23 09:00:00+00:00','2026-11-23 09:00:00+00:00');
INSERT INTO "locations" VALUES(9,'L000009W','Old clinic','clinic',NULL,'/9/','North','','',NULL,'','','2026-11-23 09:00:00+00:00',2,'2026-11-23 09:00:00+00:00','2026-11-23 09:00:00+00:00');
CREATE TABLE movements (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    folder_id INTEGER NOT NULL,
    version BIGINT NOT NULL,
    kind VARCHAR(16) NOT NULL,
    from_id INTEGER NULL,
    custody VARCHAR(16) NOT NULL,
    location_id INTEGER NOT NULL,
    to_id INTEGER NULL,
    since DATETIME NOT NULL,
    out_since DATETIME NULL,
    due_at DATETIME NULL,
    late BOOLEAN NOT NULL DEFAULT FALSE,
    at DATETIME NOT NULL,
    recorded_at DATETIME NOT NULL,
    actor VARCHAR(60) NOT NULL,
    scan_id VARCHAR(36) NULL,
    source VARCHAR(16) NOT NULL,
    confidence VARCHAR(16) NOT NULL,
    note VARCHAR(500) NOT NULL DEFAULT '',
    corrects_id INTEGER NULL,
    CONSTRAINT movements_folder FOREIGN KEY (folder_id) REFERENCES folders (id),
    CONSTRAINT movements_location FOREIGN KEY (location_id) REFERENCES locations (id),
    CONSTRAINT movements_transit_has_destination CHECK ((custody = 'in_transit') = (to_id IS NOT NULL))
);
INSERT INTO "movements" VALUES(1,1,1,'created',NULL,'at',1,NULL,'2026-11-23 09:00:00+00:00',NULL,NULL,0,'2026-11-23 09:00:00+00:00','2026-11-23 09:00:00+00:00','alex',NULL,'screen','keyed','',NULL);
INSERT INTO "movements" VALUES(2,2,1,'created',NULL,'at',1,NULL,'2026-11-23 09:00:00+00:00',NULL,NULL,0,'2026-11-23 09:00:00+00:00','2026-11-23 09:00:00+00:00','alex',NULL,'screen','keyed','',NULL);
INSERT INTO "movements" VALUES(3,3,1,'created',NULL,'at',1,NULL,'2026-11-23 09:00:00+00:00',NULL,NULL,0,'2026-11-23 09:00:00+00:00','2026-11-23 09:00:00+00:00','alex',NULL,'screen','keyed','',NULL);
INSERT INTO "movements" VALUES(4,1,2,'arrived',1,'at',4,NULL,'2026-11-23 09:02:00+00:00','2026-11-23 09:02:00+00:00','2026-11-25 17:00:00+00:00',0,'2026-11-23 09:02:00+00:00','2026-11-23 09:02:00+00:00','pat','01a201a9-3177-7507-b025-3a8142043f12','wedge','scanned','',NULL);
INSERT INTO "movements" VALUES(5,2,2,'sent',1,'in_transit',1,6,'2026-11-23 09:03:00+00:00','2026-11-23 09:03:00+00:00','2026-11-25 17:00:00+00:00',0,'2026-11-23 09:03:00+00:00','2026-11-23 09:03:00+00:00','pat','01a201a9-3178-7be8-a20e-53a29e841c48','wedge','scanned','',NULL);
INSERT INTO "movements" VALUES(6,3,2,'missing',1,'missing',1,NULL,'2026-11-23 09:03:00+00:00',NULL,NULL,0,'2026-11-23 09:03:00+00:00','2026-11-23 09:03:00+00:00','alex',NULL,'screen','keyed','Looked on every shelf.',NULL);
INSERT INTO "movements" VALUES(7,1,3,'amended',4,'at',4,NULL,'2026-11-23 09:02:00+00:00','2026-11-23 09:02:00+00:00','2026-11-25 17:00:00+00:00',0,'2026-11-23 09:03:00+00:00','2026-11-23 09:03:00+00:00','alex',NULL,'screen','scanned','Older barcode added.',NULL);
CREATE TABLE numbers (
    kind VARCHAR(16) NOT NULL,
    next_number BIGINT NOT NULL,
    PRIMARY KEY (kind)
);
INSERT INTO "numbers" VALUES('location',10);
INSERT INTO "numbers" VALUES('folder',4);
CREATE TABLE patient_numbers (
    type VARCHAR(16) NOT NULL,
    number VARCHAR(32) NOT NULL,
    patient_id INTEGER NOT NULL,
    current BOOLEAN NOT NULL DEFAULT TRUE,
    PRIMARY KEY (type, number),
    CONSTRAINT patient_numbers_patient FOREIGN KEY (patient_id) REFERENCES patients (id)
);
INSERT INTO "patient_numbers" VALUES('hospital','H1001',1,1);
INSERT INTO "patient_numbers" VALUES('hospital','H1002',2,1);
CREATE TABLE patients (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    number VARCHAR(32) NOT NULL,
    nhs_number VARCHAR(10) NOT NULL DEFAULT '',
    family_name VARCHAR(200) NOT NULL,
    given_name VARCHAR(200) NOT NULL DEFAULT '',
    family_key VARCHAR(200) NOT NULL DEFAULT '',
    given_key VARCHAR(200) NOT NULL DEFAULT '',
    born DATE NULL,
    sex VARCHAR(1) NOT NULL DEFAULT '',
    died_on DATE NULL,
    inpatient_id INTEGER NULL,
    namesake BOOLEAN NOT NULL DEFAULT FALSE,
    merged_into_id INTEGER NULL,
    version BIGINT NOT NULL DEFAULT 1,
    created_at DATETIME NOT NULL,
    changed_at DATETIME NOT NULL,
    CONSTRAINT patients_inpatient FOREIGN KEY (inpatient_id) REFERENCES locations (id),
    CONSTRAINT patients_merged_into FOREIGN KEY (merged_into_id) REFERENCES patients (id)
);
INSERT INTO "patients" VALUES(1,'H1001','','Okafor','Ngozi','OKAFOR','NGOZI','1980-03-03 00:00:00+00:00','',NULL,NULL,0,NULL,1,'2026-11-23 09:00:00+00:00','2026-11-23 09:00:00+00:00');
INSERT INTO "patients" VALUES(2,'H1002','','O''Brien','Seán','OBRIEN','SEAN','1980-03-03 00:00:00+00:00','',NULL,NULL,0,NULL,1,'2026-11-23 09:00:00+00:00','2026-11-23 09:00:00+00:00');
CREATE TABLE quarantined_scans (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    scan_id VARCHAR(64) NOT NULL DEFAULT '',
    device VARCHAR(64) NOT NULL DEFAULT '',
    actor VARCHAR(60) NOT NULL,
    reason VARCHAR(200) NOT NULL,
    raw VARCHAR(4000) NOT NULL DEFAULT '',
    received_at DATETIME NOT NULL
);
CREATE TABLE replies (
    actor VARCHAR(60) NOT NULL,
    reply_key VARCHAR(64) NOT NULL,
    fingerprint VARCHAR(64) NOT NULL,
    status INT NOT NULL DEFAULT 0,
    content_type VARCHAR(100) NOT NULL DEFAULT '',
    body BLOB NULL,
    created_at DATETIME NOT NULL,
    PRIMARY KEY (actor, reply_key)
);
CREATE TABLE scans (
    id VARCHAR(36) NOT NULL,
    device VARCHAR(64) NOT NULL DEFAULT '',
    seq BIGINT NULL,
    code VARCHAR(64) NOT NULL DEFAULT '',
    location_code VARCHAR(64) NOT NULL DEFAULT '',
    to_code VARCHAR(64) NOT NULL DEFAULT '',
    action VARCHAR(16) NOT NULL,
    undoes VARCHAR(36) NOT NULL DEFAULT '',
    at DATETIME NOT NULL,
    source VARCHAR(16) NOT NULL,
    claimed_at DATETIME NOT NULL,
    received_at DATETIME NOT NULL,
    actor VARCHAR(60) NOT NULL,
    reading_kind VARCHAR(16) NOT NULL,
    length INT NOT NULL DEFAULT 0,
    symbology VARCHAR(8) NOT NULL DEFAULT '',
    fingerprint VARCHAR(32) NOT NULL,
    folder_id INTEGER NULL,
    location_id INTEGER NULL,
    outcome VARCHAR(16) NOT NULL,
    class VARCHAR(16) NOT NULL,
    message VARCHAR(500) NOT NULL,
    why VARCHAR(500) NOT NULL,
    notices VARCHAR(2000) NOT NULL DEFAULT '',
    PRIMARY KEY (id)
);
INSERT INTO "scans" VALUES('01a201a9-3177-7507-b025-3a8142043f12','trolley-7',NULL,'F00000001E','L0000045','','arrive','','2026-11-23 09:02:00+00:00','wedge','2026-11-23 09:02:00+00:00','2026-11-23 09:02:00+00:00','pat','folder',10,'','9d7f3e797914e38749f4cea9ae12e8d1',1,4,'applied','done','F0000 0001E is now at Clinic B.','It was recorded at Main library and moved without being sent.','');
INSERT INTO "scans" VALUES('01a201a9-3178-7be8-a20e-53a29e841c48','trolley-7',NULL,'F00000002C','L000001B','L0000061','send','','2026-11-23 09:03:00+00:00','wedge','2026-11-23 09:03:00+00:00','2026-11-23 09:03:00+00:00','pat','folder',10,'','cfaf324646c0d4e079a9918e5fc79411',2,1,'applied','done','F0000 0002C is on its way to Ward 7.','Sent from Main library.','');
CREATE TABLE sign_ins (
    token VARCHAR(64) NOT NULL,
    data BLOB NOT NULL,
    expires_at DATETIME NOT NULL,
    PRIMARY KEY (token)
);
CREATE TABLE tokens (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name VARCHAR(40) NOT NULL,
    role VARCHAR(16) NOT NULL,
    hash VARCHAR(64) NOT NULL,
    revoked_at DATETIME NULL,
    created_at DATETIME NOT NULL
);
CREATE TABLE users (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name VARCHAR(40) NOT NULL,
    role VARCHAR(16) NOT NULL,
    password_hash VARCHAR(200) NOT NULL,
    disabled_at DATETIME NULL,
    created_at DATETIME NOT NULL
);
CREATE UNIQUE INDEX locations_code ON locations (code);
CREATE INDEX locations_parent_name ON locations (parent_id, name);
CREATE INDEX locations_name ON locations (name);
CREATE UNIQUE INDEX patients_number ON patients (number);
CREATE INDEX patients_name ON patients (family_key, given_key, born);
CREATE INDEX patients_born ON patients (born, family_key);
CREATE INDEX patient_numbers_of ON patient_numbers (patient_id);
CREATE UNIQUE INDEX folders_code ON folders (code);
CREATE UNIQUE INDEX folders_volume ON folders (patient_id, kind, volume);
CREATE UNIQUE INDEX folders_stands_for_one ON folders (stands_for_id);
CREATE INDEX folders_here ON folders (location_id, custody, since);
CREATE INDEX folders_coming ON folders (to_id, since);
CREATE INDEX folders_held ON folders (location_id, due_at);
CREATE INDEX folders_away ON folders (home_id, due_at);
CREATE INDEX folders_overdue ON folders (due_at, id, location_id);
CREATE INDEX folders_by_custody ON folders (custody, since);
CREATE INDEX folders_check ON folders (check_at);
CREATE INDEX folders_changed ON folders (changed_at);
CREATE INDEX barcodes_of_folder ON barcodes (folder_id);
CREATE INDEX barcodes_of_location ON barcodes (location_id);
CREATE UNIQUE INDEX formats_shape ON formats (shape);
CREATE UNIQUE INDEX scans_device_seq ON scans (device, seq);
CREATE INDEX scans_of_folder ON scans (folder_id, at);
CREATE UNIQUE INDEX movements_version ON movements (folder_id, version);
CREATE UNIQUE INDEX movements_scan ON movements (scan_id);
CREATE UNIQUE INDEX movements_corrects ON movements (corrects_id);
CREATE INDEX movements_history ON movements (folder_id, at);
CREATE UNIQUE INDEX alerts_one_open ON alerts (kind, subject, open);
CREATE INDEX alerts_of_folder ON alerts (folder_id, open);
CREATE INDEX alerts_open ON alerts (open, kind, opened_at);
CREATE INDEX alerts_at_location ON alerts (location_id, open);
CREATE INDEX alerts_changed ON alerts (changed_at);
CREATE UNIQUE INDEX users_name ON users (name);
CREATE UNIQUE INDEX tokens_name ON tokens (name);
CREATE UNIQUE INDEX tokens_hash ON tokens (hash);
CREATE INDEX sign_ins_expired ON sign_ins (expires_at);
CREATE INDEX audit_of_folder ON audit (folder_id, id);
CREATE INDEX audit_of_patient ON audit (patient_id, id);
CREATE INDEX audit_of_actor ON audit (actor, id);
CREATE INDEX replies_old ON replies (created_at);
