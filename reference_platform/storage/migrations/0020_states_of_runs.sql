-- Every state that a run was in, with its moment: written by the database, whoever changes the state.
-- depends: 0003_who_is_there_and_what_failed

-- migrate: apply
ALTER TABLE runs ADD COLUMN states jsonb NOT NULL DEFAULT '[]';

CREATE FUNCTION note_state_of_run() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.states := NEW.states || jsonb_build_object('name', NEW.status, 'at',
        to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'));
    RETURN NEW;
END
$$;
CREATE TRIGGER runs_first_state BEFORE INSERT ON runs FOR EACH ROW EXECUTE FUNCTION note_state_of_run();
CREATE TRIGGER runs_next_state BEFORE UPDATE OF status ON runs FOR EACH ROW
    WHEN (OLD.status <> NEW.status) EXECUTE FUNCTION note_state_of_run();

-- What operators are alerted to.
CREATE INDEX runs_alerts ON runs (number) WHERE status IN ('dead', 'timeout');

-- migrate: rollback
DROP INDEX runs_alerts;
DROP TRIGGER runs_next_state ON runs;
DROP TRIGGER runs_first_state ON runs;
DROP FUNCTION note_state_of_run;
ALTER TABLE runs DROP COLUMN states;
