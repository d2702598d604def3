"""100,000 and 1,000,000 firms under the same seven awards, beside engines that compute with arrays."""
