"""stacktui: a terminal explorer for Pulumi Cloud stacks."""
