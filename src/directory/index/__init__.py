"""What search looks things up in: a catalog as columns, codes and words."""
