"""The command line: arguments, help, completion, and the commands that print instead of opening a screen."""
