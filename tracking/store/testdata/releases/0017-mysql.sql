-- The first release: its schema, and a few rows of the small hospital of the tests.
SET FOREIGN_KEY_CHECKS = 0;
CREATE TABLE `alerts` (
  `id` bigint(20) unsigned NOT NULL AUTO_INCREMENT,
  `kind` varchar(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `subject` varchar(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `folder_id` bigint(20) unsigned DEFAULT NULL,
  `location_id` bigint(20) unsigned DEFAULT NULL,
  `text` varchar(500) NOT NULL,
  `open` tinyint(1) DEFAULT NULL,
  `opened_at` datetime(3) NOT NULL,
  `acknowledged_at` datetime(3) DEFAULT NULL,
  `acknowledged_by` varchar(60) NOT NULL DEFAULT '',
  `closed_at` datetime(3) DEFAULT NULL,
  `closed_why` varchar(200) NOT NULL DEFAULT '',
  `changed_at` datetime(3) NOT NULL,
  `version` bigint(20) NOT NULL DEFAULT 1,
  PRIMARY KEY (`id`),
  UNIQUE KEY `alerts_one_open` (`kind`,`subject`,`open`),
  KEY `alerts_of_folder` (`folder_id`,`open`),
  KEY `alerts_open` (`open`,`kind`,`opened_at`),
  KEY `alerts_at_location` (`location_id`,`open`),
  KEY `alerts_changed` (`changed_at`),
  CONSTRAINT `alerts_folder` FOREIGN KEY (`folder_id`) REFERENCES `folders` (`id`),
  CONSTRAINT `alerts_location` FOREIGN KEY (`location_id`) REFERENCES `locations` (`id`),
  CONSTRAINT `alerts_open_or_null` CHECK (`open` is null or `open` = 1)
) ENGINE=InnoDB AUTO_INCREMENT=5 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
INSERT INTO `alerts` (`id`, `kind`, `subject`, `folder_id`, `location_id`, `text`, `open`, `opened_at`, `acknowledged_at`, `acknowledged_by`, `closed_at`, `closed_why`, `changed_at`, `version`) VALUES (1,'missing','folder:3',3,1,'F0000 0003A is missing.',1,'2026-11-23 09:03:00.000',NULL,'',NULL,'','2026-11-23 09:03:00.000',1);
INSERT INTO `alerts` (`id`, `kind`, `subject`, `folder_id`, `location_id`, `text`, `open`, `opened_at`, `acknowledged_at`, `acknowledged_by`, `closed_at`, `closed_why`, `changed_at`, `version`) VALUES (2,'overdue','folder:2',2,1,'F0000 0002C is overdue at Main library.',1,'2026-12-14 09:03:00.000',NULL,'',NULL,'','2026-12-14 09:03:00.000',1);
INSERT INTO `alerts` (`id`, `kind`, `subject`, `folder_id`, `location_id`, `text`, `open`, `opened_at`, `acknowledged_at`, `acknowledged_by`, `closed_at`, `closed_why`, `changed_at`, `version`) VALUES (3,'in_transit','folder:2',2,1,'F0000 0002C left Main library for Ward 7 and has not arrived.',1,'2026-12-14 09:03:00.000',NULL,'',NULL,'','2026-12-14 09:03:00.000',1);
INSERT INTO `alerts` (`id`, `kind`, `subject`, `folder_id`, `location_id`, `text`, `open`, `opened_at`, `acknowledged_at`, `acknowledged_by`, `closed_at`, `closed_why`, `changed_at`, `version`) VALUES (4,'overdue','folder:1',1,4,'F0000 0001E is overdue at Clinic B.',1,'2026-12-14 09:03:00.000',NULL,'',NULL,'','2026-12-14 09:03:00.000',1);
CREATE TABLE `audit` (
  `id` bigint(20) unsigned NOT NULL AUTO_INCREMENT,
  `at` datetime(3) NOT NULL,
  `actor` varchar(60) NOT NULL,
  `role` varchar(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `via` varchar(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `action` varchar(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `folder_id` bigint(20) unsigned DEFAULT NULL,
  `patient_id` bigint(20) unsigned DEFAULT NULL,
  `location_id` bigint(20) unsigned DEFAULT NULL,
  `detail` varchar(500) NOT NULL DEFAULT '',
  PRIMARY KEY (`id`),
  KEY `audit_of_folder` (`folder_id`,`id`),
  KEY `audit_of_patient` (`patient_id`,`id`),
  KEY `audit_of_actor` (`actor`,`id`)
) ENGINE=InnoDB AUTO_INCREMENT=21 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
INSERT INTO `audit` (`id`, `at`, `actor`, `role`, `via`, `action`, `folder_id`, `patient_id`, `location_id`, `detail`) VALUES (1,'2026-11-23 09:00:00.000','alex','admin','test','location.add',NULL,NULL,1,'Main library');
INSERT INTO `audit` (`id`, `at`, `actor`, `role`, `via`, `action`, `folder_id`, `patient_id`, `location_id`, `detail`) VALUES (2,'2026-11-23 09:00:00.000','alex','admin','test','location.add',NULL,NULL,2,'Shelf 14');
INSERT INTO `audit` (`id`, `at`, `actor`, `role`, `via`, `action`, `folder_id`, `patient_id`, `location_id`, `detail`) VALUES (3,'2026-11-23 09:00:00.000','alex','admin','test','location.add',NULL,NULL,3,'South library');
INSERT INTO `audit` (`id`, `at`, `actor`, `role`, `via`, `action`, `folder_id`, `patient_id`, `location_id`, `detail`) VALUES (4,'2026-11-23 09:00:00.000','alex','admin','test','location.add',NULL,NULL,4,'Clinic B');
INSERT INTO `audit` (`id`, `at`, `actor`, `role`, `via`, `action`, `folder_id`, `patient_id`, `location_id`, `detail`) VALUES (5,'2026-11-23 09:00:00.000','alex','admin','test','location.add',NULL,NULL,5,'Clinic C');
INSERT INTO `audit` (`id`, `at`, `actor`, `role`, `via`, `action`, `folder_id`, `patient_id`, `location_id`, `detail`) VALUES (6,'2026-11-23 09:00:00.000','alex','admin','test','location.add',NULL,NULL,6,'Ward 7');
INSERT INTO `audit` (`id`, `at`, `actor`, `role`, `via`, `action`, `folder_id`, `patient_id`, `location_id`, `detail`) VALUES (7,'2026-11-23 09:00:00.000','alex','admin','test','location.add',NULL,NULL,7,'Cardiology secretaries');
INSERT INTO `audit` (`id`, `at`, `actor`, `role`, `via`, `action`, `folder_id`, `patient_id`, `location_id`, `detail`) VALUES (8,'2026-11-23 09:00:00.000','alex','admin','test','location.add',NULL,NULL,8,'Riverside store');
INSERT INTO `audit` (`id`, `at`, `actor`, `role`, `via`, `action`, `folder_id`, `patient_id`, `location_id`, `detail`) VALUES (9,'2026-11-23 09:00:00.000','alex','admin','test','location.add',NULL,NULL,9,'Old clinic');
INSERT INTO `audit` (`id`, `at`, `actor`, `role`, `via`, `action`, `folder_id`, `patient_id`, `location_id`, `detail`) VALUES (10,'2026-11-23 09:00:00.000','alex','admin','test','location.amend',NULL,NULL,9,'Old clinic');
INSERT INTO `audit` (`id`, `at`, `actor`, `role`, `via`, `action`, `folder_id`, `patient_id`, `location_id`, `detail`) VALUES (11,'2026-11-23 09:00:00.000','alex','admin','test','patient.add',NULL,1,NULL,'');
INSERT INTO `audit` (`id`, `at`, `actor`, `role`, `via`, `action`, `folder_id`, `patient_id`, `location_id`, `detail`) VALUES (12,'2026-11-23 09:00:00.000','alex','admin','test','patient.add',NULL,2,NULL,'');
INSERT INTO `audit` (`id`, `at`, `actor`, `role`, `via`, `action`, `folder_id`, `patient_id`, `location_id`, `detail`) VALUES (13,'2026-11-23 09:00:00.000','alex','admin','test','folder.add',1,1,NULL,'');
INSERT INTO `audit` (`id`, `at`, `actor`, `role`, `via`, `action`, `folder_id`, `patient_id`, `location_id`, `detail`) VALUES (14,'2026-11-23 09:00:00.000','alex','admin','test','folder.add',2,2,NULL,'');
INSERT INTO `audit` (`id`, `at`, `actor`, `role`, `via`, `action`, `folder_id`, `patient_id`, `location_id`, `detail`) VALUES (15,'2026-11-23 09:00:00.000','alex','admin','test','folder.add',3,2,NULL,'');
INSERT INTO `audit` (`id`, `at`, `actor`, `role`, `via`, `action`, `folder_id`, `patient_id`, `location_id`, `detail`) VALUES (16,'2026-11-23 09:02:00.000','pat','porter','test','scan.arrive',1,NULL,4,'');
INSERT INTO `audit` (`id`, `at`, `actor`, `role`, `via`, `action`, `folder_id`, `patient_id`, `location_id`, `detail`) VALUES (17,'2026-11-23 09:03:00.000','pat','porter','test','scan.send',2,NULL,1,'');
INSERT INTO `audit` (`id`, `at`, `actor`, `role`, `via`, `action`, `folder_id`, `patient_id`, `location_id`, `detail`) VALUES (18,'2026-11-23 09:03:00.000','alex','admin','test','folder.missing',3,2,NULL,'Looked on every shelf.');
INSERT INTO `audit` (`id`, `at`, `actor`, `role`, `via`, `action`, `folder_id`, `patient_id`, `location_id`, `detail`) VALUES (19,'2026-11-23 09:03:00.000','alex','admin','test','format.add',NULL,NULL,NULL,'Old label OLD999-99');
INSERT INTO `audit` (`id`, `at`, `actor`, `role`, `via`, `action`, `folder_id`, `patient_id`, `location_id`, `detail`) VALUES (20,'2026-11-23 09:03:00.000','alex','admin','test','folder.alias',1,1,NULL,'Older barcode added.');
CREATE TABLE `barcodes` (
  `code` varchar(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `folder_id` bigint(20) unsigned DEFAULT NULL,
  `location_id` bigint(20) unsigned DEFAULT NULL,
  `alias` tinyint(1) NOT NULL DEFAULT 0,
  `created_at` datetime(3) NOT NULL,
  PRIMARY KEY (`code`),
  KEY `barcodes_of_folder` (`folder_id`),
  KEY `barcodes_of_location` (`location_id`),
  CONSTRAINT `barcodes_folder` FOREIGN KEY (`folder_id`) REFERENCES `folders` (`id`),
  CONSTRAINT `barcodes_location` FOREIGN KEY (`location_id`) REFERENCES `locations` (`id`),
  CONSTRAINT `barcodes_one_thing` CHECK (`folder_id` is null <> (`location_id` is null))
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
INSERT INTO `barcodes` (`code`, `folder_id`, `location_id`, `alias`, `created_at`) VALUES ('F00000001E',1,NULL,0,'2026-11-23 09:00:00.000');
INSERT INTO `barcodes` (`code`, `folder_id`, `location_id`, `alias`, `created_at`) VALUES ('F00000002C',2,NULL,0,'2026-11-23 09:00:00.000');
INSERT INTO `barcodes` (`code`, `folder_id`, `location_id`, `alias`, `created_at`) VALUES ('F00000003A',3,NULL,0,'2026-11-23 09:00:00.000');
INSERT INTO `barcodes` (`code`, `folder_id`, `location_id`, `alias`, `created_at`) VALUES ('L000001B',NULL,1,0,'2026-11-23 09:00:00.000');
INSERT INTO `barcodes` (`code`, `folder_id`, `location_id`, `alias`, `created_at`) VALUES ('L0000029',NULL,2,0,'2026-11-23 09:00:00.000');
INSERT INTO `barcodes` (`code`, `folder_id`, `location_id`, `alias`, `created_at`) VALUES ('L0000037',NULL,3,0,'2026-11-23 09:00:00.000');
INSERT INTO `barcodes` (`code`, `folder_id`, `location_id`, `alias`, `created_at`) VALUES ('L0000045',NULL,4,0,'2026-11-23 09:00:00.000');
INSERT INTO `barcodes` (`code`, `folder_id`, `location_id`, `alias`, `created_at`) VALUES ('L0000053',NULL,5,0,'2026-11-23 09:00:00.000');
INSERT INTO `barcodes` (`code`, `folder_id`, `location_id`, `alias`, `created_at`) VALUES ('L0000061',NULL,6,0,'2026-11-23 09:00:00.000');
INSERT INTO `barcodes` (`code`, `folder_id`, `location_id`, `alias`, `created_at`) VALUES ('L0000070',NULL,7,0,'2026-11-23 09:00:00.000');
INSERT INTO `barcodes` (`code`, `folder_id`, `location_id`, `alias`, `created_at`) VALUES ('L000008Y',NULL,8,0,'2026-11-23 09:00:00.000');
INSERT INTO `barcodes` (`code`, `folder_id`, `location_id`, `alias`, `created_at`) VALUES ('L000009W',NULL,9,0,'2026-11-23 09:00:00.000');
INSERT INTO `barcodes` (`code`, `folder_id`, `location_id`, `alias`, `created_at`) VALUES ('OLD123-45',1,NULL,1,'2026-11-23 09:03:00.000');
CREATE TABLE `folders` (
  `id` bigint(20) unsigned NOT NULL AUTO_INCREMENT,
  `code` varchar(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `patient_id` bigint(20) unsigned NOT NULL,
  `kind` varchar(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `volume` int(11) NOT NULL,
  `home_id` bigint(20) unsigned NOT NULL,
  `status` varchar(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `custody` varchar(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `location_id` bigint(20) unsigned NOT NULL,
  `to_id` bigint(20) unsigned DEFAULT NULL,
  `since` datetime(3) NOT NULL,
  `out_since` datetime(3) DEFAULT NULL,
  `due_at` datetime(3) DEFAULT NULL,
  `last_scan_at` datetime(3) DEFAULT NULL,
  `last_scan_id` varchar(36) CHARACTER SET ascii COLLATE ascii_bin DEFAULT NULL,
  `source` varchar(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `confidence` varchar(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `hold` tinyint(1) NOT NULL DEFAULT 0,
  `loose_filing` tinyint(1) NOT NULL DEFAULT 0,
  `merged_into_id` bigint(20) unsigned DEFAULT NULL,
  `stands_for_id` bigint(20) unsigned DEFAULT NULL,
  `version` bigint(20) NOT NULL,
  `check_at` datetime(3) DEFAULT NULL,
  `created_at` datetime(3) NOT NULL,
  `changed_at` datetime(3) NOT NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `folders_code` (`code`),
  UNIQUE KEY `folders_volume` (`patient_id`,`kind`,`volume`),
  UNIQUE KEY `folders_stands_for_one` (`stands_for_id`),
  KEY `folders_merged_into` (`merged_into_id`),
  KEY `folders_here` (`location_id`,`custody`,`since`),
  KEY `folders_coming` (`to_id`,`since`),
  KEY `folders_held` (`location_id`,`due_at`),
  KEY `folders_away` (`home_id`,`due_at`),
  KEY `folders_overdue` (`due_at`,`id`,`location_id`),
  KEY `folders_by_custody` (`custody`,`since`),
  KEY `folders_check` (`check_at`),
  KEY `folders_changed` (`changed_at`),
  CONSTRAINT `folders_home` FOREIGN KEY (`home_id`) REFERENCES `locations` (`id`),
  CONSTRAINT `folders_location` FOREIGN KEY (`location_id`) REFERENCES `locations` (`id`),
  CONSTRAINT `folders_merged_into` FOREIGN KEY (`merged_into_id`) REFERENCES `folders` (`id`),
  CONSTRAINT `folders_patient` FOREIGN KEY (`patient_id`) REFERENCES `patients` (`id`),
  CONSTRAINT `folders_stands_for` FOREIGN KEY (`stands_for_id`) REFERENCES `folders` (`id`),
  CONSTRAINT `folders_to` FOREIGN KEY (`to_id`) REFERENCES `locations` (`id`),
  CONSTRAINT `folders_status_known` CHECK (`status` in ('active','closed','merged','destroyed','digitised')),
  CONSTRAINT `folders_custody_known` CHECK (`custody` in ('at','in_transit','missing')),
  CONSTRAINT `folders_transit_has_destination` CHECK (`custody` = 'in_transit' = (`to_id` is not null)),
  CONSTRAINT `folders_merged_has_survivor` CHECK (`status` = 'merged' = (`merged_into_id` is not null)),
  CONSTRAINT `folders_volume_positive` CHECK (`volume` >= 1)
) ENGINE=InnoDB AUTO_INCREMENT=4 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
INSERT INTO `folders` (`id`, `code`, `patient_id`, `kind`, `volume`, `home_id`, `status`, `custody`, `location_id`, `to_id`, `since`, `out_since`, `due_at`, `last_scan_at`, `last_scan_id`, `source`, `confidence`, `hold`, `loose_filing`, `merged_into_id`, `stands_for_id`, `version`, `check_at`, `created_at`, `changed_at`) VALUES (1,'F00000001E',1,'main',1,1,'active','at',4,NULL,'2026-11-23 09:02:00.000','2026-11-23 09:02:00.000','2026-11-25 17:00:00.000','2026-11-23 09:02:00.000','01a201a9-31f1-77cb-8d82-61fdd245e3f2','screen','scanned',0,0,NULL,NULL,3,NULL,'2026-11-23 09:00:00.000','2026-11-23 09:03:00.000');
INSERT INTO `folders` (`id`, `code`, `patient_id`, `kind`, `volume`, `home_id`, `status`, `custody`, `location_id`, `to_id`, `since`, `out_since`, `due_at`, `last_scan_at`, `last_scan_id`, `source`, `confidence`, `hold`, `loose_filing`, `merged_into_id`, `stands_for_id`, `version`, `check_at`, `created_at`, `changed_at`) VALUES (2,'F00000002C',2,'main',1,1,'active','in_transit',1,6,'2026-11-23 09:03:00.000','2026-11-23 09:03:00.000','2026-11-25 17:00:00.000','2026-11-23 09:03:00.000','01a201a9-31f4-7f1f-b437-a9877e94829a','wedge','scanned',0,0,NULL,NULL,2,NULL,'2026-11-23 09:00:00.000','2026-11-23 09:03:00.000');
INSERT INTO `folders` (`id`, `code`, `patient_id`, `kind`, `volume`, `home_id`, `status`, `custody`, `location_id`, `to_id`, `since`, `out_since`, `due_at`, `last_scan_at`, `last_scan_id`, `source`, `confidence`, `hold`, `loose_filing`, `merged_into_id`, `stands_for_id`, `version`, `check_at`, `created_at`, `changed_at`) VALUES (3,'F00000003A',2,'main',2,1,'active','missing',1,NULL,'2026-11-23 09:03:00.000',NULL,NULL,NULL,NULL,'screen','keyed',0,0,NULL,NULL,2,NULL,'2026-11-23 09:00:00.000','2026-11-23 09:03:00.000');
CREATE TABLE `formats` (
  `name` varchar(60) NOT NULL,
  `kind` varchar(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `shape` varchar(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `rule` varchar(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
  PRIMARY KEY (`name`),
  UNIQUE KEY `formats_shape` (`shape`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
INSERT INTO `formats` (`name`, `kind`, `shape`, `rule`) VALUES ('Old label','folder','OLD999-99','');
CREATE TABLE `goose_db_version` (
  `id` bigint(20) unsigned NOT NULL AUTO_INCREMENT,
  `version_id` bigint(20) NOT NULL,
  `is_applied` tinyint(1) NOT NULL,
  `tstamp` datetime DEFAULT current_timestamp(),
  PRIMARY KEY (`id`)
) ENGINE=InnoDB AUTO_INCREMENT=19 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
INSERT INTO `goose_db_version` (`id`, `version_id`, `is_applied`, `tstamp`) VALUES (1,0,1,'2026-11-22 05:09:55');
INSERT INTO `goose_db_version` (`id`, `version_id`, `is_applied`, `tstamp`) VALUES (2,1,1,'2026-11-22 05:09:55');
INSERT INTO `goose_db_version` (`id`, `version_id`, `is_applied`, `tstamp`) VALUES (3,2,1,'2026-11-22 05:09:55');
INSERT INTO `goose_db_version` (`id`, `version_id`, `is_applied`, `tstamp`) VALUES (4,3,1,'2026-11-22 05:09:55');
INSERT INTO `goose_db_version` (`id`, `version_id`, `is_applied`, `tstamp`) VALUES (5,4,1,'2026-11-22 05:09:55');
INSERT INTO `goose_db_version` (`id`, `version_id`, `is_applied`, `tstamp`) VALUES (6,5,1,'2026-11-22 05:09:55');
INSERT INTO `goose_db_version` (`id`, `version_id`, `is_applied`, `tstamp`) VALUES (7,6,1,'2026-11-22 05:09:55');
INSERT INTO `goose_db_version` (`id`, `version_id`, `is_applied`, `tstamp`) VALUES (8,7,1,'2026-11-22 05:09:55');
INSERT INTO `goose_db_version` (`id`, `version_id`, `is_applied`, `tstamp`) VALUES (9,8,1,'2026-11-22 05:09:55');
INSERT INTO `goose_db_version` (`id`, `version_id`, `is_applied`, `tstamp`) VALUES (10,9,1,'2026-11-22 05:09:55');
INSERT INTO `goose_db_version` (`id`, `version_id`, `is_applied`, `tstamp`) VALUES (11,10,1,'2026-11-22 05:09:55');
INSERT INTO `goose_db_version` (`id`, `version_id`, `is_applied`, `tstamp`) VALUES (12,11,1,'2026-11-22 05:09:55');
INSERT INTO `goose_db_version` (`id`, `version_id`, `is_applied`, `tstamp`) VALUES (13,12,1,'2026-11-22 05:09:55');
INSERT INTO `goose_db_version` (`id`, `version_id`, `is_applied`, `tstamp`) VALUES (14,13,1,'2026-11-22 05:09:55');
INSERT INTO `goose_db_version` (`id`, `version_id`, `is_applied`, `tstamp`) VALUES (15,14,1,'2026-11-22 05:09:55');
INSERT INTO `goose_db_version` (`id`, `version_id`, `is_applied`, `tstamp`) VALUES (16,15,1,'2026-11-22 05:09:55');
INSERT INTO `goose_db_version` (`id`, `version_id`, `is_applied`, `tstamp`) VALUES (17,16,1,'2026-11-22 05:09:55');
INSERT INTO `goose_db_version` (`id`, `version_id`, `is_applied`, `tstamp`) VALUES (18,17,1,'2026-11-22 05:09:55');
CREATE TABLE `goose_lock` (
  `lock_id` bigint(20) NOT NULL,
  `locked` tinyint(1) NOT NULL DEFAULT 0,
  `locked_at` datetime(6) DEFAULT NULL,
  `locked_by` text DEFAULT NULL,
  `lease_expires_at` datetime(6) DEFAULT NULL,
  `updated_at` datetime(6) DEFAULT NULL,
  PRIMARY KEY (`lock_id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
INSERT INTO `goose_lock` (`lock_id`, `locked`, `locked_at`, `locked_by`, `lease_expires_at`, `updated_at`) VALUES (4097083626,0,NULL,NULL,NULL,'2026-11-22 05:09:55.275346');
CREATE TABLE `jobs` (
  `name` varchar(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `holder` varchar(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `leased_until` datetime(3) NOT NULL,
  PRIMARY KEY (`name`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
CREATE TABLE `locations` (
  `id` bigint(20) unsigned NOT NULL AUTO_INCREMENT,
  `code` varchar(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `name` varchar(100) NOT NULL,
  `kind` varchar(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `parent_id` bigint(20) unsigned DEFAULT NULL,
  `path` varchar(255) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
  `site` varchar(100) NOT NULL DEFAULT '',
  `phone` varchar(40) NOT NULL DEFAULT '',
  `email` varchar(200) NOT NULL DEFAULT '',
  `loan_days` int(11) DEFAULT NULL,
  `gln` varchar(13) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
  `filing` varchar(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
  `retired_at` datetime(3) DEFAULT NULL,
  `version` bigint(20) NOT NULL DEFAULT 1,
  `created_at` datetime(3) NOT NULL,
  `changed_at` datetime(3) NOT NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `locations_code` (`code`),
  KEY `locations_parent_name` (`parent_id`,`name`),
  KEY `locations_name` (`name`),
  CONSTRAINT `locations_parent` FOREIGN KEY (`parent_id`) REFERENCES `locations` (`id`)
) ENGINE=InnoDB AUTO_INCREMENT=10 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
INSERT INTO `locations` (`id`, `code`, `name`, `kind`, `parent_id`, `path`, `site`, `phone`, `email`, `loan_days`, `gln`, `filing`, `retired_at`, `version`, `created_at`, `changed_at`) VALUES (1,'L000001B','Main library','library',NULL,'/1/','North','','',NULL,'','',NULL,1,'2026-11-23 09:00:00.000','2026-11-23 09:00:00.000');
INSERT INTO `locations` (`id`, `code`, `name`, `kind`, `parent_id`, `path`, `site`, `phone`, `email`, `loan_days`, `gln`, `filing`, `retired_at`, `version`, `created_at`, `changed_at`) VALUES (2,'L0000029','Shelf 14','shelf',1,'/1/2/','North','','',NULL,'','',NULL,1,'2026-11-23 09:00:00.000','2026-11-23 09:00:00.000');
INSERT INTO `locations` (`id`, `code`, `name`, `kind`, `parent_id`, `path`, `site`, `phone`, `email`, `loan_days`, `gln`, `filing`, `retired_at`, `version`, `created_at`, `changed_at`) VALUES (3,'L0000037','South library','library',NULL,'/3/','South','','',NULL,'','',NULL,1,'2026-11-23 09:00:00.000','2026-11-23 09:00:00.000');
INSERT INTO `locations` (`id`, `code`, `name`, `kind`, `parent_id`, `path`, `site`, `phone`, `email`, `loan_days`, `gln`, `filing`, `retired_at`, `version`, `created_at`, `changed_at`) VALUES (4,'L0000045','Clinic B','clinic',NULL,'/4/','North','','',NULL,'','',NULL,1,'2026-11-23 09:00:00.000','2026-11-23 09:00:00.000');
INSERT INTO `locations` (`id`, `code`, `name`, `kind`, `parent_id`, `path`, `site`, `phone`, `email`, `loan_days`, `gln`, `filing`, `retired_at`, `version`, `created_at`, `changed_at`) VALUES (5,'L0000053','Clinic C','clinic',NULL,'/5/','North','','',NULL,'','',NULL,1,'2026-11-23 09:00:00.000','2026-11-23 09:00:00.000');
INSERT INTO `locations` (`id`, `code`, `name`, `kind`, `parent_id`, `path`, `site`, `phone`, `email`, `loan_days`, `gln`, `filing`, `retired_at`, `version`, `created_at`, `changed_at`) VALUES (6,'L0000061','Ward 7','ward',NULL,'/6/','North','','',NULL,'','',NULL,1,'2026-11-23 09:00:00.000','2026-11-23 09:00:00.000');
INSERT INTO `locations` (`id`, `code`, `name`, `kind`, `parent_id`, `path`, `site`, `phone`, `email`, `loan_days`, `gln`, `filing`, `retired_at`, `version`, `created_at`, `changed_at`) VALUES (7,'L0000070','Cardiology secretaries','secretary',NULL,'/7/','North','','',NULL,'','',NULL,1,'2026-11-23 09:00:00.000','2026-11-23 09:00:00.000');
INSERT INTO `locations` (`id`, `code`, `name`, `kind`, `parent_id`, `path`, `site`, `phone`, `email`, `loan_days`, `gln`, `filing`, `retired_at`, `version`, `created_at`, `changed_at`) VALUES (8,'L000008Y','Riverside store','off_site',NULL,'/8/','Riverside','','',NULL,'','',NULL,1,'2026-11-23 09:00:00.000','2026-11-23 09:00:00.000');
INSERT INTO `locations` (`id`, `code`, `name`, `kind`, `parent_id`, `path`, `site`, `phone`, `email`, `loan_days`, `gln`, `filing`, `retired_at`, `version`, `created_at`, `changed_at`) VALUES (9,'L000009W','Old clinic','clinic',NULL,'/9/','North','','',NULL,'','','2026-11-23 09:00:00.000',2,'2026-11-23 09:00:00.000','2026-11-23 09:00:00.000');
CREATE TABLE `movements` (
  `id` bigint(20) unsigned NOT NULL AUTO_INCREMENT,
  `folder_id` bigint(20) unsigned NOT NULL,
  `version` bigint(20) NOT NULL,
  `kind` varchar(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `from_id` bigint(20) unsigned DEFAULT NULL,
  `custody` varchar(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `location_id` bigint(20) unsigned NOT NULL,
  `to_id` bigint(20) unsigned DEFAULT NULL,
  `since` datetime(3) NOT NULL,
  `out_since` datetime(3) DEFAULT NULL,
  `due_at` datetime(3) DEFAULT NULL,
  `late` tinyint(1) NOT NULL DEFAULT 0,
  `at` datetime(3) NOT NULL,
  `recorded_at` datetime(3) NOT NULL,
  `actor` varchar(60) NOT NULL,
  `scan_id` varchar(36) CHARACTER SET ascii COLLATE ascii_bin DEFAULT NULL,
  `source` varchar(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `confidence` varchar(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `note` varchar(500) NOT NULL DEFAULT '',
  `corrects_id` bigint(20) unsigned DEFAULT NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `movements_version` (`folder_id`,`version`),
  UNIQUE KEY `movements_scan` (`scan_id`),
  UNIQUE KEY `movements_corrects` (`corrects_id`),
  KEY `movements_location` (`location_id`),
  KEY `movements_history` (`folder_id`,`at`),
  CONSTRAINT `movements_folder` FOREIGN KEY (`folder_id`) REFERENCES `folders` (`id`),
  CONSTRAINT `movements_location` FOREIGN KEY (`location_id`) REFERENCES `locations` (`id`),
  CONSTRAINT `movements_transit_has_destination` CHECK (`custody` = 'in_transit' = (`to_id` is not null))
) ENGINE=InnoDB AUTO_INCREMENT=8 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
INSERT INTO `movements` (`id`, `folder_id`, `version`, `kind`, `from_id`, `custody`, `location_id`, `to_id`, `since`, `out_since`, `due_at`, `late`, `at`, `recorded_at`, `actor`, `scan_id`, `source`, `confidence`, `note`, `corrects_id`) VALUES (1,1,1,'created',NULL,'at',1,NULL,'2026-11-23 09:00:00.000',NULL,NULL,0,'2026-11-23 09:00:00.000','2026-11-23 09:00:00.000','alex',NULL,'screen','keyed','',NULL);
INSERT INTO `movements` (`id`, `folder_id`, `version`, `kind`, `from_id`, `custody`, `location_id`, `to_id`, `since`, `out_since`, `due_at`, `late`, `at`, `recorded_at`, `actor`, `scan_id`, `source`, `confidence`, `note`, `corrects_id`) VALUES (2,2,1,'created',NULL,'at',1,NULL,'2026-11-23 09:00:00.000',NULL,NULL,0,'2026-11-23 09:00:00.000','2026-11-23 09:00:00.000','alex',NULL,'screen','keyed','',NULL);
INSERT INTO `movements` (`id`, `folder_id`, `version`, `kind`, `from_id`, `custody`, `location_id`, `to_id`, `since`, `out_since`, `due_at`, `late`, `at`, `recorded_at`, `actor`, `scan_id`, `source`, `confidence`, `note`, `corrects_id`) VALUES (3,3,1,'created',NULL,'at',1,NULL,'2026-11-23 09:00:00.000',NULL,NULL,0,'2026-11-23 09:00:00.000','2026-11-23 09:00:00.000','alex',NULL,'screen','keyed','',NULL);
INSERT INTO `movements` (`id`, `folder_id`, `version`, `kind`, `from_id`, `custody`, `location_id`, `to_id`, `since`, `out_since`, `due_at`, `late`, `at`, `recorded_at`, `actor`, `scan_id`, `source`, `confidence`, `note`, `corrects_id`) VALUES (4,1,2,'arrived',1,'at',4,NULL,'2026-11-23 09:02:00.000','2026-11-23 09:02:00.000','2026-11-25 17:00:00.000',0,'2026-11-23 09:02:00.000','2026-11-23 09:02:00.000','pat','01a201a9-31f1-77cb-8d82-61fdd245e3f2','wedge','scanned','',NULL);
INSERT INTO `movements` (`id`, `folder_id`, `version`, `kind`, `from_id`, `custody`, `location_id`, `to_id`, `since`, `out_since`, `due_at`, `late`, `at`, `recorded_at`, `actor`, `scan_id`, `source`, `confidence`, `note`, `corrects_id`) VALUES (5,2,2,'sent',1,'in_transit',1,6,'2026-11-23 09:03:00.000','2026-11-23 09:03:00.000','2026-11-25 17:00:00.000',0,'2026-11-23 09:03:00.000','2026-11-23 09:03:00.000','pat','01a201a9-31f4-7f1f-b437-a9877e94829a','wedge','scanned','',NULL);
INSERT INTO `movements` (`id`, `folder_id`, `version`, `kind`, `from_id`, `custody`, `location_id`, `to_id`, `since`, `out_since`, `due_at`, `late`, `at`, `recorded_at`, `actor`, `scan_id`, `source`, `confidence`, `note`, `corrects_id`) VALUES (6,3,2,'missing',1,'missing',1,NULL,'2026-11-23 09:03:00.000',NULL,NULL,0,'2026-11-23 09:03:00.000','2026-11-23 09:03:00.000','alex',NULL,'screen','keyed','Looked on every shelf.',NULL);
INSERT INTO `movements` (`id`, `folder_id`, `version`, `kind`, `from_id`, `custody`, `location_id`, `to_id`, `since`, `out_since`, `due_at`, `late`, `at`, `recorded_at`, `actor`, `scan_id`, `source`, `confidence`, `note`, `corrects_id`) VALUES (7,1,3,'amended',4,'at',4,NULL,'2026-11-23 09:02:00.000','2026-11-23 09:02:00.000','2026-11-25 17:00:00.000',0,'2026-11-23 09:03:00.000','2026-11-23 09:03:00.000','alex',NULL,'screen','scanned','Older barcode added.',NULL);
CREATE TABLE `numbers` (
  `kind` varchar(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `next_number` bigint(20) NOT NULL,
  PRIMARY KEY (`kind`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
INSERT INTO `numbers` (`kind`, `next_number`) VALUES ('folder',4);
INSERT INTO `numbers` (`kind`, `next_number`) VALUES ('location',10);
CREATE TABLE `patient_numbers` (
  `type` varchar(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `number` varchar(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `patient_id` bigint(20) unsigned NOT NULL,
  `current` tinyint(1) NOT NULL DEFAULT 1,
  PRIMARY KEY (`type`,`number`),
  KEY `patient_numbers_of` (`patient_id`),
  CONSTRAINT `patient_numbers_patient` FOREIGN KEY (`patient_id`) REFERENCES `patients` (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
INSERT INTO `patient_numbers` (`type`, `number`, `patient_id`, `current`) VALUES ('hospital','H1001',1,1);
INSERT INTO `patient_numbers` (`type`, `number`, `patient_id`, `current`) VALUES ('hospital','H1002',2,1);
CREATE TABLE `patients` (
  `id` bigint(20) unsigned NOT NULL AUTO_INCREMENT,
  `number` varchar(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `nhs_number` varchar(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
  `family_name` varchar(200) NOT NULL,
  `given_name` varchar(200) NOT NULL DEFAULT '',
  `family_key` varchar(200) NOT NULL DEFAULT '',
  `given_key` varchar(200) NOT NULL DEFAULT '',
  `born` date DEFAULT NULL,
  `sex` varchar(1) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
  `died_on` date DEFAULT NULL,
  `inpatient_id` bigint(20) unsigned DEFAULT NULL,
  `namesake` tinyint(1) NOT NULL DEFAULT 0,
  `merged_into_id` bigint(20) unsigned DEFAULT NULL,
  `version` bigint(20) NOT NULL DEFAULT 1,
  `created_at` datetime(3) NOT NULL,
  `changed_at` datetime(3) NOT NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `patients_number` (`number`),
  KEY `patients_inpatient` (`inpatient_id`),
  KEY `patients_merged_into` (`merged_into_id`),
  KEY `patients_name` (`family_key`,`given_key`,`born`),
  KEY `patients_born` (`born`,`family_key`),
  CONSTRAINT `patients_inpatient` FOREIGN KEY (`inpatient_id`) REFERENCES `locations` (`id`),
  CONSTRAINT `patients_merged_into` FOREIGN KEY (`merged_into_id`) REFERENCES `patients` (`id`)
) ENGINE=InnoDB AUTO_INCREMENT=3 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
INSERT INTO `patients` (`id`, `number`, `nhs_number`, `family_name`, `given_name`, `family_key`, `given_key`, `born`, `sex`, `died_on`, `inpatient_id`, `namesake`, `merged_into_id`, `version`, `created_at`, `changed_at`) VALUES (1,'H1001','','Okafor','Ngozi','OKAFOR','NGOZI','1980-03-03','',NULL,NULL,0,NULL,1,'2026-11-23 09:00:00.000','2026-11-23 09:00:00.000');
INSERT INTO `patients` (`id`, `number`, `nhs_number`, `family_name`, `given_name`, `family_key`, `given_key`, `born`, `sex`, `died_on`, `inpatient_id`, `namesake`, `merged_into_id`, `version`, `created_at`, `changed_at`) VALUES (2,'H1002','','O\'Brien','Seán','OBRIEN','SEAN','1980-03-03','',NULL,NULL,0,NULL,1,'2026-11-23 09:00:00.000','2026-11-23 09:00:00.000');
CREATE TABLE `quarantined_scans` (
  `id` bigint(20) unsigned NOT NULL AUTO_INCREMENT,
  `scan_id` varchar(64) NOT NULL DEFAULT '',
  `device` varchar(64) NOT NULL DEFAULT '',
  `actor` varchar(60) NOT NULL,
  `reason` varchar(200) NOT NULL,
  `raw` varchar(4000) NOT NULL DEFAULT '',
  `received_at` datetime(3) NOT NULL,
  PRIMARY KEY (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
CREATE TABLE `replies` (
  `actor` varchar(60) NOT NULL,
  `reply_key` varchar(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `fingerprint` varchar(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `status` int(11) NOT NULL DEFAULT 0,
  `content_type` varchar(100) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
  `body` mediumblob DEFAULT NULL,
  `created_at` datetime(3) NOT NULL,
  PRIMARY KEY (`actor`,`reply_key`),
  KEY `replies_old` (`created_at`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
CREATE TABLE `scans` (
  `id` varchar(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `device` varchar(64) NOT NULL DEFAULT '',
  `seq` bigint(20) DEFAULT NULL,
  `code` varchar(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
  `location_code` varchar(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
  `to_code` varchar(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
  `action` varchar(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `undoes` varchar(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
  `at` datetime(3) NOT NULL,
  `source` varchar(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `claimed_at` datetime(3) NOT NULL,
  `received_at` datetime(3) NOT NULL,
  `actor` varchar(60) NOT NULL,
  `reading_kind` varchar(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `length` int(11) NOT NULL DEFAULT 0,
  `symbology` varchar(8) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
  `fingerprint` varchar(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `folder_id` bigint(20) unsigned DEFAULT NULL,
  `location_id` bigint(20) unsigned DEFAULT NULL,
  `outcome` varchar(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `class` varchar(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `message` varchar(500) NOT NULL,
  `why` varchar(500) NOT NULL,
  `notices` varchar(2000) NOT NULL DEFAULT '',
  PRIMARY KEY (`id`),
  UNIQUE KEY `scans_device_seq` (`device`,`seq`),
  KEY `scans_of_folder` (`folder_id`,`at`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
INSERT INTO `scans` (`id`, `device`, `seq`, `code`, `location_code`, `to_code`, `action`, `undoes`, `at`, `source`, `claimed_at`, `received_at`, `actor`, `reading_kind`, `length`, `symbology`, `fingerprint`, `folder_id`, `location_id`, `outcome`, `class`, `message`, `why`, `notices`) VALUES ('01a201a9-31f1-77cb-8d82-61fdd245e3f2','trolley-7',NULL,'F00000001E','L0000045','','arrive','','2026-11-23 09:02:00.000','wedge','2026-11-23 09:02:00.000','2026-11-23 09:02:00.000','pat','folder',10,'','9d7f3e797914e38749f4cea9ae12e8d1',1,4,'applied','done','F0000 0001E is now at Clinic B.','It was recorded at Main library and moved without being sent.','');
INSERT INTO `scans` (`id`, `device`, `seq`, `code`, `location_code`, `to_code`, `action`, `undoes`, `at`, `source`, `claimed_at`, `received_at`, `actor`, `reading_kind`, `length`, `symbology`, `fingerprint`, `folder_id`, `location_id`, `outcome`, `class`, `message`, `why`, `notices`) VALUES ('01a201a9-31f4-7f1f-b437-a9877e94829a','trolley-7',NULL,'F00000002C','L000001B','L0000061','send','','2026-11-23 09:03:00.000','wedge','2026-11-23 09:03:00.000','2026-11-23 09:03:00.000','pat','folder',10,'','cfaf324646c0d4e079a9918e5fc79411',2,1,'applied','done','F0000 0002C is on its way to Ward 7.','Sent from Main library.','');
CREATE TABLE `sign_ins` (
  `token` varchar(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `data` mediumblob NOT NULL,
  `expires_at` datetime(3) NOT NULL,
  PRIMARY KEY (`token`),
  KEY `sign_ins_expired` (`expires_at`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
CREATE TABLE `tokens` (
  `id` bigint(20) unsigned NOT NULL AUTO_INCREMENT,
  `name` varchar(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `role` varchar(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `hash` varchar(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `revoked_at` datetime(3) DEFAULT NULL,
  `created_at` datetime(3) NOT NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `tokens_name` (`name`),
  UNIQUE KEY `tokens_hash` (`hash`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
CREATE TABLE `users` (
  `id` bigint(20) unsigned NOT NULL AUTO_INCREMENT,
  `name` varchar(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `role` varchar(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `password_hash` varchar(200) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `disabled_at` datetime(3) DEFAULT NULL,
  `created_at` datetime(3) NOT NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `users_name` (`name`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
