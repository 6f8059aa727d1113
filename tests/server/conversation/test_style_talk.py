"""Styles in a real conversation: where they come from, what they change, and what a wish must never harm."""

from collections.abc import Callable

import msgspec
import pytest
from msgspec import structs
from sqlalchemy import Connection, select, update

from server.answering.answer import Answer
from server.answering.decide import decide
from server.answering.decision import policy_of, recalled
from server.answering.style import claims
from server.answering.style_words import FORMAL, PLAIN, WARM
from server.api.views.desk import Correct
from server.conversation.records import decision_of
from server.store import styles
from server.store.knowledge import put_version
from server.store.schema import conversations, decisions, episodes, memories, outcomes, passages, style_wishes, turns
from tests.server.conversation.conftest import Room
from tests.server.conversation.test_reply import rows, said, views
from tests.server.help_centre import AGENT, AT, SITE
from widget.protocol import (
    PROTOCOL_VERSION,
    Chunk,
    Hello,
    Identified,
    PersonWanted,
    ServerFrame,
    Sharing,
    Solved,
    StepDone,
    TurnView,
    Welcome,
    Working,
)

QUESTION = "how do I cancel my plan"


def told(style: str) -> Identified:
    return Identified(1, "user-17", (("style", style), ("plan", "team")))


def facts(view: TurnView) -> frozenset[tuple[str, str]]:
    return claims(Answer(pieces=(view.text,), citations=view.citations))


def reasons(room: Room, turn: str) -> list[str]:
    query = select(decisions.c.reasons_json).where(decisions.c.turn == turn)
    return msgspec.json.decode(room.db.read(lambda conn: conn.execute(query).scalar_one()), type=list[str])


async def welcomed(room: Room, mode: str = "full", **changes: str) -> Welcome:
    visit = room.visit(**changes)
    hello = Hello(PROTOCOL_VERSION, "key", visit.visitor, visit.session, visit.stream, AT, "/", mode=mode)  # type: ignore[arg-type]
    return await room.conversations.welcome(visit, hello, 0)


def streamed(frames: list[ServerFrame], view: TurnView) -> str:
    chunks = [frame for frame in frames if isinstance(frame, Chunk) and frame.turn == view.turn]
    assert [chunk.index for chunk in chunks] == list(range(len(chunks)))
    return "".join(chunk.text for chunk in chunks)


async def test_two_profiles_get_the_same_facts_in_their_own_form(room: Room):
    asked: list[TurnView] = []
    for n, style in enumerate(("brief steps", "full, formal, prose", "")):
        who = {"session": f"session-{n}", "visitor": f"visitor-{n}"}
        frames = await room.tell(told(style), said(QUESTION, f"turn-000{n}"), **who)
        (view,) = views(frames)
        assert streamed(frames, view) == view.text
        asked.append(view)
    brief, formal, plain = asked
    assert facts(brief) == facts(formal) == facts(plain)
    assert brief.citations == formal.citations == plain.citations
    assert len({view.text for view in (formal, plain)}) == 2
    assert brief.text.startswith("1. ")
    assert formal.text.startswith(FORMAL.opening)
    assert formal.text.endswith(FORMAL.closing)
    assert "\n2. " not in formal.text
    assert reasons(room, "turn-0000")[-1] == "Style: brief (the product's word), numbered steps (the product's word)."
    assert "formal tone (the product's word)" in reasons(room, "turn-0001")[-1]
    assert not any("Style" in reason for reason in reasons(room, "turn-0002"))


async def test_a_decision_with_a_style_is_made_again_from_what_is_stored(room: Room):
    await room.tell(told("warm"), said(QUESTION), said("shorter please", "turn-0002"))
    for row in rows(room, decisions):
        decision = decision_of(row)
        again = decide(recalled(decision), policy_of(decision))
        for name in ("kind", "article", "passage", "memory", "confidence", "reasons", "features"):
            assert getattr(again, name) == getattr(decision, name), name


async def test_the_sites_default_is_live_in_a_running_conversation(room: Room):
    (before,) = views(await room.tell(said(QUESTION)))
    room.db.write(styles.set_default, SITE, "prose", "full", "warm")
    (after,) = views(await room.tell(said("how do I change my plan", "turn-0002")))
    assert not before.text.endswith(PLAIN.closing)
    assert after.text.startswith((WARM.opening, WARM.opening_steps))
    assert after.text.endswith(WARM.closing)
    assert "the site's default" in reasons(room, "turn-0002")[-1]


async def test_a_wish_gives_the_last_answer_again_in_its_form_and_counts_as_nothing(room: Room):
    (answer,) = views(await room.tell(said(QUESTION)))
    (episode,) = rows(room, episodes)
    frames = await room.tell(said("can you explain that in full sentences?", "turn-0002"), at=AT + 9000)
    noted, again = views(frames)
    assert noted.reply_to == "turn-0002"
    assert noted.text == "Noted: in full sentences from now on. Here it is again:"
    assert (noted.solvable, noted.citations) == (False, ())
    assert (again.reply_to, again.solvable, again.sure) == (answer.reply_to, True, answer.sure)
    assert again.text != answer.text
    assert facts(again) == facts(answer)
    assert streamed(frames, again) == again.text
    assert rows(room, episodes) == [episode]
    assert rows(room, outcomes) == []
    of_the_wish = next(row for row in rows(room, decisions) if row.turn == "turn-0002")
    assert (of_the_wish.kind, of_the_wish.episode, of_the_wish.article) == ("again", None, episode.article)
    stored = next(row for row in rows(room, turns) if row.id == "turn-0002")
    assert (stored.intent, stored.edge) == ("", "")
    assert "asked for another form" in reasons(room, "turn-0002")[0]
    assert "flowing prose (the visitor's wish)" in reasons(room, "turn-0002")[-1]


async def test_the_answer_that_was_given_again_can_be_judged(room: Room):
    await room.tell(said(QUESTION))
    _, again = views(await room.tell(said("in full sentences please", "turn-0002")))
    await room.tell(Solved(6, again.turn, True))
    (episode,) = rows(room, episodes)
    assert (episode.outcome, episode.attempts, episode.failed_attempts) == ("confirmed", 1, 0)
    assert episode.question == QUESTION


async def test_not_yet_after_a_wish_goes_on_to_the_next_best_and_keeps_the_form(room: Room):
    await room.tell(said("how do I change my plan"))
    _, again = views(await room.tell(said("no bullet points please", "turn-0002")))
    await room.tell(said("be friendlier please", "turn-0003"))
    (other,) = views(await room.tell(Solved(6, again.turn, False)))
    assert other.citations[0].url.partition("#")[0] != again.citations[0].url.partition("#")[0]
    assert other.text.startswith(WARM.next)
    assert "\n1. " not in other.text


async def test_what_did_not_help_is_given_again_in_no_form(room: Room):
    (answer,) = views(await room.tell(said(QUESTION)))
    while answer.solvable:  # until nothing else is left
        answer, *_ = views(await room.tell(Solved(6, answer.turn, False)))  # a person may be offered behind it
    (noted,) = views(await room.tell(said("in full sentences please", "turn-0009")))
    assert noted.text == "Noted: in full sentences from now on."


async def test_what_cannot_be_made_shorter_is_not_repeated(room: Room):
    await room.tell(said(QUESTION))
    (noted,) = views(await room.tell(said("shorter please", "turn-0002")))
    assert noted.text == f"Noted: short from now on. {PLAIN.shortest}"


async def test_shorter_takes_away_what_was_put_around_the_answer(room: Room):
    room.db.write(styles.set_default, SITE, "", "full", "formal")
    (long,) = views(await room.tell(said(QUESTION)))
    noted, short = views(await room.tell(said("shorter please", "turn-0002")))
    assert noted.text == "Understood: short from now on. Here it is again:"
    assert len(short.text) < len(long.text)
    assert facts(short) == facts(long)


async def test_a_wish_before_any_question_is_only_noted_and_then_heeded(room: Room):
    (noted,) = views(await room.tell(said("please write in full sentences")))
    assert noted.text == "Noted: in full sentences from now on."
    (answer,) = views(await room.tell(said(QUESTION, "turn-0002")))
    assert "\n2. " not in answer.text
    assert [row.question for row in rows(room, episodes)] == [QUESTION]


async def test_a_wish_beside_a_question_is_heeded_at_once_and_is_no_part_of_the_question(room: Room):
    (plain,) = views(await room.tell(said(QUESTION), session="session-0", visitor="visitor-0"))
    (answer,) = views(await room.tell(said(f"{QUESTION}? In full sentences please.", "turn-0002")))
    assert facts(answer) == facts(plain)
    assert "\n2. " not in answer.text
    assert "flowing prose (the visitor's wish)" in reasons(room, "turn-0002")[-1]


@pytest.mark.parametrize("text", ["can you make the trial period shorter?", "step by step, I lost all of my invoices"])
async def test_a_sentence_about_the_product_is_answered_as_a_question(room: Room, text: str):
    await room.tell(said(QUESTION))
    await room.tell(said(text, "turn-0002"))
    assert {row.kind for row in rows(room, decisions)} <= {"answer", "clarify", "unknown", "handoff"}


async def test_wishes_are_remembered_over_sessions_and_the_product_stands_back_behind_them(room: Room):
    await welcomed(room)
    await room.tell(said("in full sentences please"))
    await welcomed(room, session="session-2", stream="stream-2")
    (answer,) = views(await room.tell(told("steps"), said(QUESTION, "turn-0002"), session="session-2"))
    assert "\n2. " not in answer.text
    assert "flowing prose (the visitor's wish)" in reasons(room, "turn-0002")[-1]
    (other,) = views(await room.tell(said(QUESTION, "turn-0003"), session="session-3", visitor="visitor-3"))
    assert "\n2. " in other.text


@pytest.mark.parametrize("mode", ["anonymous", "off", ""])
async def test_nothing_is_remembered_of_who_is_not_to_be_known_again(room: Room, mode: str):
    await welcomed(room, mode)
    await room.tell(said("in full sentences please"))
    (answer,) = views(await room.tell(said(QUESTION, "turn-0002")))
    assert "\n2. " not in answer.text
    assert rows(room, style_wishes) == []


@pytest.mark.parametrize("event", [Sharing(7, True, "off"), Sharing(7, False, "anonymous"), Sharing(7, True)])
async def test_a_visitor_who_wants_to_be_forgotten_is(room: Room, event: Sharing):
    await welcomed(room)
    await room.tell(said("in full sentences please"))
    assert [(row.visitor, row.form) for row in rows(room, style_wishes)] == [("visitor-1", "prose")]
    await room.tell(event)
    assert rows(room, style_wishes) == []


async def test_a_wish_that_is_taken_back_is_forgotten(room: Room):
    await welcomed(room)
    await room.tell(said("in full sentences please"))
    (noted,) = views(await room.tell(said("back to normal answers please", "turn-0002")))
    assert noted.text == "Noted: as usual from now on."
    assert rows(room, style_wishes) == []
    (answer,) = views(await room.tell(said(QUESTION, "turn-0003")))
    assert "\n2. " in answer.text


async def test_a_restart_loses_no_wish_and_no_word_of_the_product(make_room: Callable[[], Room]):
    first = make_room()
    await first.tell(said(QUESTION))
    await first.tell(said("in full sentences please", "turn-0002"))
    second = make_room()
    (answer,) = views(await second.tell(said("how do I change my plan", "turn-0003")))
    assert "\n2. " not in answer.text
    given = [row for row in rows(second, turns) if row.solvable]
    assert [row.reply_to for row in given] == ["turn-0001", "turn-0001", "turn-0003"]
    session = await second.conversations.sessions.of(second.visit(), AT)
    assert session.talk is not None
    assert [one.question for one in session.talk.given.values()] == [QUESTION, QUESTION, "how do I change my plan"]


async def test_a_wish_that_is_heard_twice_is_heeded_once(make_room: Callable[[], Room]):
    first = make_room()
    await first.tell(said(QUESTION))
    await first.tell(said("in full sentences please", "turn-0002"))
    assert views(await make_room().tell(said("in full sentences please", "turn-0002"))) == []


async def test_an_article_that_has_changed_since_is_answered_from_anew(room: Room):
    (answer,) = views(await room.tell(said(QUESTION)))
    quoted = answer.citations[0]
    text = quoted.quote.replace("at the top", "at the very top")
    assert text != quoted.quote

    def edit(conn: Connection) -> None:
        conn.execute(update(passages).where(passages.c.id == quoted.passage).values(text=text))
        put_version(conn, SITE, "edited", AT)

    room.db.write(edit)
    (fresh,) = views(await room.tell(said("in full sentences please", "turn-0002")))
    assert "at the very top" in fresh.text
    assert "\n2. " not in fresh.text
    (episode,) = rows(room, episodes)
    assert (episode.question, episode.attempts) == (QUESTION, 2)


async def test_a_person_who_is_there_is_not_talked_over(room: Room):
    await room.tell(said(QUESTION), PersonWanted(6, "/billing"))
    (talk,) = rows(room, conversations)
    await room.conversations.take(talk.id, AGENT)
    frames = await room.tell(said("shorter please", "turn-0002"))
    assert views(frames) == []


async def test_who_waits_for_a_person_may_still_have_the_answer_in_another_form(room: Room):
    await room.tell(said(QUESTION))
    await room.tell(PersonWanted(6, "/billing"))
    _, again = views(await room.tell(said("in full sentences please", "turn-0002")))
    assert again.solvable


async def test_a_wish_does_not_look_like_a_conversation_that_goes_wrong(room: Room):
    await room.tell(said("I would like to know how exactly I can cancel the plan that we are on"))
    session = await room.conversations.sessions.of(room.visit(), AT)
    assert session.talk is not None
    before = session.talk.risk
    await room.tell(said("shorter", "turn-0002"), said("just the steps", "turn-0003"))
    assert session.talk.risk == before


async def test_every_plain_sentence_has_the_tone(room: Room):
    room.db.write(styles.set_default, SITE, "", "", "formal")
    (hello,) = views(await room.tell(said("hello there")))
    (unknown,) = views(await room.tell(said("what's the capital of France?", "turn-0002")))
    (answer,) = views(await room.tell(said(QUESTION, "turn-0003")))
    (glad,) = views(await room.tell(said("that worked", "turn-0004")))
    handoff, *_ = views(await room.tell(PersonWanted(6, "/billing"), at=AT + 60_000))
    assert hello.text == FORMAL.greeted.format(product="Quillbook")
    assert unknown.text in {FORMAL.unknown, FORMAL.outside.format(product="Quillbook")}
    assert answer.text.startswith(FORMAL.opening_steps)
    assert glad.text == FORMAL.glad
    assert handoff.text == FORMAL.handoff_offline


async def test_phases_are_told_for_a_wish_too(room: Room):
    await room.tell(said(QUESTION))
    frames = await room.tell(said("in full sentences please", "turn-0002"))
    assert [frame.turn for frame in frames if isinstance(frame, Working)] == ["turn-0002"]


async def test_a_completed_step_still_verifies_after_a_wish(room: Room):
    await room.tell(said(QUESTION))
    await room.tell(said("in full sentences please", "turn-0002"))
    await room.tell(StepDone(5, "/billing", "cancel-plan", "Plan cancelled"), at=AT + 20_000)
    (episode,) = rows(room, episodes)
    assert episode.attempts == 1


async def test_a_correction_of_what_was_given_again_is_one_of_the_question_and_keeps_no_words_of_ours(room: Room):
    room.db.write(styles.set_default, SITE, "", "full", "warm")
    await room.tell(said(QUESTION))
    _, again = views(await room.tell(said("in full sentences please", "turn-0002")))
    (talk,) = rows(room, conversations)
    await room.conversations.take(talk.id, AGENT)
    right = Correct(turn=again.turn, wrong="Open Billing.", right="Open Plans.", article="", intent="")
    await room.conversations.correct(talk.id, AGENT, right)
    (memory,) = rows(room, memories)
    assert memory.question == QUESTION
    assert memory.answer.startswith("Open Plans. Your plan stands at the top.")
    assert WARM.closing not in memory.answer


async def test_a_persons_correction_is_given_in_the_visitors_form_too(room: Room):
    (answer,) = views(await room.tell(said(QUESTION)))
    (talk,) = rows(room, conversations)
    right = Correct(turn=answer.turn, wrong="", right="Press the red button.\nThen confirm.", article="", intent="")
    await room.conversations.correct(talk.id, AGENT, right)
    later = {"session": "session-2", "visitor": "visitor-2", "at": AT + 4_000_000}  # the correction is live by then
    await room.tell(told("formal"), **later)
    (view,) = views(await room.tell(said(QUESTION, "turn-0002"), **later))
    assert view.text == f"{FORMAL.opening}\nPress the red button.\nThen confirm. [1]"
    _, again = views(await room.tell(said("shorter please", "turn-0003"), **later))
    assert again.text == "Press the red button.\nThen confirm. [1]"


@pytest.mark.parametrize("alone", [False, True])
async def test_live_data_of_an_earlier_moment_is_not_said_again(room: Room, alone: bool):
    (answer,) = views(await room.tell(said(QUESTION)))
    looked_up = {"n": 1, "title": "Plans", "url": "", "passage": "lookup:plan", "quote": "As of 14:03: it runs."}
    kept = [] if alone else [structs.asdict(one) | {"n": one.n + 1} for one in answer.citations]
    text = "As of 14:03: it runs. [1]" + ("" if alone else f"\n\n{answer.text.replace('[1]', '[2]')}")
    values = {"text": text, "citations_json": msgspec.json.encode([looked_up, *kept]).decode()}
    room.db.write(lambda conn: conn.execute(update(turns).where(turns.c.id == answer.turn).values(values)))
    *_, again = views(await room.tell(said("in full sentences please", "turn-0002")))
    assert "14:03" not in again.text
    assert facts(again) == facts(answer)
    assert again.citations == answer.citations


async def test_an_agent_is_suggested_an_answer_to_the_question_not_to_the_wish(room: Room):
    await room.tell(said(QUESTION))
    (talk,) = rows(room, conversations)
    before = await room.conversations.detail(talk.id)
    await room.tell(said("in full sentences please", "turn-0002"))
    after = await room.conversations.detail(talk.id)
    assert before.suggestion is not None
    assert after.suggestion == before.suggestion
    made = after.turns[-1].decision
    assert made is not None
    assert made.reasons[-1] == "Style: flowing prose (the visitor's wish)."
