-- A letter of ours is known not to have reached somebody, and no answer followed.
ALTER TABLE enquiry ADD COLUMN undelivered INTEGER NOT NULL DEFAULT 0 CHECK (undelivered IN (0, 1));
