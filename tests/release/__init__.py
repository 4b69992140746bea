"""What installs stacktui, checks what is installed, and builds a release."""
