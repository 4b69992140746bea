"""A company that does not exist, served by Pulumi Cloud's protocol."""
