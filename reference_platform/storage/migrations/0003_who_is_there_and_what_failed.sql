-- Which chat processes there are, who is connected to them, what waits for whom, and which models have failed.
-- depends: 0002_frames_of_runs_in_one_statement

-- migrate: apply
-- The newest frame that a connection of the user was sent, as of when the user's last connection ended.
ALTER TABLE users ADD COLUMN delivered_seq bigint NOT NULL DEFAULT 0;

CREATE TABLE instances (
    name text PRIMARY KEY,
    heartbeat_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE connections (
    id uuid PRIMARY KEY,
    user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    instance text NOT NULL REFERENCES instances ON DELETE CASCADE,
    since timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX connections_user ON connections (user_id);
CREATE INDEX connections_instance ON connections (instance);

-- Open while opened_at is younger than the setting says, half-open after that, closed without one.
CREATE TABLE breakers (
    organisation_id uuid NOT NULL REFERENCES organisations ON DELETE CASCADE,
    model text NOT NULL,
    failures integer NOT NULL DEFAULT 0,
    successes integer NOT NULL DEFAULT 0,
    opened_at timestamptz,
    PRIMARY KEY (organisation_id, model)
);

-- migrate: rollback
DROP TABLE breakers, connections, instances;
ALTER TABLE users DROP COLUMN delivered_seq;
