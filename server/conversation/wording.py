"""Handrail's own sentences: short, honest, and only said where no article and no person has better ones."""

PERSON_OFFER = "You can talk to a person: the button below reaches one."

GREETED = "Hello! Ask me anything about {product}, I'll look it up."
THANKED = "You're welcome."
UNKNOWN = f"Nothing in the help pages answers this. {PERSON_OFFER}"
OUTSIDE = "I answer questions about {product}, and this seems to be about something else."
NEXT = "Then try this:"
NOTHING_ELSE = f"I have nothing else that fits, and I won't repeat what didn't help. {PERSON_OFFER}"
GLAD = "Good to hear. I'm here if something else comes up."

HANDOFF_ONLINE = "I've called a person. They see this conversation and your page, so you needn't explain again."
HANDOFF_OFFLINE = "Nobody is online right now. I've kept your question with the page you're on; a person answers here."
TO_A_PERSON = "This goes to a person."
SENSITIVE_FIRST = "A person should look at this with you."

CORRECTED = "Correction of my earlier answer:"
RESOLVED = "{step}: done. That's solved."


def handoff(online: bool, reason: str) -> str:
    """What is said when a conversation begins to wait for a person."""
    told = HANDOFF_ONLINE if online else HANDOFF_OFFLINE
    return f"{SENSITIVE_FIRST} {told}" if reason == "sensitive" else told


def greeting(text: str, product: str) -> str:
    """The answer to thanks or to a greeting."""
    thanks = any(word in text.casefold() for word in ("thank", "thx", "cheers", "great", "perfect", "bye"))
    return THANKED if thanks else GREETED.format(product=product or "this product")


def resolved(step: str, evidence: str) -> str:
    """What the page says when the stuck step was completed: its own message where it had one."""
    return f"{evidence.rstrip('.')}. That's solved." if evidence else RESOLVED.format(step=step.replace("-", " "))


def expected_wait(waits_ms: list[int], ahead: int) -> int:
    """Seconds until a person answers: the median of the latest waits, once for each one ahead; -1 when unknown."""
    if not waits_ms:
        return -1
    median = sorted(waits_ms)[len(waits_ms) // 2]
    return max(30, round(median / 1000)) * (ahead + 1)
