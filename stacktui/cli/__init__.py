"""The command line: arguments, help, completion, and the commands that print."""
