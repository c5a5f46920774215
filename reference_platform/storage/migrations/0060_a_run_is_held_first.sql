-- Whoever writes of a run locks it before its steps, as whoever ends it does; the other way round each waits for the other.
-- depends: 0050_records_stay_in_their_region

-- migrate: apply
CREATE FUNCTION hold_run(of_run uuid) RETURNS uuid LANGUAGE plpgsql AS $$
BEGIN
    UPDATE runs SET heartbeat_at = now()
    WHERE id = of_run AND status IN ('starting', 'running', 'completing');
    IF NOT FOUND THEN
        RAISE EXCEPTION 'the run has ended' USING ERRCODE = 'RN001';
    END IF;
    RETURN of_run;
END
$$;

-- migrate: rollback
DROP FUNCTION hold_run;
