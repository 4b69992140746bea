"""Programs that install, check and build a release."""
