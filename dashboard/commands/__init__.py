"""One module for each command of ``rehab``; each holds a click command named ``command``."""
