-- What became of a letter in the mailbox after we had read it, and how letters
-- that could not be read are tried again.
ALTER TABLE ledger ADD COLUMN message  INTEGER REFERENCES message; -- of a copy: the message that it is a copy of
ALTER TABLE ledger ADD COLUMN identity BLOB;                       -- of quarantined letters: equal for two deliveries of one
ALTER TABLE ledger ADD COLUMN flags    INTEGER NOT NULL DEFAULT 0; -- see types.go: what Outlook users did with it
ALTER TABLE ledger ADD COLUMN gone     INTEGER;                    -- since when it is known to be no longer in the folder
ALTER TABLE ledger ADD COLUMN tries    INTEGER NOT NULL DEFAULT 0;
ALTER TABLE ledger ADD COLUMN next_try INTEGER;                    -- when it is fetched again; NULL: when a person wants it
ALTER TABLE ledger ADD COLUMN bare     INTEGER NOT NULL DEFAULT 0; -- 1: its contents were not had, or are the server's own words
ALTER TABLE ledger ADD COLUMN sketch   TEXT NOT NULL DEFAULT '';   -- JSON: what could be read of a quarantined letter
-- Those quarantined before are recognised by their bytes, and so are old copies.
UPDATE ledger SET identity = coalesce(sha256, randomblob(32)) WHERE state = 'quarantined';
UPDATE ledger SET message = (SELECT id FROM message WHERE raw = ledger.raw LIMIT 1) WHERE state = 'set_aside' AND raw IS NOT NULL;
CREATE INDEX ledger_message ON ledger (message) WHERE message IS NOT NULL;
CREATE INDEX ledger_identity ON ledger (identity) WHERE identity IS NOT NULL;
CREATE INDEX ledger_next_try ON ledger (folder, next_try) WHERE next_try IS NOT NULL;
CREATE INDEX ledger_present ON ledger (folder, uidvalidity) WHERE gone IS NULL;
CREATE INDEX ledger_received ON ledger (received);

-- The mail accounts that were read, oldest first. UIDVALIDITY tells numberings
-- of one folder apart (RFC 9051, section 2.3.1.1), not those of two servers, which
-- may well have chosen the same. So wherever a uidvalidity is kept, its upper 32
-- bits are the account's generation.
CREATE TABLE account (
  generation INTEGER PRIMARY KEY,
  name       TEXT NOT NULL,
  since      INTEGER NOT NULL
) STRICT;

ALTER TABLE raw RENAME COLUMN zstd TO packed; -- zstd or S2, see packing.go

-- A large letter goes in pieces: SQLite holds each row it writes in memory, more
-- than once.
CREATE TABLE raw_more (
  raw  INTEGER NOT NULL REFERENCES raw,
  n    INTEGER NOT NULL, -- from 1; raw.packed is the piece before
  packed BLOB NOT NULL,
  PRIMARY KEY (raw, n)
) STRICT, WITHOUT ROWID;

-- What the server's count of a folder says about the ledger.
ALTER TABLE poll ADD COLUMN pending     INTEGER NOT NULL DEFAULT 0; -- letters listed by the server and not read yet
ALTER TABLE poll ADD COLUMN counted     INTEGER;                    -- when the folder was last compared with the ledger
ALTER TABLE poll ADD COLUMN holds       INTEGER NOT NULL DEFAULT 0; -- letters in it then
ALTER TABLE poll ADD COLUMN unaccounted INTEGER NOT NULL DEFAULT 0; -- of these, letters without a row in the ledger
ALTER TABLE poll ADD COLUMN since       INTEGER;                    -- since when there have been such

-- Letters that are being fetched and read. What is still here when the program
-- starts was in hand when it ended.
CREATE TABLE in_hand (
  id          INTEGER PRIMARY KEY,
  folder      TEXT NOT NULL,
  uidvalidity INTEGER NOT NULL,
  first_uid   INTEGER NOT NULL,
  last_uid    INTEGER NOT NULL,
  held        INTEGER NOT NULL CHECK (held IN (0, 1)),
  crashes     INTEGER NOT NULL DEFAULT 0, -- how often the program ended meanwhile
  breaks      INTEGER NOT NULL DEFAULT 0  -- how often the session with the server broke meanwhile
) STRICT;

-- Letters from before the service went live are kept for search and learning.
ALTER TABLE message ADD COLUMN backfill INTEGER NOT NULL DEFAULT 0 CHECK (backfill IN (0, 1));
ALTER TABLE enquiry ADD COLUMN backfill INTEGER NOT NULL DEFAULT 0 CHECK (backfill IN (0, 1));
-- A letter without a Message-ID is known by its content.
CREATE INDEX message_content ON message (content) WHERE message_id = '';

-- What a person told us that no letter shows: an answer by phone, or that none
-- is needed.
CREATE TABLE elsewhere (
  id       INTEGER PRIMARY KEY AUTOINCREMENT,
  enquiry  INTEGER NOT NULL REFERENCES enquiry,
  user     INTEGER NOT NULL REFERENCES user, -- who recorded it
  way      TEXT NOT NULL CHECK (way IN ('phone', 'personal_mailbox', 'other_team', 'in_person', 'none_needed')),
  at       INTEGER NOT NULL, -- when the answer was given
  who      TEXT NOT NULL,    -- who gave it; or why none is needed
  recorded INTEGER NOT NULL
) STRICT;
CREATE INDEX elsewhere_enquiry ON elsewhere (enquiry);
ALTER TABLE enquiry ADD COLUMN by_hand INTEGER NOT NULL DEFAULT 0 CHECK (by_hand IN (0, 1)); -- the first response was recorded by a person
ALTER TABLE enquiry ADD COLUMN unneeded INTEGER NOT NULL DEFAULT 0 CHECK (unneeded IN (0, 1)); -- a person said that no answer is needed

-- Spam that looks like an enquiry.
ALTER TABLE enquiry ADD COLUMN likely INTEGER NOT NULL
  AS (CASE WHEN status = 'spam' AND automatic = 0 AND topic <> 'other' THEN 1 ELSE 0 END) VIRTUAL;
CREATE INDEX enquiry_likely ON enquiry (likely, pin DESC, latest DESC, id DESC) WHERE likely = 1;

-- Words of letters. FTS4 is there without a build tag; the words themselves
-- stay in message, so that nothing is kept twice.
ALTER TABLE message ADD COLUMN people TEXT NOT NULL DEFAULT ''; -- names and addresses
ALTER TABLE message ADD COLUMN files  TEXT NOT NULL DEFAULT ''; -- names of attachments
UPDATE message SET
  people = coalesce((SELECT group_concat(p.value ->> 'name', ' ') FROM json_each(head, '$.from') p), '') || ' ' ||
           coalesce((SELECT group_concat(email, ' ') FROM correspondent WHERE message = message.id), ''),
  files  = coalesce((SELECT group_concat(a.value ->> 'name', ' ') FROM json_each(head, '$.attachments') a), '');
CREATE VIRTUAL TABLE search USING fts4(content="message", subject, own_text, people, files, tokenize=unicode61 "remove_diacritics=2", matchinfo=fts3);
INSERT INTO search (docid, subject, own_text, people, files) SELECT id, subject, own_text, people, files FROM message;
