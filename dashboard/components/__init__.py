"""What the pages share: charts, tables, words and the session that is open."""
