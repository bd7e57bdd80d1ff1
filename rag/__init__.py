"""Ask questions of inspection reports; every answer is cited and every citation is checked."""
