-- Formal duties that an enquiry carries, as classify.Obligation says: JSON, in
-- the order of the list of them. Letters add to them; only a person takes one back.
ALTER TABLE enquiry ADD COLUMN obligations TEXT NOT NULL DEFAULT '[]';

-- A second question in an enquiry, with an owner of its own: half an answer does
-- not end both.
CREATE TABLE task (
  id      INTEGER PRIMARY KEY AUTOINCREMENT,
  enquiry INTEGER NOT NULL REFERENCES enquiry,
  topic   TEXT NOT NULL,
  owner   INTEGER REFERENCES user,
  due     INTEGER,                          -- by its topic's target, from when the enquirer wrote; NULL: no target
  made    INTEGER NOT NULL,
  made_by INTEGER NOT NULL REFERENCES user,
  done    INTEGER,
  done_by INTEGER REFERENCES user,
  outcome TEXT NOT NULL DEFAULT '',
  CHECK ((done IS NULL) = (done_by IS NULL))
) STRICT;
CREATE INDEX task_enquiry ON task (enquiry);
CREATE UNIQUE INDEX task_topic ON task (enquiry, topic) WHERE done IS NULL;
CREATE INDEX task_owner ON task (owner, enquiry) WHERE done IS NULL;
ALTER TABLE enquiry ADD COLUMN tasks INTEGER NOT NULL DEFAULT 0 CHECK (tasks >= 0); -- those that are not done

-- Open duties are pinned right below open concerns, and an enquiry is to do
-- until its last task is done. SQLite cannot change a generated column: it is
-- made anew, with the indexes that hold it.
DROP INDEX enquiry_todo;
DROP INDEX enquiry_list;
DROP INDEX enquiry_topic;
DROP INDEX enquiry_status;
DROP INDEX enquiry_owner;
DROP INDEX enquiry_unsure;
DROP INDEX enquiry_late;
DROP INDEX enquiry_likely;
ALTER TABLE enquiry DROP COLUMN pin;
ALTER TABLE enquiry DROP COLUMN todo;
-- 0: not pinned; 1: a duty; from 2: a concern.
ALTER TABLE enquiry ADD COLUMN pin INTEGER NOT NULL AS (CASE
    WHEN status IN ('closed', 'spam') THEN 0
    WHEN concern <> 'none' THEN iif(status = 'waiting', 0, 2000) + 2 + CAST(1000 * concern_score AS INTEGER)
    WHEN obligations <> '[]' AND status <> 'waiting' THEN 1
    ELSE 0 END) VIRTUAL;
ALTER TABLE enquiry ADD COLUMN todo INTEGER NOT NULL AS (CASE
    WHEN status IN ('new', 'open') AND automatic = 0 THEN 1
    WHEN status IN ('new', 'open', 'waiting') AND (concern <> 'none' OR tasks > 0) THEN 1
    ELSE 0 END) VIRTUAL;
CREATE INDEX enquiry_todo ON enquiry (todo, pin DESC, urgency, latest DESC, id DESC) WHERE todo = 1;
CREATE INDEX enquiry_list ON enquiry (list, pin DESC, latest DESC, id DESC);
CREATE INDEX enquiry_topic ON enquiry (list, topic, pin DESC, latest DESC, id DESC);
CREATE INDEX enquiry_status ON enquiry (list, status, pin DESC, latest DESC, id DESC);
CREATE INDEX enquiry_owner ON enquiry (list, owner, pin DESC, latest DESC, id DESC);
CREATE INDEX enquiry_unsure ON enquiry (list, unsure, pin DESC, latest DESC, id DESC) WHERE unsure = 1;
CREATE INDEX enquiry_late ON enquiry (pin DESC, urgency, latest DESC, id DESC) WHERE due IS NOT NULL;
CREATE INDEX enquiry_likely ON enquiry (likely, pin DESC, latest DESC, id DESC) WHERE likely = 1;
CREATE INDEX enquiry_duties ON enquiry (list, pin DESC, latest DESC, id DESC) WHERE obligations <> '[]';

-- Models of the sorting. A model is a recipe, not its weights: the corpus of the
-- program and the corrections it was trained with give it again, bit for bit.
-- Number 0, which has no row, is the one without corrections.
CREATE TABLE model (
  id      INTEGER PRIMARY KEY AUTOINCREMENT,
  made    INTEGER NOT NULL,
  made_by INTEGER REFERENCES user, -- NULL: the machine, or a command
  base    TEXT NOT NULL,           -- what it was trained on beside the corrections: a digest of corpus and topics
  taken   INTEGER NOT NULL CHECK (taken IN (0, 1)),
  why     TEXT NOT NULL,           -- why it was taken or refused, in words
  figures TEXT NOT NULL            -- JSON: what was measured
) STRICT;
CREATE TABLE model_correction (
  model      INTEGER NOT NULL REFERENCES model,
  correction INTEGER NOT NULL REFERENCES correction,
  PRIMARY KEY (model, correction)
) STRICT, WITHOUT ROWID;
CREATE INDEX model_correction_correction ON model_correction (correction);
-- Which model sorts: the newest row. None: number 0.
CREATE TABLE model_use (
  id    INTEGER PRIMARY KEY AUTOINCREMENT,
  at    INTEGER NOT NULL,
  user  INTEGER REFERENCES user, -- NULL: the machine, or a command
  model INTEGER NOT NULL
) STRICT;

-- Each time a person set or confirmed a topic: what the machine had said, and
-- what is right. The newest of an enquiry is what is learned from its letter.
CREATE TABLE correction (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  enquiry    INTEGER NOT NULL REFERENCES enquiry,
  message    INTEGER NOT NULL REFERENCES message, -- the letter whose words are learned from
  user       INTEGER NOT NULL REFERENCES user,
  at         INTEGER NOT NULL,
  said       TEXT NOT NULL,
  confidence REAL NOT NULL,
  unsure     INTEGER NOT NULL CHECK (unsure IN (0, 1)),
  model      INTEGER NOT NULL, -- that said it
  topic      TEXT NOT NULL,
  newest     INTEGER NOT NULL DEFAULT 1 CHECK (newest IN (0, 1)) -- of its enquiry
) STRICT;
CREATE INDEX correction_enquiry ON correction (enquiry, id);
CREATE INDEX correction_message ON correction (message);
CREATE INDEX correction_newest ON correction (id) WHERE newest = 1;
ALTER TABLE message ADD COLUMN model INTEGER NOT NULL DEFAULT 0; -- that gave the verdict
-- What people sorted before is learned from too.
INSERT INTO correction (enquiry, message, user, at, said, confidence, unsure, model, topic)
  SELECT e.id, m.id, e.topic_by,
    coalesce((SELECT max(v.at) FROM event v WHERE v.enquiry = e.id AND v.action = 'topic'), e.received),
    coalesce(m.verdict ->> 'topic', 'other'), coalesce(m.verdict ->> 'confidence', 0.0), coalesce(m.verdict ->> 'unsure', 1), 0, e.topic
  FROM enquiry e JOIN message m ON m.id =
    (SELECT id FROM message WHERE enquiry = e.id AND direction = 'in' ORDER BY kind <> 'human', received, id LIMIT 1)
  WHERE e.topic_by IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM event v WHERE v.enquiry = e.id AND v.action = 'quarantine') -- typed in: no machine had said anything
  ORDER BY 4, e.id;
