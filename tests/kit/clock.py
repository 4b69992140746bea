"""The time at which every test takes place."""

NOW = 1_780_000_000
