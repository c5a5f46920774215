-- What users prefer; the trail of an account that has left its organisation.
-- depends: 0003_who_is_there_and_what_failed

-- migrate: apply
ALTER TABLE users ADD COLUMN preferences jsonb NOT NULL DEFAULT '{}';
CREATE INDEX audit_log_user ON audit_log (user_id, at);

-- migrate: rollback
DROP INDEX audit_log_user;
ALTER TABLE users DROP COLUMN preferences;
