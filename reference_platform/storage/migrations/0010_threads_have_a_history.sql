-- The states of each conversation, kept with the moment of each change; lists in the order in which they are read.
-- depends: 0003_who_is_there_and_what_failed

-- migrate: apply
ALTER TABLE threads ADD COLUMN history jsonb NOT NULL DEFAULT '[]';
CREATE INDEX threads_listed ON threads (organisation_id, created_at DESC, id DESC);

-- migrate: rollback
DROP INDEX threads_listed;
ALTER TABLE threads DROP COLUMN history;
