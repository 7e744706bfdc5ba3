"""The page Today: the steps before a session, the live view, and what is asked after it."""
