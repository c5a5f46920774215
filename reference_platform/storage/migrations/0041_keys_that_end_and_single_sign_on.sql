-- Signing keys end when their last tokens have; people may come in through an identity provider, without a password.
-- depends: 0040_preferences_and_trail

-- migrate: apply
ALTER TABLE users ALTER COLUMN password_hash DROP NOT NULL;

-- An attempt to come in: only hashes of what the browser holds are kept, and it serves once.
CREATE TABLE sso_attempts (
    state_hash bytea PRIMARY KEY,
    browser_hash bytea NOT NULL,
    provider text NOT NULL,
    nonce text NOT NULL,
    verifier text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE identities (
    issuer text NOT NULL,
    subject text NOT NULL,
    user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    PRIMARY KEY (issuer, subject)
);
CREATE INDEX identities_user ON identities (user_id);

-- Whose people come in through which domain; the provider's groups give the roles.
CREATE TABLE sso_domains (
    domain text PRIMARY KEY CHECK (domain = lower(domain)),
    organisation_id uuid NOT NULL UNIQUE REFERENCES organisations ON DELETE CASCADE,
    roles jsonb NOT NULL DEFAULT '{}'
);

-- migrate: rollback
DROP TABLE sso_domains, identities, sso_attempts;
DELETE FROM users WHERE password_hash IS NULL;
ALTER TABLE users ALTER COLUMN password_hash SET NOT NULL;
