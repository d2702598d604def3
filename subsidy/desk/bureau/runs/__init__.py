"""A run from its preview to its approval: started by digest, published, objected to, signed; and its jobs."""
