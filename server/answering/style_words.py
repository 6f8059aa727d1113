"""Handrail's own sentences in three tones. Plain is the house's; formal has no contractions, warm no exclamation marks.

The tones differ in manner alone: each says the same as its plain counterpart and promises no more.
"""

from msgspec import Struct

from server.answering import wording

THANKS = ("thank", "thx", "cheers", "great", "perfect", "bye")  # parts of a turn that takes leave


class Words(Struct, frozen=True, kw_only=True):
    """What is said in one tone."""

    opening: str = "Here is what I found:"
    opening_steps: str = "Here is how it goes:"
    closing: str = "If this doesn't settle it, tell me what you see and I'll look further."
    lead: str = "From “{title}”:"
    part: str = "From “{title}”:"  # before one of several answers
    about: str = "About “{question}”:"  # before what is said of one question of several; the same in all tones
    beyond: str = wording.BEYOND  # said about questions that were not taken up; the same in all tones
    broken: str = wording.BROKEN
    next: str = wording.NEXT
    greeted: str = wording.GREETED
    thanked: str = wording.THANKED
    unknown: str = wording.UNKNOWN
    outside: str = wording.OUTSIDE
    which: str = wording.WHICH
    nearly: str = wording.NEARLY
    nothing_else: str = wording.NOTHING_ELSE
    glad: str = wording.GLAD
    offer: str = wording.OFFER
    offer_money: str = wording.OFFER_MONEY
    sensitive_first: str = wording.SENSITIVE_FIRST
    handoff_online: str = wording.HANDOFF_ONLINE
    handoff_offline: str = wording.HANDOFF_OFFLINE
    handoff_by: str = wording.HANDOFF_BY
    solved: str = wording.SOLVED
    noted: str = "Noted: {wishes} from now on."
    again: str = "Here it is again:"
    unchanged: str = "The answer above is given that way already."
    shortest: str = "The answer above is that short already: nothing in it can be left out."

    def greeting(self, text: str, product: str) -> str:
        """The answer to thanks or to a greeting."""
        thanks = any(word in text.casefold() for word in THANKS)
        return self.thanked if thanks else self.greeted.format(product=product or "this product")

    def handoff(self, online: bool, reason: str, by: str = "") -> str:
        """What is said when a conversation begins to wait for a person; `by` is the reply time that is promised."""
        offline = self.handoff_by.format(by=by) if by else self.handoff_offline
        told = self.handoff_online if online else offline
        return f"{self.sensitive_first} {told}" if reason == "sensitive" else told

    def resolved(self, step: str, evidence: str) -> str:
        """What the page says when the stuck step was completed: its own message where it had one."""
        done = evidence.rstrip(".") if evidence else f"{step.replace('-', ' ')}: done"
        return f"{done}. {self.solved}"

    def acknowledged(self, wishes: list[str]) -> str:
        """The answer to a wish about the form: `wishes` name what it asks for, as in WISHES."""
        return self.noted.format(wishes=" and ".join(wishes))


PLAIN = Words()
WARM = Words(
    opening="Happy to help. Here is what I found:",
    opening_steps="Happy to help. Here is how it goes:",
    closing="If you get stuck anywhere, just tell me where, and I'll gladly look again.",
    lead="Happy to help. From “{title}”:",
    broken=f"I'm sorry, something went wrong on my side just now. {wording.PERSON_OFFER}",
    which="Gladly. Which of these do you mean?",
    nearly="I'm not quite sure that I have the answer. Is it one of these?",
    next="Sorry that this wasn't it. Let's try this instead:",
    greeted="Hello, good to have you here. Ask me anything about {product}, and I'll look it up.",
    thanked="You're very welcome.",
    unknown=f"I'm sorry, I can't find anything in the help pages that answers this. {wording.PERSON_OFFER}",
    outside="I'm afraid this is about something else; I'm at home with questions about {product}.",
    nothing_else="I'm sorry, nothing else that I have fits, and I won't repeat what didn't help. "
    + wording.PERSON_OFFER,
    glad="I'm glad that it works. I'm here if anything else comes up.",
    offer="I'm sorry that this takes so long. A person can take over: the button below calls one, who sees it all.",
    offer_money="If this is about a charge of your own, a person will gladly look at it with you: the button below "
    "calls one, who sees it all.",
    sensitive_first="A person should look at this together with you.",
    handoff_online="I've called a person for you. They see this conversation and your page, so there's no need to "
    "explain it all again.",
    handoff_offline="I'm sorry, nobody is online right now. I've kept your question with the page you're on, and a "
    "person answers here.",
    handoff_by="I'm sorry, nobody is here right now. I've kept your question with the page you're on, and a person "
    "answers here by {by}.",
    noted="Of course: {wishes} from now on.",
)
FORMAL = Words(
    opening="The following may answer your question:",
    opening_steps="Please proceed as follows:",
    closing="Should this not resolve the matter, please describe what you see, or ask for a person.",
    lead="According to “{title}”:",
    part="According to “{title}”:",
    broken=f"An error occurred on my side. {wording.PERSON_OFFER}",
    which="Which of the following do you mean?",
    nearly="I am not certain that I have the answer. Is it one of the following?",
    next="Please try the following instead:",
    greeted="Hello. Please ask your question about {product}, and I will look it up.",
    thanked="You are welcome.",
    unknown=f"The help pages contain nothing that answers this. {wording.PERSON_OFFER}",
    outside="I answer questions about {product}; this appears to concern something else.",
    nothing_else="I have nothing else that fits, and I will not repeat what did not help. " + wording.PERSON_OFFER,
    glad="I am glad to hear it. I remain available should something else come up.",
    handoff_online="I have called a person. They see this conversation and your page, so you need not explain again.",
    handoff_offline="Nobody is online at present. I have kept your question with the page you are on; a person "
    "answers here.",
    handoff_by="Nobody is here at present. I have kept your question with the page you are on; a person answers here "
    "by {by}.",
    solved="That is solved.",
    noted="Understood: {wishes} from now on.",
    shortest="The answer above is that short already; nothing in it can be left out.",
)
TONES = {"": PLAIN, "plain": PLAIN, "warm": WARM, "formal": FORMAL}

WISHES = {  # how a value of a style is called in a sentence
    "steps": "step by step",
    "prose": "in full sentences",
    "brief": "short",
    "full": "in more words",
    "plain": "in a plain tone",
    "warm": "in a friendly tone",
    "formal": "in a formal tone",
    "": "as usual",
}


def words_of(tone: str) -> Words:
    """The sentences of a tone, the plain ones for one that is not known."""
    return TONES.get(tone, PLAIN)
