"""The identity provider: OpenID Connect with discovery, PKCE enforced, each code good once."""
