"""Pages of the web as sources: what may be reached, fetching a page, crawling a site. No database, no formats."""
