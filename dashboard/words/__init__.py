"""What the page Today says, in every language it speaks."""

from dashboard.words.loading import LANGUAGES, dictionary, for_browser, language_of
from dashboard.words.phrases import text

__all__ = ["LANGUAGES", "dictionary", "for_browser", "language_of", "text"]
