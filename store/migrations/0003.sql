-- Why a letter stands in its enquiry, as store.Join says; '' when it began that,
-- or came before reasons were kept.
ALTER TABLE message ADD COLUMN joined TEXT NOT NULL DEFAULT '';
-- What Outlook counts it to, from Thread-Index; '' in letters from before it was
-- read: they are still found by their ids.
ALTER TABLE message ADD COLUMN conversation TEXT NOT NULL DEFAULT '';
-- The enquiry that a letter speaks of whose writer has no part in it: people are
-- shown that, but it joins nothing. No foreign key: it must keep nobody from erasing that enquiry.
ALTER TABLE message ADD COLUMN names_enquiry INTEGER;
CREATE INDEX message_conversation ON message (conversation) WHERE conversation <> '';
