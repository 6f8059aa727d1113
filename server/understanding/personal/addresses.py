"""Finds postal addresses: street and number, boxes, postcode and city; parts that stand together are one.

A street needs its number, a city its postcode: a city alone is where many people live.
"""

import re
from collections.abc import Iterator

from server.understanding.personal.spans import Span, apart

_NAMED = r"[^\W\d_a-zß-öø-ÿ][\w'.-]{0,40}"  # a word with a capital
_SIMPLE = r"[^\W\d_][\w'-]{0,40}"
_FLAT = (
    r"(?: (?:NW|NE|SW|SE|[NSEW])\b)?(?:,? (?:apt|apartment|flat|unit|suite|ste|floor|fl|room|door|etage"
    r"|apto|int|piso|wohnung|#)\.? ?#?\w{1,6}\b)?"
)
_NUMBER = r"\d{1,5}(?: ?[a-zA-Z]\b|[-/]\d{1,4}[a-zA-Z]?\b)?"
# Between a number and a street's kind no such word stands: "5 clicks in a row", "3 times down the street".
_NOT_A_STREET = (
    r"(?!(?:the|a|an|in|of|on|to|at|and|or|my|your|our|this|that|is|are|was|were|times?|clicks?|days?|weeks?|months?"
    r"|hours?|minutes?|years?|users?|seats?|files?|rows?|more|other|different|new|per|for|from|with|by|ways?|people"
    r"|steps?|pages?|items?|errors?|people|emails?)\b)"
)
_ALWAYS = r"street|avenue|road|lane|boulevard|blvd|crescent|parkway|pkwy|highway"
_CAPITAL_ONLY = (
    r"St|Rd|Ave|Av|Ln|Dr|Drive|Ct|Court|Way|Place|Pl|Square|Sq|Terrace|Ter|Close|Cl|Hwy|Row|Gardens|Gdns|Grove|Hill"
    r"|Mews|Walk|Circle|Cir|Trail|Trl|Alley|Quay|Park|Rise|Green|Broadway"
)
_BAD_ITALIAN = (
    r"(?!(?:API|App|Chrome|Safari|Firefox|Edge|Opera|PayPal|Zapier|Stripe|Slack|Gmail|Outlook|Excel"
    r"|Google|Teams|Zoom|HTTP|HTTPS|SMTP|FTP|VPN|Wi-?Fi|LAN|USB|CSV|PDF|E-?[Mm]ail|Mail|SMS|Windows"
    r"|Android|Port|Python|Node|Docker|Visa|SEPA|Bank|DHL|UPS|Fedex|FedEx|Tab|Step|Option|Apple"
    r"|Microsoft|Browser)\b)"
)

_STREETS = tuple(
    re.compile(shape)
    for shape in (
        rf"(?<![\w.,#-])\d{{1,5}}[a-zA-Z]?,? (?:[NSEW]{{1,2}}\.? )?(?:{_NOT_A_STREET}{_SIMPLE} ){{1,3}}"
        rf"(?i:{_ALWAYS})\b\.?(?i:{_FLAT})",
        rf"(?<![\w.,#-])\d{{1,5}}[a-zA-Z]?,? (?:[NSEW]{{1,2}}\.? )?(?:{_NAMED} ){{1,3}}(?:{_CAPITAL_ONLY})\b\.?"
        rf"(?i:{_FLAT})",
        rf"(?<![\w.,#-])\d{{1,5}} (?:(?:North|South|East|West|[NSEW])\.? )?\d{{1,3}}(?:st|nd|rd|th) (?i:street"
        rf"|st|avenue|ave)\b\.?(?i:{_FLAT})",
        rf"(?<!\w)[^\W\d_a-zß-öø-ÿ][\w.-]{{0,40}}?(?:straße|strasse|str\.|weg|allee|platz|gasse|ring|damm|ufer"
        rf"|chaussee|promenade) ?{_NUMBER}",
        rf"(?<!\w)[\w-]{{2,40}}?(?:straße|strasse|str\.|gasse|allee) ?{_NUMBER}",
        rf"(?<!\w){_NAMED}(?: {_NAMED}){{0,2}} (?:Straße|Strasse|Str\.|Allee|Platz|Weg|Ring|Damm|Ufer) {_NUMBER}",
        rf"(?<!\w)(?:Am|An der|An den|Im|In der|Zum|Zur|Auf dem|Auf der|Unter den|Beim) {_NAMED}"
        rf"(?: {_NAMED})? \d{{1,3}} ?[a-z]?\b(?=,| *\n|$| \d{{5}})",
        rf"(?<![\w.,#-])\d{{1,4}}(?: ?(?:bis|ter|[a-dA-D]))?,? (?i:rue|avenue|av\.|boulevard|bd|place|chemin"
        r"|impasse|allée|quai|route|cours|square|passage) "
        rf"(?:(?:de la|des|du|de|d'|la|le|les|l'|aux?) ?){{0,2}}{_NAMED}(?:[ -](?:(?:de la|des|du|de|d'|et|la"
        rf"|le) ?)?{_NAMED}){{0,3}}",
        r"(?<!\w)(?i:calle|c/|avenida|avda\.?|av\.|plaza|paseo|carrera|camino|ronda|carrer|rúa) ?(?:(?:de la"
        rf"|de los|de las|del|de|la|los) ){{0,2}}"
        rf"{_NAMED}(?: (?:(?:de la|de los|del|de|y) )?{_NAMED}){{0,3}},? (?i:(?:n[ºo°.]\.?|num\.?|número"
        rf"|#) ?)?{_NUMBER}(?:, ?\d{{1,2}}[ºª°]? ?[A-Za-z]?\b)?",
        rf"(?<!\w)(?i:via|viale|piazza|piazzale|corso|largo|vicolo|strada) {_BAD_ITALIAN}(?:(?:dei|degli|delle"
        rf"|della|dello|del|di|d'|da|san|santa) ?){{0,2}}"
        rf"{_NAMED}(?: {_NAMED}){{0,2}},? (?:n\.? ?)?{_NUMBER}",
        r"(?<!\w)(?i:rua|avenida|av\.|travessa|praça|alameda|estrada|largo) (?:(?:da|das|do|dos"
        rf"|de) ){{0,2}}{_NAMED}(?: (?:(?:da|das|do|dos|de|e) )?{_NAMED}){{0,4}},? (?i:n[ºo°.]\.? ?)?{_NUMBER}",
        rf"(?<!\w){_NAMED}?(?:straat|laan|plein|gracht|kade|singel|dijk|steeg) {_NUMBER}",
        rf"(?<!\w)(?:ul\.|ulica|al\.|aleja|os\.|pl\.) ?{_NAMED}(?: {_NAMED}){{0,2}} \d{{1,4}}[a-zA-Z]?"
        rf"(?:/\d{{1,4}}| m\. ?\d{{1,4}})?",
        rf"(?<!\w){_NAMED}(?:gatan|vägen|gata|vej|veien|gade|katu|tie|utca) {_NUMBER}",
    )
)
_BOXES = re.compile(
    r"(?<!\w)(?:p\.? ?o\.? ?box|post office box|postfach|postbus|boîte postale|casella postale|apartado"
    r"(?: de correos)?"
    r"|caixa postal|postboks|skrytka pocztowa|gpo box|bp)(?: (?:no|nr|n°)\.?)?[ :#]{1,3}\d{1,4}(?: \d{2,3}){0,3}",
    re.IGNORECASE,
)
_STATES = (
    "A[KLRZ]|C[AOT]|D[CE]|FL|GA|HI|I[ADLN]|K[SY]|LA|M[ADEINOST]|N[CDEHJMVY]|O[HKR]|PA|RI|S[CD]|T[NX]|UT|V[AT]|W[AIVY]"
)
_CITY = rf"{_NAMED}(?:[ -](?:(?:am|an der|im|bei|sur|de la|de|del|la|le|upon|in|sous) )?{_NAMED}){{0,2}}(?!\w)"
_POSTCODES = tuple(
    re.compile(shape)
    for shape in (
        rf"(?<!\w)(?:{_NAMED}(?: {_NAMED}){{0,2}},? )?(?:{_STATES}),? \d{{5}}(?:-\d{{4}})?(?![\w-])",
        # British: what ends in GB, MB or TB is the size of something
        r"(?<![\w-])(?:[A-PR-UWYZ][A-HK-Y]?\d[A-HJKPSTUW\d]?) \d(?!GB|MB|TB|KB)[ABD-HJLNP-UW-Z]{2}(?![\w-])",
        rf"(?<![\w-])[1-9]\d{{3}} ?(?!A[MD]|PM|BC|KB|MB|GB|TB|MS|ET|PT|PX|HZ|OK|S[ADS]|EU|US)[A-Z]{{2}},? {_NAMED}",
        r"(?<![\w-])[ABCEGHJ-NPRSTVXY]\d[ABCEGHJ-NPRSTV-Z] \d[ABCEGHJ-NPRSTV-Z]\d(?![\w-])",
        rf"(?<![\w-])(?:D|A|CH|F|E|I|B|L|DK|NL|PL|S)-\d{{4,5}} {_CITY}",
        rf"(?<![\w-])\d{{2}}-\d{{3}} {_CITY}",  # Polish
        rf"(?<![\w-])\d{{4}}-\d{{3}} {_CITY}",  # Portuguese
        rf"(?<![\w-])\d{{5}}-\d{{3}}(?:,? {_CITY})?(?![\w-])",  # Brazilian
    )
)
_LARGE_CITIES = (
    "Berlin|Hamburg|München|Muenchen|Köln|Koeln|Frankfurt|Stuttgart|Düsseldorf|Leipzig|Dortmund|Essen|Bremen|Dresden"
    "|Hannover|Nürnberg|Duisburg|Bochum|Wuppertal|Bielefeld|Bonn|Münster|Karlsruhe|Mannheim|Augsburg|Wiesbaden|Kiel"
    "|Aachen|Freiburg|Mainz|Erfurt|Rostock|Kassel|Potsdam|Wien|Graz|Linz|Salzburg|Innsbruck|Zürich|Genf|Genève|Basel"
    "|Bern|Lausanne|Luzern|Paris|Marseille|Lyon|Toulouse|Nice|Nantes|Strasbourg|Montpellier|Bordeaux|Lille|Rennes"
    "|Madrid|Barcelona|Valencia|Sevilla|Zaragoza|Málaga|Murcia|Bilbao|Granada|Roma|Milano|Napoli|Torino"
    "|Palermo|Genova"
    "|Bologna|Firenze|Venezia|Verona|Bruxelles|Brussel|Antwerpen|Gent|Liège|København|Aarhus|Stockholm|Göteborg|Malmö"
    "|Oslo|Bergen|Helsinki|Lisboa|Porto|Warszawa|Kraków|Praha|Budapest|Athens|Luxembourg"
)
_CITY_AFTER = re.compile(rf"(?<![\w.,#-])\d{{4,5}} (?:{_LARGE_CITIES})\b(?: \d{{2}}\b)?")
_ANY_CITY = re.compile(rf"\d{{4,6}} {_CITY}")
_SAID = re.compile(
    r"\b(?:zip(?: ?code)?|post ?code|postal code|plz|postleitzahl|code postal|código postal|cap)\b(?: (?:is"
    r"|ist))?[ :=]{1,3}"
    rf"(\d{{4,5}}(?:-\d{{3,4}})?(?: {_CITY})?|[A-Z]{{1,2}}\d[A-Z\d]? ?\d[A-Z]{{2}})(?!\w)",
    re.IGNORECASE,
)
# After these a postcode and a city are somebody's.
_LIVES = re.compile(
    r"(?:\baddress|\badresse|\bdirección|\bindirizzo|\bendereço|\badres|\blives?|\bliving|\bmoved|\bwohn\w*"
    r"|\bship\w*|\bdeliver\w*"
    r"|\bsend|\bsent|\blocated|\bbased|\bhabit\w*|\bvivo|\babito)\b[^\n\0.!?]{0,40}$",
    re.IGNORECASE,
)
_LOOKED_BACK = 60  # characters
_BETWEEN = re.compile(rf"[ ,;\n]{{1,4}}(?:(?:\d{{4,6}} )?{_CITY}[ ,;\n]{{1,4}}){{0,2}}")
_LONGEST_BETWEEN = 60
_AFTER_STREET = re.compile(rf"[ ,;\n]{{1,4}}(?:\d{{4,6}} {_CITY}|{_NAMED}(?: {_NAMED})?,? \d{{5}}\b)")


def addresses(text: str) -> Iterator[Span]:
    """Spans of addresses, each from the street to the city where both are told."""
    found = [match.span() for pattern in (*_STREETS, _BOXES) for match in pattern.finditer(text)]
    found = [(start, _with_city(text, end)) for start, end in found]
    found += [match.span() for pattern in (*_POSTCODES, _CITY_AFTER) for match in pattern.finditer(text)]
    found += [match.span(1) for match in _SAID.finditer(text)]
    found += [
        match.span()
        for match in _ANY_CITY.finditer(text)
        if not text[max(0, match.start() - 1) : match.start()].strip(" ,\n:")
        and _LIVES.search(text, max(0, match.start() - _LOOKED_BACK), match.start())
    ]
    yield from _joined(text, apart(Span(start, end, "address") for start, end in found))


def _with_city(text: str, end: int) -> int:
    """The end of a postcode and city, of whatever size, that follow a street."""
    after = _AFTER_STREET.match(text, end)
    return after.end() if after else end


def _joined(text: str, spans: list[Span]) -> Iterator[Span]:
    """Parts with no more than commas and a city between them as one."""
    at = 0
    while at < len(spans):
        start, end, kind = spans[at]
        while at + 1 < len(spans) and spans[at + 1].start - end <= _LONGEST_BETWEEN:
            if not _BETWEEN.fullmatch(text, end, spans[at + 1].start):
                break
            at += 1
            end = spans[at].end
        yield Span(start, end, kind)
        at += 1
