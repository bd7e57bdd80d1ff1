"""The blows of the drill, what is looked at after each, and the processes that they fall on."""
