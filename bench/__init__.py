"""Programs that measure, side by side with what one would use instead, in the same run."""
