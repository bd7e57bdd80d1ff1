"""The selector's trained numbers, as JSON; the model card beside them says where they come from."""
