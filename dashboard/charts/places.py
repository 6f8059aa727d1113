"""Where the pages of a product lie on its map: pages with much traffic between them near each other, none on another.

Starts from an ellipse in the order given, then springs pull along the moves and push everything apart (after
Fruchterman and Reingold), and at last labels that would overlap are moved away from each other. No randomness: the
same moves give the same map.
"""

from math import cos, hypot, pi, sin, sqrt

Places = dict[str, tuple[float, float]]
Flows = dict[tuple[str, str], int]
Pulls = dict[tuple[str, str], float]

ROUNDS = 160  # after these nothing moves by more than a pixel, up to forty pages
SPREAD_ROUNDS = 120
LABEL_W, LABEL_H = 0.27, 0.15  # of the map: room for a name and a node on a screen of 400 px


def places(names: list[str], flows: Flows) -> Places:
    """Name -> (x, y), both within 0..1."""
    spots = _ellipse(names)
    if len(names) > 2:
        pulls = _pulls(names, flows)
        ideal = 1.3 / sqrt(len(names))
        for turn in range(ROUNDS):
            _step(spots, pulls, ideal, 0.1 * (1 - turn / ROUNDS))
    _fit(spots)
    _spread(spots)
    return {name: (x, y) for name, (x, y) in spots.items()}


def _ellipse(names: list[str]) -> dict[str, list[float]]:
    turn = 2 * pi / max(1, len(names))
    return {name: [0.5 + 0.4 * cos(turn * i + 0.3), 0.5 + 0.4 * sin(turn * i + 0.3)] for i, name in enumerate(names)}


def _pulls(names: list[str], flows: Flows) -> Pulls:
    """How strongly two pages pull each other, 0 to 1, whichever way one moves between them."""
    both: Pulls = {}
    for (source, target), moves in flows.items():
        if source != target and source in names and target in names:
            pair = (min(source, target), max(source, target))
            both[pair] = both.get(pair, 0) + moves
    most = max(both.values(), default=1)
    return {pair: sqrt(moves / most) for pair, moves in both.items()}


def _step(spots: dict[str, list[float]], pulls: Pulls, ideal: float, most: float) -> None:
    forces = {name: [0.0, 0.0] for name in spots}
    names = list(spots)
    for i, one in enumerate(names):
        for other in names[i + 1 :]:
            dx, dy = spots[one][0] - spots[other][0], spots[one][1] - spots[other][1]
            far = max(hypot(dx, dy), 0.01)
            pull = pulls.get((min(one, other), max(one, other)), 0)
            push = (ideal * ideal / far - pull * far * far / ideal) / far
            _move(forces[one], dx * push, dy * push)
            _move(forces[other], -dx * push, -dy * push)
    for name, (fx, fy) in forces.items():
        fx += (0.5 - spots[name][0]) * 0.3  # loose pages stay on the map
        fy += (0.5 - spots[name][1]) * 0.3
        strength = max(hypot(fx, fy), 1e-9)
        _move(spots[name], fx / strength * min(strength, most), fy / strength * min(strength, most))


def _move(spot: list[float], dx: float, dy: float) -> None:
    spot[0] += dx
    spot[1] += dy


def _fit(spots: dict[str, list[float]]) -> None:
    for axis in (0, 1):
        low = min((spot[axis] for spot in spots.values()), default=0)
        wide = max((spot[axis] for spot in spots.values()), default=1) - low
        for spot in spots.values():
            spot[axis] = (spot[axis] - low) / wide if wide > 1e-6 else 0.5


def _spread(spots: dict[str, list[float]]) -> None:
    """Moves overlapping labels apart along the shorter way; the map's edge holds."""
    names = sorted(spots)
    for _ in range(SPREAD_ROUNDS):
        moved = False
        for i, one in enumerate(names):
            for other in names[i + 1 :]:
                moved |= _part(spots[one], spots[other])
        if not moved:
            return


def _part(one: list[float], other: list[float]) -> bool:
    over_x = LABEL_W - abs(one[0] - other[0])
    over_y = LABEL_H - abs(one[1] - other[1])
    if over_x <= 0 or over_y <= 0:
        return False
    axis, over = (0, over_x) if over_x / LABEL_W < over_y / LABEL_H else (1, over_y)
    sign = 1 if one[axis] >= other[axis] else -1
    for spot, way in ((one, sign), (other, -sign)):
        spot[axis] = min(1.0, max(0.0, spot[axis] + way * (over / 2 + 0.002)))
    return True
