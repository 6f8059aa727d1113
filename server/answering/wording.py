"""Handrail's own sentences: short, honest, and only said where no article and no person has better ones.

They are the plain ones; server/answering/style_words.py has them in other tones, and picks.
"""

PERSON_OFFER = "You can talk to a person: the button below reaches one."

OFFER = "This takes longer than it should. A person can take over: the button below calls one, who sees all of this."
OFFER_MONEY = (
    "If this is about a charge of your own, a person can look at it: the button below calls one, who sees all of this."
)

GREETED = "Hello! Ask me anything about {product}, I'll look it up."
THANKED = "You're welcome."
UNKNOWN = f"Nothing in the help pages answers this. {PERSON_OFFER}"
NOTHING_READ = f"I can't read any words on that. Tell me in a sentence what goes wrong. {PERSON_OFFER}"
OUTSIDE = "I answer questions about {product}, and this seems to be about something else."
WHICH = "Which of these do you mean?"
NEARLY = "I'm not sure that I have the answer. Is it one of these?"
BEYOND = "I take up three questions at a time and have not come to {this} yet; please send {it} again."
NEXT = "Then try this:"
BROKEN = f"Something went wrong on my side just now. {PERSON_OFFER}"
NOTHING_ELSE = f"I have nothing else that fits, and I won't repeat what didn't help. {PERSON_OFFER}"
GLAD = "Good to hear. I'm here if something else comes up."

HANDOFF_ONLINE = "I've called a person. They see this conversation and your page, so you needn't explain again."
HANDOFF_OFFLINE = "Nobody is online right now. I've kept your question with the page you're on; a person answers here."
HANDOFF_BY = "Nobody is here right now. I've kept your question with the page you're on; a person answers here by {by}."
TO_A_PERSON = "This goes to a person."
SENSITIVE_FIRST = "A person should look at this with you."

CORRECTED = "Correction of my earlier answer:"
SOLVED = "That's solved."


# In the visitor's own language, where it is not understood: one sentence, and the way to a person.
NOT_UNDERSTOOD = {
    "de": "Ich verstehe bisher nur Englisch. Mit der Schaltfläche unten erreichen Sie einen Menschen.",
    "es": "Por ahora solo entiendo inglés. Con el botón de abajo puede hablar con una persona.",
    "fr": "Pour l'instant, je ne comprends que l'anglais. Le bouton ci-dessous vous met en contact avec une personne.",
    "it": "Per ora capisco solo l'inglese. Con il pulsante qui sotto può parlare con una persona.",
    "pt": "Por enquanto só entendo inglês. Com o botão abaixo pode falar com uma pessoa.",
    "nl": "Ik begrijp voorlopig alleen Engels. Met de knop hieronder bereikt u een mens.",
    "pl": "Na razie rozumiem tylko angielski. Przycisk poniżej połączy Cię z człowiekiem.",
    "tr": "Şimdilik yalnızca İngilizce anlıyorum. Aşağıdaki düğmeyle bir insana ulaşabilirsiniz.",
    "ru": "Пока я понимаю только английский. Кнопка ниже соединит вас с человеком.",
    "uk": "Поки що я розумію лише англійську. Кнопка нижче з'єднає вас з людиною.",
    "ar": "أفهم الإنجليزية فقط حتى الآن. يمكنك التحدث إلى شخص عبر الزر أدناه.",
    "zh": "我目前只能理解英语。点击下方按钮可以联系人工客服。",
    "ja": "今のところ英語しか理解できません。下のボタンから担当者に連絡できます。",
    "ko": "아직은 영어만 이해할 수 있습니다. 아래 버튼으로 상담원과 이야기할 수 있습니다.",
    "hi": "अभी मैं केवल अंग्रेज़ी समझता हूँ। नीचे दिए बटन से आप किसी व्यक्ति से बात कर सकते हैं।",
    "sv": "Jag förstår än så länge bara engelska. Med knappen nedan når du en människa.",
}
ENGLISH_ONLY = f"I only understand English so far. {PERSON_OFFER}"


def not_understood(code: str) -> str:
    """What is said to a turn in a language (ISO 639-1) that is not understood."""
    return NOT_UNDERSTOOD.get(code, ENGLISH_ONLY)


def expected_wait(waits_ms: list[int], ahead: int) -> int:
    """Seconds until a person answers: the median of the latest waits, once for each one ahead; -1 when unknown."""
    if not waits_ms:
        return -1
    median = sorted(waits_ms)[len(waits_ms) // 2]
    return max(30, round(median / 1000)) * (ahead + 1)
