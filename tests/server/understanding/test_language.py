"""Turns in other languages are told apart; English with typos, names, code and error messages stays English."""

import json
import time
from pathlib import Path

import pytest

from server.understanding import Understanding
from server.understanding.language import SUPPORTED, language

TURNS = json.loads((Path(__file__).parent / "languages.json").read_text())
RIGHT = 0.7  # of a language's turns from which it may be called supported
FRESH = {
    "de": "Warum wird mein Konto immer wieder gesperrt?",
    "es": "Hola, no puedo ver mis facturas desde ayer",
    "fr": "Bonjour, pourquoi mon compte est-il bloqué ?",
    "it": "Buongiorno, perché il mio conto è bloccato?",
    "pt": "Olá, não consigo ver as minhas faturas desde ontem",
    "nl": "Waarom kan ik mijn facturen niet meer zien?",
    "sv": "Hej, varför kan jag inte logga in på mitt konto?",
    "pl": "Dlaczego nie mogę się zalogować na moje konto?",
    "fi": "En voi kirjautua sisään, miksi tili ei toimi?",
    "cs": "Dobrý den, proč se nemohu přihlásit?",
    "hu": "Miért nem tudok bejelentkezni a fiókomba?",
    "ro": "Bună ziua, de ce nu pot să văd facturile mele?",
    "tr": "Merhaba, neden hesabıma giriş yapamıyorum?",
    "id": "Kenapa saya tidak bisa masuk ke akun saya?",
    "vi": "Tại sao tôi không thể đăng nhập vào tài khoản?",
    "ru": "Почему я не могу войти в аккаунт?",
    "uk": "Чому я не можу увійти до облікового запису? Її немає",
    "el": "Γιατί δεν μπορώ να συνδεθώ;",
    "ar": "لماذا لا أستطيع الدخول إلى حسابي؟",
    "he": "למה אני לא מצליח להיכנס לחשבון?",
    "hi": "मैं लॉग इन क्यों नहीं कर पा रहा हूँ?",
    "th": "ทำไมฉันเข้าสู่ระบบไม่ได้",
    "ko": "로그인이 왜 안 되나요?",
    "ja": "どうしてログインできないのですか",
    "zh": "为什么我无法登录账户",
}
ENGLISH = """\
ok
login?
no
csv
why does it say „Die Zahlung ist fehlgeschlagen“
the button says "Guardar cambios" and nothing happens
invoice for Müller und Söhne is wrong
i cant log in pls helpp
E-1042: unexpected token '<' in JSON at position 0
SELECT * FROM users WHERE id = 1
def main(): return None
my name is José da Silva and the import fails
Ola Nordmann can't sign in
À la carte plan?
de facto every export fails
thx
12345
👍
hola
error while parsing données.csv in the import
Café del Mar has two seats too many""".splitlines()


@pytest.mark.parametrize(("code", "text"), FRESH.items())
def test_another_language_is_named(code: str, text: str) -> None:
    found = language(text)
    assert (found.code, found.supported, found.certain) == (code, code in SUPPORTED, True)


@pytest.mark.parametrize("code", TURNS)
def test_twenty_turns_of_a_language_are_told(code: str) -> None:
    right = sum(language(text).code == code for text, _ in TURNS[code])
    assert right >= 0.95 * len(TURNS[code])


@pytest.mark.parametrize("text", ENGLISH)
def test_english_and_what_cannot_be_told_is_never_refused(text: str) -> None:
    assert language(text).supported


def test_plain_english_is_certain() -> None:
    found = language("Where do I find the invoice for March?")
    assert (found.code, found.supported, found.certain) == ("en", True, True)


@pytest.mark.parametrize("code", TURNS)
def test_supported_is_what_the_models_understand(shipped: Understanding, code: str) -> None:
    """A language is called supported exactly when its intents come out right."""
    right = sum(shipped.understand(text).intent == intent for text, intent in TURNS[code])
    assert (right / len(TURNS[code]) >= RIGHT) == (code in SUPPORTED)


@pytest.mark.parametrize("piece", ["я", "a ", "é", "\u0301", "de ", "\ud800"])
def test_a_huge_text_is_told_as_quickly_as_a_page(piece: str) -> None:
    began = time.thread_time()
    language(piece * 500_000)
    assert time.thread_time() - began < 0.5  # a thousand characters are read: about a millisecond
