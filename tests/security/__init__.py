"""End-to-end security tests: hostile text, secrets, termination."""
