"""Words that nobody has used yet are answered better by what was learned from like cases than by the help centre."""

from pathlib import Path

from models.encode import Encoder
from server.learning.statistics import paired_interval

from .conftest import HELP, SAYINGS
from .novel import SITE, SYSTEMS, Case, Novel, clusters, left_out, phrasings

CLUSTERS = 3
OFTEN = 8  # sayings of an article from which three clusters of them are different ways to put it


def test_clusters_never_seen_are_answered_better(tmp_path: Path, encoder: Encoder) -> None:
    cases = [Case(one.text, one.route, f"{SITE}:{one.article.partition(':')[2]}") for one in SAYINGS]
    often = {case.article for case in cases if sum(one.article == case.article for one in cases) >= OFTEN}
    cases = [case for case in cases if case.article in often]
    world = Novel(tmp_path, encoder, HELP)
    cluster = phrasings(cases, encoder, CLUSTERS)
    right = left_out(world, cases, cluster, cases, cluster)
    world.db.close()
    before, after = right[SYSTEMS[0]], right[SYSTEMS[-1]]
    difference, low, _ = paired_interval(before, after)
    assert len(before) == len(cases) >= 80
    assert difference > 0.03
    assert low > 0


def test_clusters_are_whole_and_always_the_same(encoder: Encoder) -> None:
    texts = ["Where is my card?", "where's my card", "Can I pay by bank?", "pay by bank transfer?"]
    embeddings = encoder.encode_many(texts)
    found = clusters(embeddings, 2)
    assert (found[0], found[2]) == (found[1], found[3])
    assert found[0] != found[2]
    assert found == clusters(embeddings, 2)
