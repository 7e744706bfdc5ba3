"""The page Today: check, cards, sensor, strap, the session itself, and what was done."""

from dashboard.today import page

page.show()
