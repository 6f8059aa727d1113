"""The panel as a guest: hostile styles, shortcuts, directions, narrow and touch screens, accents, replaced bodies."""

import pytest
from playwright.sync_api import expect

from tests.widget.panel.visit import ANSWER, NUDGE, Visit, Visiting
from widget.protocol import Turn

HOSTILE = """async () => {
    const link = document.createElement('link');
    link.rel = 'stylesheet'; link.href = '/host/hostile.css';
    const done = new Promise(resolve => link.onload = resolve);
    document.head.append(link);
    await done;
}"""
LOOK = """() => {
    const root = document.querySelector('handrail-panel').shadowRoot.querySelector('.root');
    const facts = [];
    for (const one of root.querySelectorAll('*')) {
        const style = getComputedStyle(one);
        const box = one.getBoundingClientRect();
        if (style.animationName === 'pulse') continue;
        facts.push([one.className.baseVal ?? one.className, style.color, style.backgroundColor, style.font,
            style.direction, style.visibility, style.letterSpacing, style.textTransform, style.opacity,
            box.width, box.height].join(' '));
    }
    return facts;
}"""
CONTRAST = """([selector, background]) => {
    const root = document.querySelector('handrail-panel').shadowRoot;
    const channels = text => text.match(/[\\d.]+/g).slice(0, 3).map(Number);
    const light = rgb => rgb.map(v => v / 255).map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
        .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
    const style = getComputedStyle(root.querySelector(selector));
    const ground = (background ? getComputedStyle(root.querySelector(background)) : style).backgroundColor;
    const [a, b] = [light(channels(style.color)), light(channels(ground))].sort((x, y) => y - x);
    return (a + 0.05) / (b + 0.05);
}"""


def settled(visit: Visit) -> list[str]:
    """How everything in the panel looks once nothing moves and nothing is added any more."""
    looks: list[list[str]] = []
    while len(looks) < 2 or looks[-1] != looks[-2]:
        assert len(looks) < 50, "The panel never comes to rest."
        visit.page.evaluate("Promise.all(document.querySelector('handrail-panel').shadowRoot.getAnimations()"
                            ".filter(one => one.animationName !== 'pulse').map(one => one.finished))")  # fmt: skip
        looks.append(list(visit.page.evaluate(LOOK)))
        visit.page.wait_for_timeout(200)
    return looks[-1]


def test_hostile_styles_change_nothing_in_the_panel(visit: Visit) -> None:
    visit.open()
    visit.ask()
    visit.frame(Turn(ANSWER))
    before = settled(visit)
    visit.page.evaluate(HOSTILE)
    assert settled(visit) == before
    expect(visit.composer).to_be_visible()
    visit.ask("It still works")
    assert len(visit.sent("say")) == 2


def test_the_opacity_of_the_page_does_not_reach_the_panel(visit: Visit) -> None:
    visit.page.evaluate(HOSTILE)
    assert visit.page.evaluate("document.querySelector('handrail-panel').matches(':popover-open')")
    visit.page.mouse.click(1200 - 20 - 28, 800 - 20 - 28)
    expect(visit.dialog).to_be_visible()


def test_keys_pressed_in_the_panel_are_no_shortcuts_of_the_page(visit: Visit) -> None:
    visit.open()
    visit.page.evaluate("window.rig.keys.length = 0")
    visit.type("gs/")
    visit.press("Escape")
    assert visit.page.evaluate("window.rig.keys") == []


def test_a_replaced_body_keeps_the_panel_and_its_conversation(visit: Visit) -> None:
    visit.open()
    visit.ask("Am I still here?")
    visit.page.evaluate("document.body.replaceWith(document.createElement('body'))")
    expect(visit.log.get_by_text("Am I still here?")).to_be_visible()


def test_a_page_from_right_to_left_mirrors_the_panel(visit: Visit) -> None:
    visit.page.evaluate("document.documentElement.dir = 'rtl'")
    launcher = visit.launcher.bounding_box()
    assert launcher
    assert launcher["x"] == 20
    visit.frame(NUDGE)
    expect(visit.card).to_have_attribute("data-side", "left")
    visit.open()
    dialog = visit.dialog.bounding_box()
    assert dialog
    assert dialog["x"] == 20


def test_offsets_keep_it_off_the_pages_own_controls(visiting: Visiting) -> None:
    visit = visiting().go("?x=96&y=40")
    box = visit.launcher.bounding_box()
    assert box
    assert (1200 - box["x"] - box["width"], 800 - box["y"] - box["height"]) == (96, 40)


def test_at_320_pixels_it_is_a_sheet_that_keeps_the_focus(visiting: Visiting) -> None:
    visit = visiting(viewport={"width": 320, "height": 560}).go()
    visit.open()
    assert visit.dialog.bounding_box() == {"x": 0, "y": 0, "width": 320, "height": 560}
    assert visit.dialog.evaluate("one => one.scrollWidth") <= 320
    expect(visit.composer).to_be_focused()
    visit.tab_to(visit.button("What is shared"))
    visit.press("Tab")
    expect(visit.button("Close help")).to_be_focused()
    visit.press("Shift+Tab")
    expect(visit.button("What is shared")).to_be_focused()


def test_at_320_pixels_show_me_makes_way_for_the_page(visiting: Visiting) -> None:
    visit = visiting(viewport={"width": 320, "height": 560}).go()
    visit.open()
    visit.frame(Turn(ANSWER))
    visit.tab_to(visit.button("Show me"), "Shift+Tab")
    visit.press("Enter")
    expect(visit.dialog).to_be_hidden()
    expect(visit.outline).to_be_in_viewport()


def test_at_200_percent_zoom_everything_stays_within_the_view(visiting: Visiting) -> None:
    visit = visiting(viewport={"width": 640, "height": 400}, device_scale_factor=2).go()
    visit.open()
    box = visit.dialog.bounding_box()
    assert box
    assert box["y"] >= 0
    assert box["y"] + box["height"] <= 400
    for part in (visit.composer, visit.button("Talk to a person"), visit.button("Close help")):
        expect(part).to_be_in_viewport(ratio=1)


def test_the_launcher_hides_while_an_on_screen_keyboard_is_up(visiting: Visiting) -> None:
    visit = visiting(viewport={"width": 390, "height": 800}, has_touch=True, is_mobile=True).go()
    visit.page.locator("#vat").focus()
    expect(visit.launcher).to_be_visible()
    visit.page.set_viewport_size({"width": 390, "height": 480})  # the keyboard takes the rest
    expect(visit.launcher).to_be_hidden()
    visit.page.set_viewport_size({"width": 390, "height": 800})
    expect(visit.launcher).to_be_visible()


def test_a_small_window_without_touch_keeps_the_launcher(visit: Visit) -> None:
    visit.page.locator("#vat").focus()
    visit.page.set_viewport_size({"width": 1200, "height": 400})
    expect(visit.launcher).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("accent", ["%23ffe14d", "%23777777", "%23101010", "hotpink", "nonsense"])
def test_any_accent_keeps_text_readable(visiting: Visiting, accent: str, scheme: str) -> None:
    visit = visiting(color_scheme=scheme).go(f"?accent={accent}")
    visit.frame(NUDGE)
    visit.page.evaluate("window.rig.panel.open()")
    visit.frame(Turn(ANSWER))
    visit.type("x")
    assert visit.page.evaluate(CONTRAST, [".launcher", ""]) >= 4.5
    assert visit.page.evaluate(CONTRAST, [".sources a", ".dialog"]) >= 4.5
    assert visit.page.evaluate(CONTRAST, [".card .main", ""]) >= 4.5


def test_forced_colours_draw_the_edges(visiting: Visiting) -> None:
    visit = visiting(forced_colors="active").go()
    assert visit.launcher.evaluate("one => getComputedStyle(one).borderTopWidth") == "1px"
