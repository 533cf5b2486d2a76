"""A step a module, never changed once it is released: databases remember the last one they have seen."""
