"""Programs that install, check and build what a release is made of."""
