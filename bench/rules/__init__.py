"""One explained decision beside peers that compute the same seven awards for the same firms."""
