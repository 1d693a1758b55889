CREATE TABLE commit_log (
  feed TEXT NOT NULL, seq INTEGER NOT NULL, hash BLOB NOT NULL, prev BLOB, hlc TEXT NOT NULL, h TEXT NOT NULL,
  env BLOB NOT NULL, sig BLOB NOT NULL, received_at TEXT NOT NULL, via_bundle TEXT,
  PRIMARY KEY (feed, seq)
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE TRIGGER commit_log_keeps_its_rows BEFORE UPDATE ON commit_log BEGIN SELECT RAISE(ABORT, 'the commit log is append-only'); END;
--> statement-breakpoint
CREATE TRIGGER commit_log_loses_no_row BEFORE DELETE ON commit_log BEGIN SELECT RAISE(ABORT, 'the commit log is append-only'); END;
--> statement-breakpoint
CREATE TABLE payload (commitment BLOB NOT NULL, salt BLOB, bytes BLOB, class TEXT NOT NULL, state TEXT NOT NULL) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX payload_by_commitment ON payload (commitment);
--> statement-breakpoint
CREATE TABLE merkle_frontier (feed TEXT NOT NULL PRIMARY KEY, count INTEGER NOT NULL, hashes TEXT NOT NULL, head BLOB NOT NULL, hlc TEXT NOT NULL, h TEXT NOT NULL) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE checkpoint (feed TEXT NOT NULL, count INTEGER NOT NULL, text TEXT NOT NULL, sig BLOB NOT NULL, frontier TEXT NOT NULL, made_at TEXT NOT NULL, PRIMARY KEY (feed, count)) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE pending (feed TEXT NOT NULL, seq INTEGER NOT NULL, hash BLOB NOT NULL, env BLOB NOT NULL, sig BLOB NOT NULL, waits_feed TEXT NOT NULL, waits_seq INTEGER NOT NULL, PRIMARY KEY (feed, seq, hash)) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE request (id TEXT NOT NULL PRIMARY KEY, reply TEXT NOT NULL, at TEXT NOT NULL) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE event (subject TEXT NOT NULL, h TEXT NOT NULL, feed TEXT NOT NULL, seq INTEGER NOT NULL, place INTEGER NOT NULL, type TEXT NOT NULL, by TEXT NOT NULL, at TEXT NOT NULL, PRIMARY KEY (subject, h, feed, seq, place)) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE event_count (id INTEGER PRIMARY KEY CHECK (id = 1), count INTEGER NOT NULL) STRICT;
--> statement-breakpoint
CREATE TABLE organisation (id TEXT NOT NULL PRIMARY KEY, name TEXT NOT NULL, root_key TEXT NOT NULL, former_roots TEXT NOT NULL DEFAULT '[]', ca TEXT NOT NULL, is_sample INTEGER NOT NULL, founded_at TEXT NOT NULL) STRICT;
--> statement-breakpoint
CREATE TABLE device (feed TEXT NOT NULL PRIMARY KEY, key TEXT NOT NULL, site TEXT NOT NULL, seal TEXT, age TEXT, revoked_from INTEGER, enrolled_at TEXT NOT NULL) STRICT;
--> statement-breakpoint
CREATE TABLE person (id TEXT NOT NULL PRIMARY KEY, name TEXT NOT NULL, key TEXT, suspended_at TEXT, version INTEGER NOT NULL, enrolled_at TEXT NOT NULL) STRICT;
--> statement-breakpoint
CREATE INDEX person_by_name ON person (name, id);
--> statement-breakpoint
CREATE TABLE role_grant (person TEXT NOT NULL, role TEXT NOT NULL, granted_at TEXT NOT NULL, by TEXT NOT NULL, PRIMARY KEY (person, role)) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE board (id TEXT NOT NULL PRIMARY KEY, name TEXT NOT NULL, length_minutes INTEGER NOT NULL, zone TEXT NOT NULL, version INTEGER NOT NULL) STRICT;
--> statement-breakpoint
CREATE TABLE seat (board TEXT NOT NULL, person TEXT NOT NULL, function TEXT NOT NULL, is_voting INTEGER NOT NULL, starts_on TEXT, ends_on TEXT, deputy TEXT, PRIMARY KEY (board, person)) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE service (id TEXT NOT NULL PRIMARY KEY, name TEXT NOT NULL, name_key TEXT NOT NULL, tier INTEGER, owner TEXT NOT NULL, body TEXT NOT NULL) STRICT;
--> statement-breakpoint
CREATE INDEX service_by_name ON service (name_key, id);
--> statement-breakpoint
CREATE TABLE item (
  id TEXT NOT NULL PRIMARY KEY, name TEXT NOT NULL, name_key TEXT NOT NULL, type TEXT NOT NULL, environment TEXT NOT NULL, service TEXT, owner TEXT NOT NULL, tier INTEGER, lifecycle TEXT NOT NULL,
  serial TEXT NOT NULL, external_id TEXT NOT NULL, fqdn TEXT NOT NULL, fqdn_key TEXT NOT NULL, missing_at TEXT, updated_at TEXT NOT NULL, body TEXT NOT NULL
) STRICT;
--> statement-breakpoint
CREATE INDEX item_by_name ON item (name_key, id);
--> statement-breakpoint
CREATE INDEX item_by_host ON item (fqdn_key, id) WHERE fqdn_key <> '';
--> statement-breakpoint
CREATE INDEX item_by_service ON item (service, id) WHERE service IS NOT NULL;
--> statement-breakpoint
CREATE TABLE item_relation (source_item TEXT NOT NULL, target_item TEXT NOT NULL, kind TEXT NOT NULL, PRIMARY KEY (source_item, target_item, kind)) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX item_relation_by_target ON item_relation (target_item, kind, source_item);
--> statement-breakpoint
CREATE TABLE item_sighting (item TEXT NOT NULL, source TEXT NOT NULL, at TEXT NOT NULL, missing_at TEXT, PRIMARY KEY (item, source)) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX item_sighting_by_source ON item_sighting (source, item);
--> statement-breakpoint
CREATE TABLE calendar_entry (id TEXT NOT NULL PRIMARY KEY, kind TEXT NOT NULL, title TEXT NOT NULL, starts_at TEXT NOT NULL, ends_at TEXT NOT NULL, is_removed INTEGER NOT NULL, source TEXT NOT NULL, uid TEXT NOT NULL, body TEXT NOT NULL) STRICT;
--> statement-breakpoint
CREATE INDEX calendar_entry_by_end ON calendar_entry (kind, ends_at, starts_at) WHERE is_removed = 0;
--> statement-breakpoint
CREATE INDEX calendar_entry_by_source ON calendar_entry (source, uid) WHERE uid <> '';
--> statement-breakpoint
CREATE INDEX calendar_entry_by_title ON calendar_entry (title COLLATE NOCASE);
--> statement-breakpoint
CREATE TABLE change (
  n INTEGER PRIMARY KEY, id TEXT NOT NULL, number TEXT NOT NULL, title TEXT NOT NULL, type TEXT NOT NULL, state TEXT NOT NULL, model TEXT NOT NULL, service TEXT NOT NULL, environment TEXT NOT NULL,
  tier TEXT, score INTEGER, planned_start_at TEXT, planned_end_at TEXT, zone TEXT NOT NULL, owner TEXT NOT NULL, requester TEXT NOT NULL,
  source TEXT, external_id TEXT, external_state TEXT, source_digest BLOB, import TEXT, is_ready INTEGER NOT NULL, is_contested INTEGER NOT NULL, outcome TEXT,
  actual_start_at TEXT, actual_end_at TEXT, started_by TEXT, validator TEXT,
  created_by TEXT NOT NULL, created_at TEXT NOT NULL, updated_at TEXT NOT NULL, version INTEGER NOT NULL, revision TEXT NOT NULL
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX change_by_id ON change (id);
--> statement-breakpoint
CREATE UNIQUE INDEX change_by_number ON change (number);
--> statement-breakpoint
CREATE INDEX change_by_source ON change (source, external_id, n) WHERE external_id IS NOT NULL;
--> statement-breakpoint
CREATE INDEX change_by_state ON change (state, is_ready, n);
--> statement-breakpoint
CREATE INDEX change_by_update ON change (updated_at, n);
--> statement-breakpoint
CREATE INDEX change_by_title ON change (title, n);
--> statement-breakpoint
CREATE INDEX change_by_score ON change (score, n);
--> statement-breakpoint
CREATE INDEX change_by_window ON change (planned_start_at, n);
--> statement-breakpoint
CREATE INDEX change_by_span ON change (planned_start_at, planned_end_at, state, service, environment, owner, zone, tier);
--> statement-breakpoint
CREATE INDEX change_by_long_window ON change (planned_end_at, n) WHERE julianday(planned_end_at) - julianday(planned_start_at) > 14;
--> statement-breakpoint
CREATE INDEX change_by_service ON change (service, n);
--> statement-breakpoint
CREATE INDEX change_by_open_window ON change (planned_end_at, planned_start_at, n) WHERE planned_end_at IS NOT NULL AND state IN ('submitted', 'assessment', 'awaiting-authorisation', 'deferred', 'authorised', 'scheduled', 'implementing', 'validating');
--> statement-breakpoint
CREATE INDEX change_by_long_open_window ON change (planned_end_at, planned_start_at, n) WHERE julianday(planned_end_at) - julianday(planned_start_at) > 0.99 AND state IN ('submitted', 'assessment', 'awaiting-authorisation', 'deferred', 'authorised', 'scheduled', 'implementing', 'validating');
--> statement-breakpoint
CREATE INDEX change_not_over ON change (service, n, requester, owner, created_by, number) WHERE state NOT IN ('closed', 'rejected', 'cancelled');
--> statement-breakpoint
CREATE INDEX change_by_contest ON change (n) WHERE is_contested = 1;
--> statement-breakpoint
CREATE INDEX change_by_import ON change (import, n) WHERE import IS NOT NULL;
--> statement-breakpoint
CREATE TABLE change_detail (n INTEGER PRIMARY KEY, body TEXT NOT NULL) STRICT;
--> statement-breakpoint
CREATE VIRTUAL TABLE change_search USING fts5(title, service, people, ids, content='', contentless_delete=1, detail='none', tokenize='unicode61 remove_diacritics 2', prefix='2');
--> statement-breakpoint
CREATE VIRTUAL TABLE archive_search USING fts5(words, content='', contentless_delete=1, tokenize='unicode61 remove_diacritics 2', prefix='2');
--> statement-breakpoint
CREATE TABLE change_count (dimension TEXT NOT NULL, value TEXT NOT NULL, count INTEGER NOT NULL, PRIMARY KEY (dimension, value)) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE number_last (letter TEXT NOT NULL, site TEXT NOT NULL, last INTEGER NOT NULL, PRIMARY KEY (letter, site)) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE meeting (id TEXT NOT NULL PRIMARY KEY, number TEXT NOT NULL, board TEXT NOT NULL, starts_at TEXT NOT NULL, zone TEXT NOT NULL, length_minutes INTEGER NOT NULL, state TEXT NOT NULL, items INTEGER NOT NULL, decided INTEGER NOT NULL, open_actions INTEGER NOT NULL, is_signed INTEGER NOT NULL, version INTEGER NOT NULL, body TEXT NOT NULL) STRICT;
--> statement-breakpoint
CREATE INDEX meeting_with_actions ON meeting (board) WHERE open_actions > 0;
--> statement-breakpoint
CREATE UNIQUE INDEX meeting_by_number ON meeting (number);
--> statement-breakpoint
CREATE INDEX meeting_by_start ON meeting (starts_at, id);
--> statement-breakpoint
CREATE TABLE agenda_item (meeting TEXT NOT NULL, change TEXT NOT NULL, rank TEXT NOT NULL, minutes INTEGER NOT NULL, is_open INTEGER NOT NULL, PRIMARY KEY (meeting, change)) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX agenda_item_by_change ON agenda_item (change, meeting);
--> statement-breakpoint
CREATE TABLE decision (h TEXT NOT NULL, feed TEXT NOT NULL, seq INTEGER NOT NULL, place INTEGER NOT NULL, id TEXT NOT NULL, change TEXT NOT NULL, meeting TEXT NOT NULL, verdict TEXT NOT NULL, decided_at TEXT NOT NULL, by TEXT NOT NULL) STRICT;
--> statement-breakpoint
CREATE INDEX decision_by_meeting ON decision (meeting);
--> statement-breakpoint
CREATE INDEX decision_by_change ON decision (change);
--> statement-breakpoint
CREATE TABLE import_run (id TEXT NOT NULL PRIMARY KEY, name TEXT NOT NULL, source TEXT NOT NULL, state TEXT NOT NULL, at TEXT NOT NULL, by TEXT NOT NULL, new INTEGER NOT NULL, changed INTEGER NOT NULL, unchanged INTEGER NOT NULL, quarantined INTEGER NOT NULL) STRICT;
--> statement-breakpoint
CREATE TABLE import_quarantine (import TEXT NOT NULL, row INTEGER NOT NULL, field TEXT NOT NULL, why TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (import, row, field)) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE mapping (name TEXT NOT NULL PRIMARY KEY, body TEXT NOT NULL) STRICT;
--> statement-breakpoint
CREATE TABLE document (id TEXT NOT NULL PRIMARY KEY, kind TEXT NOT NULL, subject TEXT NOT NULL, name TEXT NOT NULL, sha256 TEXT NOT NULL, at TEXT NOT NULL) STRICT;
--> statement-breakpoint
CREATE TABLE commit_past (feed TEXT NOT NULL, seq INTEGER NOT NULL, past TEXT NOT NULL, PRIMARY KEY (feed, seq)) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE branch (feed TEXT NOT NULL, seq INTEGER NOT NULL, hash BLOB NOT NULL, prev BLOB, line TEXT NOT NULL, hlc TEXT NOT NULL, h TEXT NOT NULL, past TEXT NOT NULL, env BLOB NOT NULL, sig BLOB NOT NULL, received_at TEXT NOT NULL, is_kept INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (feed, seq, hash)) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE fork (feed TEXT NOT NULL PRIMARY KEY, from_seq INTEGER NOT NULL, kept TEXT, is_side INTEGER NOT NULL) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE held (feed TEXT NOT NULL PRIMARY KEY, from_seq INTEGER NOT NULL, reason TEXT NOT NULL, detail TEXT NOT NULL) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE unsound (feed TEXT NOT NULL, seq INTEGER NOT NULL, hash BLOB NOT NULL, text TEXT NOT NULL, PRIMARY KEY (feed, seq, hash)) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE roster_commit (h TEXT NOT NULL, feed TEXT NOT NULL, seq INTEGER NOT NULL, hash BLOB NOT NULL, PRIMARY KEY (h, feed, seq, hash)) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE missing_text (commitment BLOB NOT NULL, class TEXT NOT NULL, subject TEXT NOT NULL, feed TEXT NOT NULL, seq INTEGER NOT NULL, place INTEGER NOT NULL, PRIMARY KEY (commitment, feed, seq, place)) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE bundle_seen (bundle TEXT NOT NULL PRIMARY KEY, feed TEXT NOT NULL, purpose TEXT NOT NULL, made TEXT NOT NULL, at TEXT NOT NULL, new INTEGER NOT NULL) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE bundle_sent (feed TEXT NOT NULL PRIMARY KEY, bundle TEXT NOT NULL, at TEXT NOT NULL) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE device_state (id INTEGER PRIMARY KEY CHECK (id = 1), clock TEXT, continued_elsewhere INTEGER NOT NULL DEFAULT 0) STRICT;
--> statement-breakpoint
CREATE TABLE revoked_key (person TEXT NOT NULL, key TEXT NOT NULL, counts TEXT NOT NULL, PRIMARY KEY (person, key)) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE roster_proposal (id TEXT NOT NULL, subject TEXT NOT NULL, type TEXT NOT NULL, data TEXT NOT NULL, text TEXT NOT NULL, proposed_by TEXT NOT NULL, proposed_at TEXT NOT NULL, state TEXT NOT NULL, settled_by TEXT, settled_at TEXT, PRIMARY KEY (id, subject)) STRICT;
--> statement-breakpoint
CREATE INDEX roster_proposal_by_state ON roster_proposal (state, proposed_at, id);
--> statement-breakpoint
CREATE TABLE entitlement_source (id TEXT NOT NULL PRIMARY KEY, name TEXT NOT NULL, snapshot TEXT, file TEXT NOT NULL, at TEXT NOT NULL, by TEXT NOT NULL, added INTEGER NOT NULL, removed INTEGER NOT NULL, mapping TEXT NOT NULL) STRICT;
--> statement-breakpoint
CREATE TABLE entitlement_part (source TEXT NOT NULL, snapshot TEXT NOT NULL, part INTEGER NOT NULL, mapping TEXT NOT NULL, quarantined TEXT NOT NULL, PRIMARY KEY (source, snapshot, part)) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE entitlement (source TEXT NOT NULL, snapshot TEXT NOT NULL, identity TEXT NOT NULL, system TEXT NOT NULL, environment TEXT NOT NULL, entitlement TEXT NOT NULL, change_ref TEXT NOT NULL, kind TEXT NOT NULL, duty TEXT NOT NULL, reaches_production INTEGER NOT NULL, PRIMARY KEY (source, snapshot, identity, system, environment, entitlement, change_ref, kind)) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE entitlement_change (source TEXT NOT NULL, how TEXT NOT NULL, identity TEXT NOT NULL, system TEXT NOT NULL, environment TEXT NOT NULL, entitlement TEXT NOT NULL, change_ref TEXT NOT NULL, kind TEXT NOT NULL, duty TEXT NOT NULL, reaches_production INTEGER NOT NULL, PRIMARY KEY (source, how, identity, system, environment, entitlement, change_ref, kind)) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE entitlement_account (source TEXT NOT NULL, identity TEXT NOT NULL, kind TEXT NOT NULL, person TEXT NOT NULL, PRIMARY KEY (source, identity)) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE duty_exception (id TEXT NOT NULL PRIMARY KEY, rule TEXT NOT NULL, holder TEXT NOT NULL, reason TEXT NOT NULL, owner TEXT NOT NULL, expires_on TEXT NOT NULL, covers TEXT NOT NULL, by TEXT NOT NULL, at TEXT NOT NULL) STRICT;
--> statement-breakpoint
CREATE TABLE newer_event (feed TEXT NOT NULL, seq INTEGER NOT NULL, hash BLOB NOT NULL, place INTEGER NOT NULL, subject TEXT NOT NULL, type TEXT NOT NULL, is_critical INTEGER NOT NULL, PRIMARY KEY (feed, seq, hash, place)) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX newer_event_by_subject ON newer_event (subject, is_critical);
--> statement-breakpoint
CREATE TABLE sheet (name TEXT NOT NULL, id TEXT NOT NULL, number TEXT, label TEXT NOT NULL, state TEXT NOT NULL, due_at TEXT, change TEXT, body TEXT NOT NULL, PRIMARY KEY (name, id)) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX sheet_by_state ON sheet (name, state, due_at);
--> statement-breakpoint
CREATE INDEX sheet_by_change ON sheet (change, name) WHERE change IS NOT NULL;
--> statement-breakpoint
CREATE INDEX sheet_by_number ON sheet (number) WHERE number IS NOT NULL;
--> statement-breakpoint
CREATE INDEX change_by_model ON change (model, n) WHERE model <> '';
--> statement-breakpoint
CREATE INDEX change_by_open_risk ON change (planned_start_at, planned_end_at, id) WHERE tier IN ('high', 'critical') AND state IN ('assessment', 'awaiting-authorisation', 'authorised', 'scheduled', 'implementing', 'validating');
--> statement-breakpoint
CREATE INDEX sheet_by_rollback_owner ON sheet (label) WHERE name = 'backout';
--> statement-breakpoint
CREATE INDEX person_by_key ON person (key) WHERE key IS NOT NULL;
--> statement-breakpoint
CREATE INDEX change_by_own_validation ON change (n) WHERE validator = started_by;
