"""Knowledge: articles from a folder of Markdown, their passages, and the index that finds them."""
