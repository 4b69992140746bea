"""What tests of several packages share: the clock, the gate before the demo, and how one waits."""
