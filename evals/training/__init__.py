"""How the weights that ship were made, and what each part of them earns."""
