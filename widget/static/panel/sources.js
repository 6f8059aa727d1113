// The sources of an answer: one for each article, however many of its passages are quoted. No DOM.

/**
 * `[{n, title, citations}]` in the order of their first citations, n from 1: the number that a reader sees. Passages of
 * one article share its title and its address up to the anchor.
 */
export function sourcesOf(citations) {
  const found = new Map();
  for (const citation of citations) {
    const article = JSON.stringify([citation.title, citation.url.split("#", 1)[0]]);
    if (!found.has(article)) found.set(article, { n: found.size + 1, title: citation.title, citations: [] });
    found.get(article).citations.push(citation);
  }
  return [...found.values()];
}

/** What is quoted, to be read before a source is followed; null where nothing is known of it. */
export function quoted(citations) {
  return citations.map(({ quote }) => quote).filter(Boolean).join(" … ") || null;
}
