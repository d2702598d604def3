"""One claim: what is checked of it, by machine and by a person, judged, and reviewed by another."""
