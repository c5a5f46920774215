-- Accounts, conversations, runs, the event log, usage records: all that a question and its answer need.
-- depends:

-- migrate: apply
CREATE SCHEMA analytics;

CREATE TABLE organisations (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    name text NOT NULL,
    plan text NOT NULL DEFAULT 'free' CHECK (plan IN ('free', 'early', 'mid', 'enterprise')),
    limits jsonb NOT NULL DEFAULT '{}',
    created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE users (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    email text NOT NULL UNIQUE CHECK (email = lower(email)),
    name text NOT NULL,
    password_hash text NOT NULL,
    is_operator boolean NOT NULL DEFAULT false,
    newest_seq bigint NOT NULL DEFAULT 0,
    failed_attempts integer NOT NULL DEFAULT 0,
    locked_until timestamptz,
    created_at timestamptz NOT NULL DEFAULT now()
);

-- A user belongs to exactly one organisation at a time.
CREATE TABLE members (
    organisation_id uuid NOT NULL REFERENCES organisations ON DELETE CASCADE,
    user_id uuid NOT NULL UNIQUE REFERENCES users ON DELETE CASCADE,
    role text NOT NULL CHECK (role IN ('owner', 'admin', 'analyst', 'viewer')),
    PRIMARY KEY (organisation_id, user_id)
);

CREATE TABLE invitations (
    token_hash bytea PRIMARY KEY,
    organisation_id uuid NOT NULL REFERENCES organisations ON DELETE CASCADE,
    email text NOT NULL CHECK (email = lower(email)),
    role text NOT NULL CHECK (role IN ('owner', 'admin', 'analyst', 'viewer')),
    created_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL,
    accepted_at timestamptz
);
CREATE INDEX invitations_organisation ON invitations (organisation_id);

-- successor_key makes the successor of a spent refresh token derivable from that token, which itself is never kept.
CREATE TABLE sessions (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    organisation_id uuid NOT NULL REFERENCES organisations ON DELETE CASCADE,
    successor_key bytea NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL,
    ended_at timestamptz,
    end_reason text
);
CREATE INDEX sessions_user ON sessions (user_id);
CREATE INDEX sessions_organisation ON sessions (organisation_id);

CREATE TABLE refresh_tokens (
    token_hash bytea PRIMARY KEY,
    session_id uuid NOT NULL REFERENCES sessions ON DELETE CASCADE,
    issued_at timestamptz NOT NULL DEFAULT now(),
    spent_at timestamptz
);
CREATE INDEX refresh_tokens_session ON refresh_tokens (session_id);

CREATE TABLE signing_keys (
    kid text PRIMARY KEY,
    private_pem text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    retired_at timestamptz
);

CREATE TABLE threads (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    organisation_id uuid NOT NULL REFERENCES organisations ON DELETE CASCADE,
    owner_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    title text NOT NULL DEFAULT '',
    summary text,
    status text NOT NULL DEFAULT 'active' CHECK (status IN ('draft', 'active', 'completed', 'archived')),
    visibility text NOT NULL DEFAULT 'private' CHECK (visibility IN ('private', 'organisation', 'confidential')),
    parent_id uuid REFERENCES threads ON DELETE CASCADE,
    facts jsonb NOT NULL DEFAULT '{}',
    metadata jsonb NOT NULL DEFAULT '{}',
    version integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    last_activity_at timestamptz NOT NULL DEFAULT now(),
    message_count integer NOT NULL DEFAULT 0
);
CREATE INDEX threads_owner ON threads (owner_id, last_activity_at DESC, id DESC);
CREATE INDEX threads_organisation ON threads (organisation_id, visibility);
CREATE INDEX threads_parent ON threads (parent_id);

CREATE TABLE messages (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    thread_id uuid NOT NULL REFERENCES threads ON DELETE CASCADE,
    position integer NOT NULL,
    author_id uuid REFERENCES users ON DELETE SET NULL,
    role text NOT NULL CHECK (role IN ('user', 'assistant')),
    content text NOT NULL,
    client_message_id text,
    run_id uuid,
    figures jsonb NOT NULL DEFAULT '[]',
    created_at timestamptz NOT NULL DEFAULT now(),
    UNIQUE (thread_id, position),
    UNIQUE (thread_id, client_message_id)
);

-- number orders the queue of a thread and of an organisation without ties.
CREATE TABLE runs (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    number bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
    organisation_id uuid NOT NULL REFERENCES organisations ON DELETE CASCADE,
    user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    thread_id uuid NOT NULL REFERENCES threads ON DELETE CASCADE,
    message_id uuid REFERENCES messages ON DELETE CASCADE,
    agent text NOT NULL DEFAULT 'supervisor',
    status text NOT NULL DEFAULT 'pending' CHECK (status IN (
        'pending', 'starting', 'running', 'completing',
        'completed', 'failed', 'timeout', 'dead', 'cancelled')),
    phases jsonb NOT NULL DEFAULT '[]',
    result jsonb,
    error jsonb,
    path jsonb,
    confidence double precision,
    tokens jsonb,
    cost numeric(18, 9),
    savings numeric(18, 9),
    options jsonb NOT NULL DEFAULT '{}',
    parent_run uuid REFERENCES runs ON DELETE CASCADE,
    correlation_id text NOT NULL,
    instance text,
    heartbeat_at timestamptz,
    cancel_requested_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT now(),
    started_at timestamptz,
    finished_at timestamptz
);
CREATE INDEX runs_thread ON runs (thread_id, number);
CREATE INDEX runs_organisation ON runs (organisation_id, created_at);
CREATE INDEX runs_user ON runs (user_id);
CREATE INDEX runs_message ON runs (message_id);
CREATE INDEX runs_parent ON runs (parent_run);
CREATE INDEX runs_open ON runs (number) WHERE status IN ('pending', 'starting', 'running', 'completing');

CREATE TABLE run_steps (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    run_id uuid NOT NULL REFERENCES runs ON DELETE CASCADE,
    position integer NOT NULL,
    agent text NOT NULL,
    kind text NOT NULL CHECK (kind IN ('agent', 'tool')),
    name text NOT NULL,
    call_id text,
    input jsonb,
    output jsonb,
    outcome text,
    started_at timestamptz NOT NULL,
    finished_at timestamptz,
    UNIQUE (run_id, position)
);

CREATE TABLE events (
    user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    seq bigint NOT NULL,
    type text NOT NULL,
    thread_id uuid,
    run_id uuid,
    agent text,
    at timestamptz NOT NULL,
    correlation_id text NOT NULL,
    payload jsonb NOT NULL,
    PRIMARY KEY (user_id, seq)
);
CREATE INDEX events_run ON events (run_id);

CREATE TABLE charges (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    organisation_id uuid NOT NULL REFERENCES organisations ON DELETE CASCADE,
    run_id uuid REFERENCES runs ON DELETE SET NULL,
    amount numeric(18, 9) NOT NULL,
    kind text NOT NULL,
    at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX charges_organisation ON charges (organisation_id, at);
CREATE INDEX charges_run ON charges (run_id);

-- No foreign keys: an audit row outlives what it speaks of and then keeps only an id.
CREATE TABLE audit_log (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    at timestamptz NOT NULL DEFAULT now(),
    organisation_id uuid,
    user_id uuid,
    action text NOT NULL,
    details jsonb NOT NULL DEFAULT '{}'
);
CREATE INDEX audit_log_organisation ON audit_log (organisation_id, at);

CREATE TABLE feature_flags (
    name text PRIMARY KEY,
    share double precision NOT NULL DEFAULT 0 CHECK (share BETWEEN 0 AND 1),
    changed_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE analytics.usage_records (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    organisation_id uuid NOT NULL REFERENCES organisations ON DELETE CASCADE,
    import_id uuid NOT NULL,
    at timestamptz NOT NULL,
    provider text NOT NULL,
    model text,
    feature text,
    segment text,
    prompt_tokens bigint,
    completion_tokens bigint,
    latency_ms double precision,
    cost_usd numeric(18, 9),
    cached boolean NOT NULL DEFAULT false,
    error text
);
CREATE INDEX usage_records_organisation ON analytics.usage_records (organisation_id, at);

-- migrate: rollback
DROP TABLE analytics.usage_records, feature_flags, audit_log, charges, events, run_steps, runs, messages, threads,
    signing_keys, refresh_tokens, sessions, invitations, members, users, organisations;
DROP SCHEMA analytics;
