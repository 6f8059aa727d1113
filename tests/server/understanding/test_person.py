"""Asking for a person is recognised in many words, and talking about people is not."""

import pytest

from server.understanding.person import asks_for_person, speaks_of_people

ASKS = """\
i am talking to a machine here
not a machine please
can i talk to a real person
human please
agent
get me a human
i want to speak with someone from support
connect me to an operator
let me chat with one of your colleagues
could somebody call me back
transfer me to your manager
i don't want to talk to a bot
is there anyone i can talk to
put me through to the support team
live agent
i need a representative
please escalate this to a supervisor
stop the robot
real human now
speak to customer service
quiero hablar con una persona real
ich möchte mit einem menschen sprechen
je veux parler à un conseiller
i'd rather have a person
give me an actual human being
hand this over to someone who knows
call me please""".splitlines()
OTHERS = """\
how do i invite a person to my team
the agent field in the form is empty
where is my invoice
can i export all people
remove a user from our workspace
which app connects to the machine
does it fit to older machines
can i add milk to the machine
my colleague can't see the project
how many people can use the business plan
the manager role has no rights
i can't sign in
add a phone number to the contact
can the app talk to my tax adviser's program
thanks""".splitlines()


@pytest.mark.parametrize("text", ASKS)
def test_asking_for_a_person_is_heard(text: str) -> None:
    assert asks_for_person(text)


@pytest.mark.parametrize("text", OTHERS)
def test_talking_about_people_is_not_asking_for_one(text: str) -> None:
    assert not asks_for_person(text)


@pytest.mark.parametrize(
    "text",
    [
        "can i make phone calls on the training floor",
        "do you offer personal training",
        "can i send sms",
        "is there parking",
    ],
)
def test_what_only_sounds_like_reaching_somebody_names_nobody(text: str) -> None:
    assert not speaks_of_people(text)


@pytest.mark.parametrize(
    "text", ["where can i contact you", "is there a hotline", "i need help by phone", "where is your office"]
)
def test_whoever_is_to_be_reached_is_named(text: str) -> None:
    assert speaks_of_people(text)


@pytest.mark.parametrize("text", ASKS)
def test_who_asks_for_somebody_in_english_speaks_of_people(text: str) -> None:
    other = ("quiero", "ich", "je", "live agent", "stop the robot", "machine")
    assert speaks_of_people(text) or any(word in text for word in other)
