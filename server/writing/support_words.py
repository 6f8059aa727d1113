"""The words that the support check knows: which mean the same in a help article, which carry nothing, which decide."""


def _set(text: str) -> frozenset[str]:
    return frozenset(text.split())


NEGATIONS = _set("""
    not no never without cannot neither nor none nothing nobody unable impossible nicht kein keine keinen
    keiner nie niemals ohne ne pas jamais sans aucun aucune nunca sin ningún ninguna non mai senza nessun niet
    geen nooit zonder
""")
# small words that turn a statement around: each must stand in the very sentence that supports it
DECIDING = _set("""
    before after until till above below over under within inside outside least most more less fewer than every
    all always only first last next same other off on once twice per unless except instead both either still
    already yet must optional free
""")
EMPTY = _set("""
    a an the this that these those it its itself they them their there here he she his her you your yours we
    our us i me my and or but so as if when while where which who whom whose what how why because since due
    though although to of for in at by with from into onto about between during through upon via is are was
    were be been being am has have had having do does did doing done will would shall should can could may
    might let lets then also too well just simply please e.g i.e eg ie such like example instance each any
    some one ones both thing things way however therefore thus again afterwards afterward later now currently
    directly right up out back own enough once's s t d ll re ve m following follow followed field button
    option menu section tab screen page area list entry contain contains include includes including mean means
    make sure able possible possibly go goes next's step steps
""")
LEANING = _set("""
    it its they them this that these those each both there he she then otherwise until so
""")
_SAME = (
    "click select choose press tap hit pick open navigate visit head",
    "enter type fill put write insert",
    "delete remove erase",
    "change edit modify update adjust alter",
    "show display see view appear",
    "keep retain remain stay",
    "need require must",
    "allow permit",
    "get receive obtain",
    "start begin",
    "finish end",
    "only alone solely merely exclusively",
    "until till",
    "mail email e-mail",
    "immediately instantly",
    "signin login",
)
_FORMS = {
    "kept": "keep", "sent": "send", "paid": "pay", "got": "get", "gotten": "get", "taken": "take", "took": "take",
    "chosen": "choose", "chose": "choose", "lost": "lose", "bought": "buy", "held": "hold", "made": "make",
    "found": "find", "said": "say", "told": "tell", "shown": "show", "seen": "see", "given": "give", "gave": "give",
    "written": "write", "begun": "begin", "began": "begin", "left": "leave", "spent": "spend", "met": "meet",
    "people": "person", "children": "child", "men": "man",
}  # fmt: skip
_COUNTED = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
NUMBERS = {
    word: str(number)
    for number, word in enumerate(_COUNTED)
    if number > 1  # "one" is a pronoun more often than a number
}
SIGNS = {"%": "percent", "€": "euro", "$": "dollar", "£": "pound", "¥": "yen"}
CURRENCIES = {"eur": "euro", "euros": "euro", "usd": "dollar", "dollars": "dollar", "gbp": "pound", "pounds": "pound"}


def stem(word: str) -> str:
    """A lower-case word without its ending, under the name of its class where it has one."""
    word = CURRENCIES.get(word, _FORMS.get(word, word))
    return _CLASS.get(bare := _bare(word), bare)


def _bare(word: str) -> str:
    if len(word) <= 3 or not word.isascii():
        return word
    if word.endswith("ies") and len(word) > 4:
        word = word[:-3] + "y"
    elif word.endswith(("sses", "xes", "ches", "shes")):
        word = word[:-2]
    elif word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = word[:-1]
    for ending, least in (("ing", 6), ("ed", 5), ("ly", 6)):
        if word.endswith(ending) and len(word) >= least:
            word = word[: -len(ending)]
            if len(word) > 3 and word[-1] == word[-2] and word[-1] in "bdgmnprt":
                word = word[:-1]
            break
    return word[:-1] if len(word) > 3 and word.endswith("e") else word


_CLASS = {_bare(word): _bare(words.split()[0]) for words in _SAME for word in words.split()}
EMPTY_STEMS = frozenset(map(_bare, EMPTY)) | EMPTY
DECIDING_STEMS = frozenset(stem(word) for word in DECIDING)
