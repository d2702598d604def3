"""An office at which anybody tries anything in any order, and its books worked out again from the tables alone."""
