"""Words that nobody has used yet are answered better by what was learned from like cases than by the help centre."""

from pathlib import Path

from models.encode import Encoder
from server.learning.statistics import paired_interval

from .conftest import HELP, SAYINGS
from .novel import SITE, SYSTEMS, Case, Novel, clusters, left_out, phrasings

CLUSTERS = 3


def test_clusters_never_seen_are_answered_better(tmp_path: Path, encoder: Encoder) -> None:
    cases = [Case(one.text, one.route, f"{SITE}:{one.article.partition(':')[2]}") for one in SAYINGS]
    world = Novel(tmp_path, encoder, HELP)
    cluster = phrasings(cases, encoder, CLUSTERS)
    right = left_out(world, cases, cluster, cases, cluster, (SYSTEMS[0], SYSTEMS[-1]))
    world.db.close()
    difference, low, _ = paired_interval(right[SYSTEMS[0]], right[SYSTEMS[-1]])
    assert len(cases) > 150
    assert difference > 0
    assert low > 0


def test_clusters_are_whole_and_always_the_same(encoder: Encoder) -> None:
    texts = ["Where is my card?", "where's my card", "Can I pay by bank?", "pay by bank transfer?"]
    embeddings = encoder.encode_many(texts)
    found = clusters(embeddings, 2)
    assert (found[0], found[2]) == (found[1], found[3])
    assert found[0] != found[2]
    assert found == clusters(embeddings, 2)
