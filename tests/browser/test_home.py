"""The page a newcomer sees first."""

import re

from playwright.sync_api import expect


def test_opens(visit):
    page = visit()
    expect(page).to_have_title(re.compile("Rehab tracker|Home"))
    expect(page.get_by_role("heading", level=1)).to_be_visible()
