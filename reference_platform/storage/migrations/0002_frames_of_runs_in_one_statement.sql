-- A frame of a run: the run is checked, the user's seq taken and the frame stored in one statement, one round trip.
-- depends: 0001_everything_a_question_needs

-- migrate: apply
CREATE FUNCTION append_run_event(
    of_user uuid, of_type text, of_thread uuid, of_run uuid, by_agent text,
    produced timestamptz, under_correlation text, told jsonb
) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    next_seq bigint;
BEGIN
    -- Locks the run: whoever ends it waits for this frame, or this frame finds it ended.
    UPDATE runs SET heartbeat_at = now()
    WHERE id = of_run AND status IN ('starting', 'running', 'completing');
    IF NOT FOUND THEN
        RAISE EXCEPTION 'the run has ended' USING ERRCODE = 'RN001';
    END IF;
    UPDATE users SET newest_seq = newest_seq + 1 WHERE id = of_user RETURNING newest_seq INTO STRICT next_seq;
    INSERT INTO events (user_id, seq, type, thread_id, run_id, agent, at, correlation_id, payload)
    VALUES (of_user, next_seq, of_type, of_thread, of_run, by_agent, produced, under_correlation, told);
    RETURN next_seq;
END
$$;

-- migrate: rollback
DROP FUNCTION append_run_event;
