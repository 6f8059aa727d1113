"""What a status message says of an outcome: that something was done, failed, is wanted otherwise, or is under way.

Who can't tell says so: success is what makes a step *verified*, so a doubtful message is none. The words are those of
English, German, French, Spanish, Portuguese, Italian, Dutch and Polish pages.
"""

import re

from widget.events import Seen

WORKING = re.compile(
    r"(…|\.\.\.)\s*$|^\W*((sav|load|send|process|submitt|upload|check|validat|verify|work|wait|updat|search)ing"
    r"|please wait|(one|just a) moment|bitte warten|einen moment|chargement|cargando|caricamento|carregando|laden)\b",
    re.IGNORECASE,
)
WENT_WRONG = re.compile(
    r"\b(fail\w*|errors?|errored|invalid|unable|wrong|problem|denied|declined|rejected|try again|is required"
    r"|not (saved|sent|possible)|could ?n[o'’]t|can ?n[o'’]t|can['’]t|did ?n[o'’]t"
    r"|fehl(er\w*|geschlagen)|fehlgeschlagen|ungültig\w*|nicht (gespeichert|gesendet|möglich)|abgelehnt"
    r"|échec|échoué\w*|erreurs?|invalides?|impossible|refusée?s?"
    r"|errores|falló|fallid[oa]s?|inválid[oa]s?|rechazad[oa]s?|erros?|não foi possível|no se pudo"
    r"|errori?|errore|non riuscit[oa]|impossibile|non valid[oa]"
    r"|mislukt\w*|fout(en)?|ongeldig\w*|błąd|błędy|nie udało|nieprawidłow\w+)\b",
    re.IGNORECASE,
)
NO_ERROR = re.compile(
    r"\b(no|without|0|keine|ohne|sans|aucune?|sin|senza) (errors?|problems?|fehler|erreurs?|errores|errori)\b",
    re.IGNORECASE,
)
DENIES = re.compile(
    r"\b(not|(is|are|was|were|has|have|does|do)n['’]t|nicht|keine?|aucune?|insufficient|incorrect|missing"
    r"|must (be|have|contain)|too (short|long|large|many|weak|big))\b",
    re.IGNORECASE,
)
ASKS = re.compile(
    r"\b(please|already|expired|limit|exceed\w*|bitte|bereits|veuillez|déjà|por favor|ya)\b", re.IGNORECASE
)
SUCCESS = re.compile(
    r"\b(saved|success\w*|done|sent|created|updated|added|removed|deleted|completed?|confirmed|submitted|received"
    r"|published|uploaded|imported|changed|invited|subscribed|thanks|thank you|all set|welcome"
    r"|gespeichert|erfolg\w*|gesendet|danke|aktualisiert|erstellt|hinzugefügt|bestätigt"
    r"|enregistrée?s?|envoyée?s?|merci|succès|guardad[oa]s?|enviad[oa]s?|gracias|éxito|salvat[oaei]|inviat[oaei]|grazie"
    r"|opgeslagen|verzonden|bedankt|salv[oa]s?|obrigad[oa]|zapisano|wysłano)\b",
    re.IGNORECASE,
)

MESSAGE_CHARS = 80  # a live region with more, and no word of success in it, is the page's content: an invoice, a list


def succeeded(event: Seen) -> bool:
    """Whether a status message tells of success: an alert only in so many words, as most alerts are errors."""
    text = NO_ERROR.sub("", event.text)
    if not event.text.strip() or any(pattern.search(text) for pattern in (WORKING, WENT_WRONG, DENIES)):
        return False
    spoken_to = len(text) <= MESSAGE_CHARS and not (_alert(event) or ASKS.search(text))
    return SUCCESS.search(text) is not None or spoken_to


def went_wrong(event: Seen) -> bool:
    """Whether a status message tells that something failed; in an alert it is enough that something is not as it should
    be."""
    text = NO_ERROR.sub("", event.text)
    return WENT_WRONG.search(text) is not None or (_alert(event) and DENIES.search(text) is not None)


def _alert(event: Seen) -> bool:
    return event.target is not None and event.target.has("error")
