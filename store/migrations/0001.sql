-- All times are unix milliseconds, all e-mail addresses in lower case unless
-- they are shown to people.

CREATE TABLE user (
  id    INTEGER PRIMARY KEY AUTOINCREMENT,
  email TEXT NOT NULL UNIQUE,
  name  TEXT NOT NULL,
  role  TEXT NOT NULL CHECK (role IN ('reader', 'triage', 'lead', 'administrator')),
  made  INTEGER NOT NULL
) STRICT;

-- Of links and sessions only the SHA-256 of the token is kept: who reads the
-- file cannot sign in with it.
CREATE TABLE sign_in_link (
  hash    BLOB PRIMARY KEY,
  user    INTEGER NOT NULL REFERENCES user,
  made    INTEGER NOT NULL,
  expires INTEGER NOT NULL,
  used    INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX sign_in_link_user ON sign_in_link (user);

CREATE TABLE session (
  hash      BLOB PRIMARY KEY,
  user      INTEGER NOT NULL REFERENCES user,
  made      INTEGER NOT NULL,
  last_seen INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX session_user ON session (user);

CREATE TABLE cursor (
  folder      TEXT PRIMARY KEY,
  uidvalidity INTEGER NOT NULL,
  last_uid    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE poll (
  folder   TEXT PRIMARY KEY,
  last_try INTEGER NOT NULL,
  last_ok  INTEGER,
  problem  TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Letters byte for byte as the server gave them, equal bytes once.
CREATE TABLE raw (
  id     INTEGER PRIMARY KEY,
  sha256 BLOB NOT NULL UNIQUE CHECK (length(sha256) = 32),
  zstd   BLOB NOT NULL
) STRICT;

-- The account of every letter. It keeps the digest itself, since the bytes may
-- be erased one day and the account stays.
CREATE TABLE ledger (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  folder      TEXT NOT NULL,
  uidvalidity INTEGER NOT NULL,
  uid         INTEGER NOT NULL,
  state       TEXT NOT NULL CHECK (state IN ('stored', 'quarantined', 'set_aside')),
  reason      TEXT NOT NULL,
  size        INTEGER NOT NULL,
  sha256      BLOB,
  raw         INTEGER REFERENCES raw,
  received    INTEGER NOT NULL,
  seen        INTEGER NOT NULL, -- when we fetched it
  UNIQUE (folder, uidvalidity, uid)
) STRICT;
CREATE INDEX ledger_raw ON ledger (raw);
CREATE INDEX ledger_quarantined ON ledger (state, received) WHERE state = 'quarantined';

-- One conversation. Everything from subject to attachments is drawn from its
-- messages (see refresh.go) so that a list needs no other table.
CREATE TABLE enquiry (
  id             INTEGER PRIMARY KEY AUTOINCREMENT,
  version        INTEGER NOT NULL DEFAULT 1,
  topic          TEXT NOT NULL,
  topic_by       INTEGER REFERENCES user,
  confidence     REAL NOT NULL,
  unsure         INTEGER NOT NULL CHECK (unsure IN (0, 1)),
  also           TEXT NOT NULL, -- JSON: topics
  reasons        TEXT NOT NULL, -- JSON: classify.Reason
  status         TEXT NOT NULL CHECK (status IN ('new', 'open', 'waiting', 'closed', 'spam')),
  owner          INTEGER REFERENCES user,
  concern        TEXT NOT NULL CHECK (concern IN ('none', 'third_party', 'personal')),
  concern_score  REAL NOT NULL DEFAULT 0 CHECK (concern_score BETWEEN 0 AND 1), -- the highest of the letters that raised it
  automatic      INTEGER NOT NULL CHECK (automatic IN (0, 1)),
  waiting        INTEGER, -- since when somebody waits for an answer, by the letters
  due            INTEGER, -- when that answer is due; NULL when no clock runs
  first_response INTEGER,
  subject        TEXT NOT NULL DEFAULT '',
  enquirer_name  TEXT NOT NULL DEFAULT '',
  enquirer_email TEXT NOT NULL DEFAULT '', -- as written
  snippet        TEXT NOT NULL DEFAULT '',
  received       INTEGER NOT NULL,
  latest         INTEGER NOT NULL,
  letters        INTEGER NOT NULL DEFAULT 0,
  attachments    INTEGER NOT NULL DEFAULT 0,

  -- An open concern is pinned to the top of every list, one that waits for us
  -- above one that has been answered, the likelier one above the other. Spam
  -- with a concern is made only by a person who said what was done about it.
  pin INTEGER NOT NULL AS (CASE WHEN concern = 'none' OR status IN ('closed', 'spam') THEN 0
                                ELSE iif(status = 'waiting', 0, 2000) + 1 + CAST(1000 * concern_score AS INTEGER) END) VIRTUAL,
  -- Which list an enquiry stands in ...
  list TEXT NOT NULL AS (CASE WHEN status = 'spam' THEN 'spam'
                              WHEN automatic = 1 THEN 'automatic' ELSE 'all' END) VIRTUAL,
  -- ... and whether it is to do besides.
  todo INTEGER NOT NULL AS (CASE WHEN status IN ('new', 'open') AND automatic = 0 THEN 1
                                 WHEN status IN ('new', 'open', 'waiting') AND concern <> 'none' THEN 1
                                 ELSE 0 END) VIRTUAL,
  -- What is due first comes first, what no clock runs for last.
  urgency INTEGER NOT NULL AS (coalesce(due, 9000000000000000)) VIRTUAL
) STRICT;
CREATE INDEX enquiry_todo ON enquiry (todo, pin DESC, urgency, latest DESC, id DESC) WHERE todo = 1;
CREATE INDEX enquiry_list ON enquiry (list, pin DESC, latest DESC, id DESC);
CREATE INDEX enquiry_topic ON enquiry (list, topic, pin DESC, latest DESC, id DESC);
CREATE INDEX enquiry_status ON enquiry (list, status, pin DESC, latest DESC, id DESC);
CREATE INDEX enquiry_owner ON enquiry (list, owner, pin DESC, latest DESC, id DESC);
CREATE INDEX enquiry_unsure ON enquiry (list, unsure, pin DESC, latest DESC, id DESC) WHERE unsure = 1;
CREATE INDEX enquiry_late ON enquiry (pin DESC, urgency, latest DESC, id DESC) WHERE due IS NOT NULL;
CREATE INDEX enquiry_due ON enquiry (due) WHERE due IS NOT NULL;
CREATE INDEX enquiry_received ON enquiry (received);

-- An outgoing letter whose conversation we have not seen (yet) has no enquiry.
CREATE TABLE message (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  enquiry     INTEGER REFERENCES enquiry,
  ledger      INTEGER NOT NULL UNIQUE REFERENCES ledger,
  raw         INTEGER REFERENCES raw,
  direction   TEXT NOT NULL CHECK (direction IN ('in', 'out')),
  junk        INTEGER NOT NULL CHECK (junk IN (0, 1)),
  kind        TEXT NOT NULL,
  received    INTEGER NOT NULL,
  message_id  TEXT NOT NULL,
  content     BLOB NOT NULL, -- SHA-256 over subject, senders, date and text
  subject     TEXT NOT NULL,
  text        TEXT NOT NULL,
  own_text    TEXT NOT NULL,
  head        TEXT NOT NULL, -- JSON: the rest of mailbox.Message, see letter.go
  verdict     TEXT NOT NULL, -- JSON: classify.Verdict
  attachments INTEGER NOT NULL,
  CHECK (direction = 'out' OR enquiry IS NOT NULL)
) STRICT;
CREATE INDEX message_enquiry ON message (enquiry, received);
CREATE INDEX message_message_id ON message (message_id) WHERE message_id <> '';
CREATE INDEX message_raw ON message (raw);

-- Which ids a letter names in In-Reply-To and References, so that the letter
-- meant is recognised when it comes later.
CREATE TABLE named_id (
  id      TEXT NOT NULL,
  message INTEGER NOT NULL REFERENCES message,
  PRIMARY KEY (id, message)
) STRICT, WITHOUT ROWID;
CREATE INDEX named_id_message ON named_id (message);

-- Who wrote and got a letter, in lower case.
CREATE TABLE correspondent (
  message INTEGER NOT NULL REFERENCES message,
  field   TEXT NOT NULL CHECK (field IN ('from', 'reply_to', 'to', 'cc')),
  email   TEXT NOT NULL,
  PRIMARY KEY (message, email, field)
) STRICT, WITHOUT ROWID;
CREATE INDEX correspondent_email ON correspondent (email, message);

CREATE TABLE note (
  id      INTEGER PRIMARY KEY AUTOINCREMENT,
  enquiry INTEGER NOT NULL REFERENCES enquiry,
  user    INTEGER NOT NULL REFERENCES user,
  at      INTEGER NOT NULL,
  text    TEXT NOT NULL
) STRICT;
CREATE INDEX note_enquiry ON note (enquiry, id);

-- Whose turn it was last: the enquiry each owner of a topic was given.
CREATE TABLE turn (
  topic   TEXT NOT NULL,
  user    INTEGER NOT NULL REFERENCES user,
  enquiry INTEGER NOT NULL,
  PRIMARY KEY (topic, user)
) STRICT, WITHOUT ROWID;

-- The audit trail. It outlives what it tells of, hence no foreign key to
-- enquiry; ids are never used twice (AUTOINCREMENT).
CREATE TABLE event (
  id      INTEGER PRIMARY KEY AUTOINCREMENT,
  at      INTEGER NOT NULL,
  user    INTEGER REFERENCES user, -- NULL: the machine
  enquiry INTEGER,
  action  TEXT NOT NULL,
  detail  TEXT NOT NULL
) STRICT;
CREATE INDEX event_enquiry ON event (enquiry, id);
CREATE TRIGGER event_update BEFORE UPDATE ON event BEGIN SELECT raise(ABORT, 'the audit trail is append-only'); END;
CREATE TRIGGER event_delete BEFORE DELETE ON event BEGIN SELECT raise(ABORT, 'the audit trail is append-only'); END;
