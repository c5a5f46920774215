-- A run sees the records as they were when it began, whatever is imported while it works.
-- depends: 0003_who_is_there_and_what_failed

-- migrate: apply
ALTER TABLE analytics.usage_records ADD COLUMN imported_at timestamptz NOT NULL DEFAULT now();

-- migrate: rollback
ALTER TABLE analytics.usage_records DROP COLUMN imported_at;
