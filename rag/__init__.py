"""Ask questions of inspection reports; every answer is cited and checked."""
