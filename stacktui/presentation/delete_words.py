"""What deleting a stack takes and what it leaves: the same words in the dialog and in the command."""

from typing import Final

DELETED: Final = "Deleted: the stack, its history and its configuration in Pulumi Cloud."
KEPT: Final = "Not deleted: resources in your cloud."
RESTORABLE: Final = "An organization's administrator can restore one of its last 25 deleted stacks for a while."
