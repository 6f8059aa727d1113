"""`window.handrail`: what hosts call, what they hear, and that all of it can be taken back."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext

from tests.widget.browser.conftest import Visit
from tests.widget.browser.peer import Peer
from tests.widget.browser.tap import Tap, tapped
from widget.events import Kind
from widget.protocol import Identified, Snapshot

pytestmark = pytest.mark.browser

# The page's own functions before anybody stands around them, and the listeners of ours that live.
NATIVE = """
window.natives = () => [window.fetch, window.open, window.alert, window.confirm, window.prompt, window.print,
  XMLHttpRequest.prototype.send, WebSocket.prototype.send, Clipboard.prototype.write, Clipboard.prototype.writeText,
  history.pushState, history.replaceState];
window.before = natives();
window.changed = () => natives().filter((one, place) => one !== before[place]).length;
window.added = [];
const add = EventTarget.prototype.addEventListener;
EventTarget.prototype.addEventListener = function (name, work, options) {
  if ([undefined, window, document, visualViewport, navigation].includes(this))
    if (new Error().stack.includes("/widget/")) added.push([name, options?.signal]);
  return add.call(this ?? window, name, work, options);
};
window.listening = () => added.filter(([, signal]) => !signal?.aborted).map(([name]) => name);
"""
HEAR = "window.heard = []; window.off = handrail.on('struggle', (one) => heard.push(one)); 0"


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    context = chromium.new_context(viewport={"width": 900, "height": 700})
    context.add_init_script(NATIVE)
    yield context
    context.close()


@pytest.fixture
def tap(context: BrowserContext, served: Peer, host: str) -> Tap:
    served.forget()
    return tapped(context, served, host)


# ---------------------------------------------------------------- calls


def test_calls_before_load_are_carried_out_in_order(tap: Tap) -> None:
    tap.page.add_init_script("window.handrail = [['release', '2.5'], ['context', {plan: 'team'}]]")
    held: list[object] = []
    tap.page.route("**/widget/later.js*", lambda route: held.append(route))
    tap.enter()
    tap.wait(lambda: held, "the request for later.js", 10)
    tap.page.evaluate("handrail.context({seats: 12}); handrail.push(['completed', 'import'])")
    held[0].continue_()  # type: ignore[attr-defined]
    tap.ready()
    told = [one for one in tap.messages("tell") if one["what"] in ("release", "context", "completed")]
    assert [one.get("name") or one.get("values") or one.get("step") for one in told] == [
        "2.5",
        {"plan": "team"},
        {"plan": "team", "seats": "12"},
        "import",
    ]


def test_context_is_merged_and_a_null_takes_a_key_away(tap: Tap) -> None:
    tap.enter().ready()
    tap.page.evaluate("handrail.context({plan: 'team', trial: true}); handrail.context({trial: null, seats: 3})")
    assert tap.messages("tell", "context")[-1]["values"] == {"plan": "team", "seats": "3"}


@pytest.mark.parametrize(
    ("call", "words"),
    [
        ("release()", "the release's name is missing"),
        ("completed('  ')", "the step's name is missing"),
        ("identify({})", "the visitor's id in your product is missing"),
        ("identify('u1', 'admin')", "an object of names and values is wanted"),
        ("identify('u1', {}, {proof: 7})", "the proof is not a text"),
        ("context('team')", "an object of names and values is wanted"),
        ("context({plan: {name: 'team'}})", '"plan" is neither a text'),
        ("context(Object.fromEntries([...Array(21).keys()].map((n) => [n, n])))", "at most 20 keys"),
        ("on('rage', () => 1)", 'there is no "rage"'),
        ("on('struggle', 'log')", "is not a function"),
        ("consent('yes')", '"yes" is no mode'),
        ("push(['constructor'])", "there is no handrail.constructor"),
    ],
)
def test_wrong_arguments_are_named_in_the_console_and_change_nothing(tap: Tap, call: str, words: str) -> None:
    tap.enter().ready()
    before = len(tap.messages("tell"))
    tap.page.evaluate(f"void handrail.{call}")
    (said,) = tap.wait(lambda: tap.problems, "the warning", 5)
    assert said.startswith("handrail.")
    assert words in said
    assert len(tap.messages("tell")) == before


def test_unsubscribing_from_a_refused_hook_does_nothing(tap: Tap) -> None:
    tap.enter().ready()
    tap.page.evaluate("handrail.on('rage', () => 1)()")
    assert all("there is no" in said for said in tap.problems)


# ---------------------------------------------------------------- hooks


def test_host_hears_of_each_struggle_with_its_hint_until_it_has_heard_enough(tap: Tap) -> None:
    tap.enter().ready()
    tap.page.evaluate(HEAR)
    struggle = {"k": "struggle", "signal": "dead_click", "element": "#idle", "name": "Export list", "count": 2}
    tap.say(struggle, {"k": "hint", "element": "#idle", "sentence": "This needs a plan."})
    heard = tap.wait(lambda: tap.page.evaluate("heard"), "the struggle", 5)
    known = {"signal": "dead_click", "verdict": "struggle", "element": "#idle", "name": "Export list", "count": 2}
    assert heard == [{**known, "sentence": "This needs a plan."}]
    tap.say(
        {"k": "frame", "frame": {"kind": "nd", "nudge": "nudge-1", "element": "#idle", "sentence": "Ask an owner."}}
    )
    assert tap.page.evaluate("heard[1].signal + ': ' + heard[1].sentence") == "dead_click: Ask an owner."
    tap.page.evaluate("off()")
    tap.say(struggle)
    tap.rest(300)
    assert tap.page.evaluate("heard.length") == 2


def test_answers_and_resolved_steps_are_heard_and_the_visitor_s_own_words_are_not(tap: Tap) -> None:
    tap.enter().ready()
    tap.page.evaluate(
        "window.heard = []; handrail.on('answer', ({text}) => heard.push(text)); "
        "handrail.on('resolved', ({step}) => heard.push(step)); 0"
    )
    said = {"at": 1, "citations": [], "sure": "", "highlight": "", "solvable": False}
    asked = {**said, "turn": "t1", "who": "visitor", "text": "Where?"}
    answer = {**said, "turn": "t2", "who": "handrail", "text": "Under Billing."}
    for view in (asked, answer):
        tap.say({"k": "frame", "frame": {"kind": "tu", "view": view}})
    tap.say({"k": "frame", "frame": {"kind": "rs", "step": "vat", "sentence": "Done."}})
    assert tap.page.evaluate("heard") == ["Under Billing.", "vat"]


def test_fault_in_the_host_s_hook_is_a_warning_and_the_next_hook_still_hears(tap: Tap) -> None:
    tap.enter().ready()
    tap.page.evaluate(
        "window.heard = 0; handrail.on('struggle', () => { throw new Error('theirs'); }); "
        "handrail.on('struggle', () => heard++); 0"
    )
    tap.say({"k": "struggle", "signal": "dead_click", "element": "#idle", "name": "", "count": 1})
    tap.wait(lambda: tap.page.evaluate("heard"), "the second hook", 5)
    (said,) = tap.wait(lambda: tap.problems, "the warning", 5)
    assert "theirs" in said


def test_hook_taken_back_before_load_is_never_called(tap: Tap) -> None:
    held: list[object] = []
    tap.page.route("**/widget/later.js*", lambda route: held.append(route))
    tap.enter()
    tap.wait(lambda: held, "the request for later.js", 10)
    tap.page.evaluate(f"{HEAR}; off(); handrail.on('struggle', () => (window.other = true)); 0")
    held[0].continue_()  # type: ignore[attr-defined]
    tap.ready()
    tap.say({"k": "struggle", "signal": "dead_click", "element": "#idle", "name": "", "count": 1})
    tap.wait(lambda: tap.page.evaluate("window.other"), "the other hook", 5)
    assert tap.page.evaluate("heard") == []


# ---------------------------------------------------------------- with Python in the page


def test_real_struggle_who_is_here_and_context_reach_host_and_server(visit: Visit) -> None:
    visit.open("/signals.html").online()
    visit.page.evaluate(HEAR)
    visit.page.evaluate("handrail.identify('user-17', {role: 'admin'}); handrail.context({plan: 'team'})")
    for _ in range(4):
        visit.page.click("#idle-one")
    (heard, *_) = visit.wait(lambda: visit.page.evaluate("heard"), "the struggle", 10)
    assert (heard["signal"], heard["verdict"], heard["element"]) == ("rage_click", "struggle", "#idle-one")
    assert heard["name"] == "Export list"
    (who,) = visit.wait(lambda: visit.peer.events(Identified), "who is here", 10)
    assert (who.who, who.traits) == ("user-17", (("role", "admin"),))
    visit.wait(lambda: [one for one in visit.peer.events(Snapshot) if one.context], "the context", 10)
    assert visit.peer.events(Snapshot)[-1].context == (("plan", "team"),)


def test_the_proof_of_who_is_here_and_its_end_reach_the_server(visit: Visit) -> None:
    visit.open("/signals.html").online()
    visit.page.evaluate("handrail.identify('4f9c1e2ab77d40c2', {plan: 'team'}, {proof: 'ab'.repeat(32)})")
    (who,) = visit.wait(lambda: visit.peer.events(Identified), "who is here", 10)
    assert who == Identified(who.dt, "4f9c1e2ab77d40c2", (("plan", "team"),), "ab" * 32)
    visit.page.evaluate("handrail.identify(null)")
    visit.wait(lambda: len(visit.peer.events(Identified)) == 2, "the sign-out", 10)
    assert visit.peer.events(Identified)[-1].who == ""


# ---------------------------------------------------------------- stopping


def test_stop_gives_the_page_its_functions_back_and_captures_nothing_more(tap: Tap) -> None:
    tap.enter().ready()
    assert tap.page.evaluate("changed()") > 0
    tap.calm()
    assert len(tap.page.evaluate("listening()")) > 20
    tap.page.evaluate("handrail.stop()")
    assert tap.page.evaluate("listening()") == []
    rows = len(tap.seen())
    tap.page.click("#works")
    tap.page.click("#loads")
    tap.page.evaluate("handrail.release('3.0'); handrail.open(); handrail.stop()")
    assert len(tap.rest().seen()) == rows
    assert tap.page.evaluate("changed()") == 0
    assert tap.page.evaluate("document.querySelector('handrail-panel')") is None
    assert tap.problems == []


def test_wrapper_that_stands_around_ours_stays_and_passes_through(tap: Tap) -> None:
    tap.enter().ready()
    tap.page.evaluate(
        "{ const inner = window.fetch; window.theirs = window.fetch = (...all) => { window.passed = true; "
        "return inner(...all); }; }"
    )
    tap.page.evaluate("handrail.stop()")
    assert tap.page.evaluate("window.fetch === theirs")
    assert tap.page.evaluate("fetch('/prices.json').then((answer) => answer.status)") == 200
    assert tap.page.evaluate("passed")
    assert tap.page.evaluate("changed()") == 1  # theirs alone


def test_stop_before_the_page_is_idle_leaves_everything_untouched(tap: Tap) -> None:
    held: list[object] = []
    tap.page.route("**/widget/later.js*", lambda route: held.append(route))
    tap.enter()
    tap.wait(lambda: held, "the request for later.js", 10)
    tap.page.evaluate("handrail.stop()")
    held[0].continue_()  # type: ignore[attr-defined]
    tap.page.click("#works")
    tap.rest(1500)
    assert tap.page.evaluate("changed()") == 0
    assert tap.page.evaluate("workers.length") == 0


def test_host_s_errors_stay_the_host_s(tap: Tap) -> None:
    watch = """
      window.errors = [];
      addEventListener("error", (event) => errors.push([event.message, event.error?.message]));
      addEventListener("unhandledrejection", (event) => errors.push(event.reason.message));
    """
    tap.page.add_init_script(watch)
    tap.enter().ready()
    tap.page.click("#throws")
    tap.page.evaluate("void Promise.reject(new Error('no rates'))")
    tap.page.evaluate("void fetch('http://127.0.0.1:1/')")
    errors = tap.wait(lambda: len(tap.page.evaluate("errors")) == 3 and tap.page.evaluate("errors"), "the errors", 5)
    assert errors[0] == ["Uncaught Error: rates is undefined", "rates is undefined"]
    assert errors[1] == "no rates"
    assert [one.text for one in tap.heard(Kind.SCRIPT_ERROR, least=3)][:2] == [
        "Uncaught Error: rates is undefined",
        "no rates",
    ]
