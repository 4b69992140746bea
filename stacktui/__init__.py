"""stacktui: a terminal UI and command line for Pulumi Cloud stacks."""
