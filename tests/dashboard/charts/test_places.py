from dashboard.charts.places import LABEL_H, LABEL_W, places

NAMES = [f"/{n}" for n in range(12)]
FLOWS = {("/0", f"/{n}"): 30 - 2 * n for n in range(1, 12)}


def test_the_same_moves_give_the_same_map() -> None:
    assert places(NAMES, FLOWS) == places(NAMES, FLOWS)


def test_every_page_lies_on_the_map() -> None:
    assert all(0 <= x <= 1 and 0 <= y <= 1 for x, y in places(NAMES, FLOWS).values())


def test_no_label_lies_on_another() -> None:
    spots = list(places(NAMES, FLOWS).values())
    for i, (x, y) in enumerate(spots):
        for other_x, other_y in spots[i + 1 :]:
            assert abs(x - other_x) >= LABEL_W * 0.9 or abs(y - other_y) >= LABEL_H * 0.9


def test_pages_with_much_traffic_between_them_are_nearer_than_those_with_none() -> None:
    names = ["/a", "/b", "/c", "/d", "/e", "/f"]
    spots = places(names, {("/a", "/d"): 100, ("/b", "/e"): 1, ("/c", "/f"): 1, ("/b", "/c"): 1, ("/e", "/f"): 1})

    def apart(one: str, other: str) -> float:
        return abs(spots[one][0] - spots[other][0]) + abs(spots[one][1] - spots[other][1])

    assert apart("/a", "/d") < min(apart("/a", other) for other in ("/b", "/c", "/e", "/f"))


def test_one_page_and_none_have_places_too() -> None:
    assert set(places(["/a"], {})) == {"/a"}
    assert places([], {}) == {}
