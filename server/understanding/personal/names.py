"""Finds people's names by what is said around them: introductions, greetings, titles, signatures; and full names.

Where the words before leave no doubt ("my name is") a name may be in small letters, as chats are. Elsewhere it needs
its capital, and where even a capital says little ("hi ...", "I'm ...") it has to be a given name that is known.
"""

import re
from collections.abc import Callable, Iterator

from server.understanding.personal.given_names import GIVEN, UNMISTAKABLE, WORDS_TOO
from server.understanding.personal.spans import Span

_WORD = re.compile(r"[^\W\d_](?:[^\W\d_]|['-](?=[^\W\d_])){0,30}\.?(?![\w@])")
_SMALL = """
von van vom zu zur zum der den de da das do dos di du des del della la le les el al bin ibn ben ter ten af av y e o'
"""  # within a name
_PARTICLES = frozenset(_SMALL.split())
MOST_WORDS = 4
_INITIAL = 2  # characters: "J."

_INTRODUCED = re.compile(
    r"\b(?:my (?:full |first |last |real |legal |given |family )?names?(?:'s| is| was|:)|mein (?:voller )?name"
    r"(?: ist|:)"
    r"|ich hei(?:ß|ss)e|je m'appelle|mon nom est|me llamo|mi nombre es|mi chiamo|il mio nome è|(?:o )?meu nome é"
    r"|me chamo|ik heet|mijn naam is|nazywam się|mam na imię|jag heter|jeg heter|jeg hedder|benim adım"
    r"|minun nimeni on"
    r"|меня зовут|мене звати)[ :]{1,2}|(?:我叫|我的名字是|私の名前は) ?",
    re.IGNORECASE,
)
_TITLED = re.compile(
    r"\b(?:(?:Mr|Mrs|Ms|Mx|Dr|Prof|Mme|Mlle|Sra?|Srta|Dhr|Mevr|MR|MRS|MS|DR|mr|mrs|ms|dr)\.?|Miss|Mister"
    r"|Professor|Herrn?|Frau"
    r"|Monsieur|Madame|Señora?|Signora?|Senhora?|Mevrouw|Meneer|Pan|Pani) (?=[^\W\d_a-zß-öø-ÿ])"
)
_BEFORE_CAPITAL = re.compile(
    r"(?:\b(?:(?:call me|i am called|i'm called|(?:signed up|registered|known|listed|invoiced|billed) as|signed"
    r"|(?:account|card|policy|ticket) ?holder(?:'s name)?(?: is|:)?|(?:in|under|on) the name(?: of)?"
    r"|beneficiary(?: is|:)?"
    r"|attn\.?:?|attention:|c/o|z\. ?hd\.?|contact(?: person)?(?: is|:)|recipient(?: is|:)?|sender:|passenger"
    r"(?: is|:)?|guest:"
    r"|patient:|kunde:|kundin:|(?:auf den|unter dem|auf meinen) namen|im namen von|au nom de|a nombre de"
    r"|a nome di|em nome de)"
    r"|(?:my|our|his|her) (?:husband|wife|partner|son|daughter|mother|father|brother|sister|boss|manager"
    r"|colleague|co-?worker"
    r"|teammate|assistant|accountant|friend|boyfriend|girlfriend|fiancée?|neighbou?r|landlord|tenant|teacher|lawyer"
    r"|employee|secretary|supervisor|chef|kollege|kollegin|mann|frau)(?:'s name is|,? (?:is )?(?:called|named))?,?"
    r"|(?:your|the) (?:agent|colleague|advis[eo]r|representative|rep|operator)(?: (?:called|named))?"
    r"|(?:dear|liebe[rs]?|sehr geehrter?|cher|chère|chers|estimad[oa]|querid[oa]|car[oa]|gentile|beste|geachte"
    r"|prezad[oa]|drog[ia]))"
    r"|(?:^|[\n,;(])[ -]*(?:(?:full|first|last|given|family|contact|customer|user|account|holder|company contact) ?)?"
    r"(?:name|surname|vorname|nachname|nom|prénom|nombre|apellidos?|nome|cognome|naam)) ?[:=]?[ ]",
    re.IGNORECASE,
)
_CALLING = re.compile(
    r"\b(?:this is|it's|it is|hier ist|hier spricht|ici|soy|sono|aquí|qui) (?=[^\W\d_])", re.IGNORECASE
)
_CALLED = re.compile(
    r",? (?:speaking|calling|writing|here|from|von der|von|am apparat|à l'appareil|al habla)", re.IGNORECASE
)
_LOOSE = re.compile(
    r"\b(?:i'm|i am|im|ich bin|je suis|soy|sono|sou|ik ben|(?:hi|hello|hey|hallo|hola|ciao|bonjour|servus|moin"
    r"|thanks|thank you"
    r"|cheers|merci|gracias|danke|grazie|good (?:morning|afternoon|evening)),?"
    r"|(?:spoke|speak|talked|talk|chatted|chat|met|emailed|wrote|written|called|contacted|asked|told)(?: (?:to"
    r"|with|by))?"
    r"|(?:ask|invite|remove|add|contact|reach|email|tell|for|from|by|with|to|and|as)) (?=[^\W\d_])",
    re.IGNORECASE,
)
_SIGNED = re.compile(
    r"(?:^|[\n.!?,;] ?|  )(?:(?:(?:best|kind|warm|many|with kind|with best) )?(?:regards|wishes|thanks)"
    r"|thank you|thx|cheers"
    r"|(?:yours )?(?:sincerely|truly|faithfully)|yours|best|br|mfg|vg|lg|(?:mit (?:freundlichen|besten) "
    r"|viele |liebe |beste |schöne )"
    r"?grü(?:ß|ss)en?|cordialement|bien à vous|(?:un )?saludos?|atentamente|(?:cordiali |distinti )?saluti"
    r"|atenciosamente"
    r"|abraços?|(?:met vriendelijke )?groet(?:en|jes)?|pozdrawiam|med vänlig hälsning"
    r"|hilsen)[,.!]{0,2}[ \n]{1,3}[-~ ]{0,3}",
    re.IGNORECASE,
)
_DASHED = re.compile(r"(?:\n|[.!?] )(?:-{1,2}|~) ?(?=[^\W\d_a-z])")
_AT_START = re.compile(r"(?:^|\n)")
_HERE = re.compile(r",? here\b(?! (?:is|are|was|i |we |it))", re.IGNORECASE)
_CLAUSE_ENDS = re.compile(
    r"[ ]?(?:$|[\n.,!?;:)(\0-]| (?:and|und|et|y|e|from|of|here|with|aus|von|at|again|the|is|my|i|we|in|can"
    r"|could|please)\b)"
)
_LINE_ENDS = re.compile(r"[ .,!]{0,3}(?:$|\n|\0)")

# What stands behind such words with or without a capital and is nobody's name.
_NOBODY = """
i'm i've i'd i'll it's a an and the to for from of in on at our your you my me we us this that these those it its is
are was were be been as with by not no none unknown new there again all everyone everybody team teams world customer
customers user users guest visitor friend friends member members valued colleague colleagues sir madam sirs back
page home now today tomorrow yesterday please thanks thank support service services help helpdesk desk sales billing
admin administrator agent agents bot robot assistant someone somebody anyone anybody nobody folks guys hiring
manager management office department company people person human but or if so because then than when while where
what who which how why here just only also too very still already never always ever really quite i he she they him
her his their its us let lets can could would should will won't can't cannot must may might shall do does did don't
didn't doesn't has have had haven't hasn't get got getting gets misspelled misspelt wrong incorrect correct missing
invalid spelled spelt written shown showing displayed printed changed different same listed taken used required
empty blank too long short stuck using trying looking having going able unable sure sorry happy glad afraid aware
interested done ready locked seeing receiving new logged signed paying running writing calling asking waiting
missing unsure based located german french english spanish italian american british canadian dutch polish indian
european australian chinese japanese russian brazilian portuguese swedish swiss austrian irish turkish mexican
ukrainian monday tuesday wednesday thursday friday saturday sunday january february march april may june july august
september october november december mon tue wed thu fri sat sun chrome firefox safari edge opera windows mac macos
linux android ios iphone ipad google apple microsoft amazon paypal stripe visa mastercard excel outlook gmail slack
zoom teams zapier dropbox github gitlab jira salesforce hubspot shopify wordpress facebook instagram twitter
linkedin whatsapp telegram openai quickbooks xero notion trello figma adobe oracle sap docker kubernetes python java
javascript api csv pdf url html json xml sso saml vpn vat id settings dashboard account accounts invoice invoices
report reports plan plans export import login password email mail file files button form field screen app
application website site browser version error errors status owner editor viewer pro basic premium enterprise free
trial beta starter business standard europe germany france spain italy england london berlin paris york america usa
uk canada india china japan australia damen herr herren frau kunde kunden kundin kundenservice gast welt bei zum zur
im am das der die den dem ein eine ich sie ihr ihre ihnen bitte und oder aber nicht hilfe client cliente clientes
clients monsieur madame messieurs dames au aux chez dans le la les votre vos vous vos je ne pas el los las su sus tu
por para señor señora señores equipo equipe équipe équipo mundo todos tutti tutte mondo iedereen klantenservice
servicio atención soporte assistenza suporte asap back later soon tonight immediately anytime whenever mr mrs ms dr
crazy maybe
"""
_NO_NAME = frozenset(_NOBODY.split())
_RUNS_ON = frozenset(
    {
        "and",
        "und",
        "et",
        "y",
        "e",
        "from",
        "but",
        "or",
        "i",
        "my",
        "the",
        "with",
        "at",
        "on",
        "for",
        "here",
        "speaking",
        "calling",
        "writing",
    }
)


def names(text: str) -> Iterator[Span]:
    """Spans of names without what introduces them."""
    for found in _INTRODUCED.finditer(text):
        yield from _named(text, found.end(), _introduced_end)
    for found in _TITLED.finditer(text):
        yield from _named(text, found.end(), _capital_end)
    for found in _BEFORE_CAPITAL.finditer(text):
        yield from _named(text, _past_title(text, found.end()), _capital_end)
    for found in _CALLING.finditer(text):
        yield from _named(text, found.end(), _calling_end)
    for found in _LOOSE.finditer(text):
        yield from _named(text, found.end(), _loose_end)
    for found in _SIGNED.finditer(text):
        yield from _named(text, found.end(), _signature_end)
    for found in _DASHED.finditer(text):
        yield from _named(text, found.end(), _signature_end)
    for found in _AT_START.finditer(text):
        yield from _named(text, found.end(), _opening_end)
    yield from _full_names(text)


def _named(text: str, at: int, end_of: Callable[[str, int], int]) -> Iterator[Span]:
    end = end_of(text, at)
    if end > at:
        yield Span(at, end, "name")


def _past_title(text: str, at: int) -> int:
    title = _TITLED.match(text, at)
    return title.end() if title else at


def _words(text: str, at: int) -> Iterator[re.Match[str]]:
    """Up to four words from `at` on with a single space between them."""
    for _ in range(MOST_WORDS + 2):
        word = _WORD.match(text, at)
        if word is None:
            return
        yield word
        if text[word.end() : word.end() + 1] != " ":
            return
        at = word.end() + 1


def _run(text: str, at: int, fits: Callable[[str, int], bool]) -> list[re.Match[str]]:
    """The words of a name from `at` on: each `fits` (its letters, its place), none is a word that names nobody."""
    run: list[re.Match[str]] = []
    for word in _words(text, at):
        letters = _bare(word)
        particle = letters.casefold() in _PARTICLES and letters.islower()
        if len(run) == MOST_WORDS or (not particle and (letters.casefold() in _NO_NAME or not fits(letters, len(run)))):
            break
        run.append(word)
        if word.group().endswith(".") and len(letters) >= _INITIAL:  # a full stop, not an initial's
            break
    while run and _bare(run[-1]).casefold() in _PARTICLES and _bare(run[-1]).islower():
        run.pop()
    return run


def _bare(word: re.Match[str]) -> str:
    return word.group().rstrip(".").removesuffix("'s")


def _end(run: list[re.Match[str]]) -> int:
    """Where a run ends, without its full stop and its "'s"; 0 for none."""
    return (
        run[-1].start() + len(_bare(run[-1])) + (len(_bare(run[-1])) == 1 and run[-1].group().endswith("."))
        if run
        else 0
    )


def _is_capital(letters: str) -> bool:
    return letters[0].isupper() or letters[0].lower() == letters[0].upper()


def _capital_end(text: str, at: int) -> int:
    return _end(_run(text, at, lambda letters, _: _is_capital(letters)))


def _introduced_end(text: str, at: int) -> int:
    """After "my name is": in small letters one word, and a second one where it is not the sentence going on."""
    if end := _capital_end(text, at):
        return end
    run = _run(text, at, lambda letters, place: place < 2 and letters.casefold() not in _RUNS_ON)
    if run and _bare(run[0]).casefold().endswith(("ed", "ing")) and _bare(run[0]).casefold() not in GIVEN:
        return 0
    if len(run) == 2 and not _CLAUSE_ENDS.match(text, run[1].end()):
        run = run[:1]
    return _end(run)


def _calling_end(text: str, at: int) -> int:
    """After "this is": a name only where "speaking", "here" or a company follows."""
    run = _run(text, at, lambda letters, place: _is_capital(letters) or letters.casefold() in GIVEN)
    if run and _CALLED.match(text, _end(run)):
        return _end(run)
    return _end(run) if run and _is_known(run) else 0


def _loose_end(text: str, at: int) -> int:
    """After "hi" or "I'm": a given name that is known with what follows it, or two words with capitals at the end."""
    run = _run(text, at, lambda letters, _: _is_capital(letters) and not letters.isupper())
    if run and _is_known(run):
        return _end(run)
    introduced = text[max(0, at - 5) : at].casefold().endswith(("i'm ", " am ", "im "))
    if introduced and len(run) > 1 and _CLAUSE_ENDS.match(text, _end(run)):
        return _end(run)
    small = _WORD.match(text, at)
    known = introduced and small and small.group() in UNMISTAKABLE and _CLAUSE_ENDS.match(text, small.end())
    return small.end() if known and small else 0


def _signature_end(text: str, at: int) -> int:
    """At the end of a turn or line, up to three words with capitals, or a given name that is known."""
    run = _run(text, at, lambda letters, place: place < 3 and (_is_capital(letters) or letters.casefold() in GIVEN))
    return _end(run) if run and _LINE_ENDS.match(text, _end(run)) else 0


def _opening_end(text: str, at: int) -> int:
    """At the start of a line: "Anna here", "Anna Smith here"."""
    run = _run(text, at, lambda letters, place: place < 3 and _is_capital(letters))
    return _end(run) if run and _is_known(run) and _HERE.match(text, _end(run)) else 0


def _is_known(run: list[re.Match[str]]) -> bool:
    first = _bare(run[0]).casefold().split("-")[0]
    return first in GIVEN and (first not in WORDS_TOO or len(run) > 1)


_PAIR = re.compile(
    r"(?<![\w@/.-])([^\W\d_a-zß-öø-ÿ][^\W\d_A-Z]{1,20}) (?:[A-Z]\. )?(?:(?:van|von|de|der|da|del|di|la) ){0,2}"
    r"([^\W\d_a-zß-öø-ÿ](?:[^\W\d_]|['-](?=[^\W\d_])){1,30})(?![\w@/])"
)


def _full_names(text: str) -> Iterator[Span]:
    """A known given name and a surname, both with capitals, anywhere."""
    for found in _PAIR.finditer(text):
        first, last = found.group(1).casefold(), found.group(2).casefold()
        if first in UNMISTAKABLE and last not in _NO_NAME:
            yield Span(found.start(), found.end(), "name")
