"""Names of people where a page is known to put one: after a greeting, after "Signed in as", after "Name:".

A slot is found in the text folded to small letters; what follows it is a name when it is up to four words with a
capital (particles like "von" between them) and the first is none of the words that pages write there themselves.
After "signed in as" and the like any one word is a name. static/shim/redact.js does the same, letter by letter:
change both. Ranges of letters are written out, because two languages' Unicode tables are of different years.
"""

import re

OTHER = r"\u0590-\u06ff\u0900-\u097f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3"  # scripts without capitals
LETTER = rf"A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u0370-\u052f{OTHER}"
CAPITAL = rf"A-Z\u00c0-\u00d6\u00d8-\u00de\u0100-\u017f\u0386-\u03ab\u0400-\u042f{OTHER}"
PARTICLES = (
    "von|van|vom|zu|zur|zum|der|den|de|da|das|do|dos|di|du|des|del|della|la|le|les|el|al|bin|ibn|ben|ter|ten|af|av|y|e"
)
WORD = rf"[{CAPITAL}](?:\.|[{LETTER}]*(?:['\u2019-][{LETTER}]+)*)"
BEFORE = rf"(?:(?:{PARTICLES}) ){{0,3}}"
NAME = re.compile(rf"{BEFORE}{WORD}(?: {BEFORE}{WORD}){{0,3}}")
ACCOUNT = rf"[{LETTER}0-9_+'\u2019-]+(?:\.[{LETTER}0-9_+'\u2019-]+)*"
LOGIN = re.compile(rf"{ACCOUNT}(?: {WORD}){{0,3}}")

GREETINGS = (
    "dear|hello|hi|hey|welcome back|welcome|good (?:morning|afternoon|evening)|thank you|thanks|goodbye|bye"
    "|congratulations|sehr geehrter?|guten (?:morgen|tag|abend)|liebe[rs]?|hallo|willkommen zurück|willkommen"
    "|vielen dank|danke|servus|moin|chère?|cher|bonjour|bonsoir|salut|bienvenue|merci|bon retour|estimad[oa]"
    "|querid[oa]|hola|buenos días|buenas (?:tardes|noches)|bienvenid[oa]|gracias|ciao|buongiorno|buonasera|car[oa]"
    "|benvenut[oa]|grazie|beste|welkom|olá|bem-vind[oa]|obrigad[oa]"
)
LOGINS = (
    "(?:signed|logged) in as|acting as|angemeldet als|eingeloggt als|connectée? en tant que|conectad[oa] como"
    "|sesión iniciada como|connesso come|ingelogd als"
)
BY = (
    "(?:created|posted|written|uploaded|edited|updated|submitted|shared|invited|reviewed|approved) by|assigned to"
    "|shared with|account of|profile of|erstellt von|geschrieben von|zugewiesen an|konto von|profil von|créée? par"
    "|écrit par|compte de|creado por|escrito por|asignado a|cuenta de"
)
LABELS = (
    "(?:(?:first|last|full|given|family|middle|maiden|birth|display|user|account|customer|patient|contact"
    "|company contact|mother's maiden) ?)?name|surname|nickname|user|customer|client|patient|recipient|sender"
    "|attendee|guest|passenger|(?:card|account|policy) ?holder|beneficiary|author|owner|assignee|contact|cc|from|attn"
    "|(?:vor|nach|familien|geburts|benutzer)name|kunde|kundin|patientin|karteninhaber(?:in)?|kontoinhaber(?:in)?"
    "|empfänger(?:in)?|ansprechpartner(?:in)?|nom(?: de famille| de naissance| d'utilisateur)?|prénom|titulaire"
    "|destinataire|cliente?|nombre(?: completo| de usuario)?|apellidos?|usuario|titular|destinatario|paciente|nome"
    "|cognome|naam|voornaam|achternaam"
)
TITLES = (
    "(?:mr|mrs|ms|miss|mx|dr|prof|professor|sir|madam|herr|herrn|frau|mme|mlle|monsieur|madame|m|señor|señora|sr|sra"
    "|don|doña|signor|signora|dhr|mevr)[.]? "
)
# Slots with what stands between them and the name; titles stay readable.
SLOT = re.compile(
    r"(?:^|[^a-z0-9\u00df-\u024f])"
    rf"(?:(?P<login>(?:{LOGINS}):? )|(?:(?:{GREETINGS})(?:[,!] ?| )|(?:{BY}):? |(?:{LABELS}) ?: ?)(?:{TITLES}){{0,2}})"
)
# What pages themselves write with a capital behind such words.
NO_NAME = (
    "a|an|and|the|to|for|from|of|in|on|at|our|your|you|my|we|us|this|that|it|is|as|with|by|not|no|none|unknown|n/a"
    "|new|there|again|all|everyone|everybody|team|world|customer|customers|user|users|guest|visitor|friend|friends"
    "|member|members|valued|colleague|colleagues|sir|madam|back|page|home|now|today|please|enter|required|invalid"
    "|must|cannot|can't|optional|missing|empty|should|may|only|use|choose|select|add|edit|change|save|delete|remove"
    "|show|hide|see|kunde|kunden|kundin|damen|herr|herren|gast|welt|bei|zu|zum|zur|im|am|das|der|die|den|ihr|ihre"
    "|ihnen|pflichtfeld|erforderlich|bitte|client|cliente|clientes|clients|monsieur|madame|messieurs|dames|à|au|aux"
    "|chez|dans|le|la|les|l|votre|vos|vous|obligatoire|requis|veuillez|al|en|el|los|las|su|sus|tu|por|para|señor"
    "|señora|obligatorio|obligatoria|requerido|requerida|mundo|todos|tutti|tutte|mondo|iedereen"
)
PLAIN_LOGIN = (
    "a|an|the|not|now|in|on|offline|online|about|all|almost|being|done|free|here|invited|leaving|logged|ready|signed"
    "|sure|using|viewing|welcome|still|already|going|guest|you|no|one|currently"
)
FOLD = {code: code + 32 for code in (*range(0x41, 0x5B), *range(0xC0, 0xD7), *range(0xD8, 0xDF))}


def mask_names(text: str) -> str:
    """The text with "[name]" where a known slot holds what looks like a person's name."""
    folded = text.translate(FOLD)
    out, done = [], 0
    slot = SLOT.search(folded)
    while slot:
        end = _name_end(text, folded, slot)
        if end:
            out += [text[done : slot.end()], "[name]"]
            done = end
        slot = SLOT.search(folded, end or slot.end() - 1)  # its last space may stand before the next slot
    return "".join(out) + text[done:]


def _name_end(text: str, folded: str, slot: "re.Match[str]") -> int:
    """Where the name in a slot ends; 0 when there is none."""
    at, login = slot.end(), slot.group("login")
    found = (LOGIN if login else NAME).match(text, at)
    if not found:
        return 0
    first = folded[at : found.end()].split(" ")[0].rstrip(".")
    return 0 if re.fullmatch(PLAIN_LOGIN if login else NO_NAME, first) else found.end()
