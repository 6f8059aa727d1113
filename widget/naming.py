"""Which words in a page's markup an author wrote, and which a build tool, a framework or a state left there."""

import re

NAME_CHARS = 60  # longer ids are content or tokens

# Two digits, colons, or the prefix of a framework that numbers its ids.
GENERATED_ID = re.compile(
    r"\d.*\d|[:«»]|__|^(radix|headlessui|mui|react-|rc[-_]|ember|ext-gen|downshift|uid|mat-|cdk-|ng-|el-id|v-\d)"
    r"|^(input|field|checkbox|tab|panel|dialog|menu|item|select|button|label)[-_]?\d+$",
    re.I,
)
# CSS modules, styled-components, emotion, JSS, Angular, Svelte, Vue; digits in a class are sizes or hashes.
GENERATED_CLASS = re.compile(
    r"\d|__[A-Za-z0-9-]{4,}$|^(css|sc|jsx|jss|svelte|emotion|styled|tw|astro|ng|data)-|^_", re.I
)
STATE = re.compile(
    r"^(is|has|was|not|js)-"
    r"|(^|[-_])(in)?(active|valid)($|[-_])"
    r"|(^|[-_])(open(ed)?|closed?|selected|hover(ed)?|focus(ed)?|disabled|enabled|checked|expanded|collapsed|current"
    r"|load(ing|ed)|visible|hidden|show(n|ing)?|hide|pressed|dirty|pristine|touched|untouched|invalid|error|success"
    r"|warning|dragg(ing|ed)|entering|leaving|enter|leave|exit|first|last|even|odd|dark|light|highlighted|busy)($|[-_])",
    re.I,
)
# What Tailwind, Bootstrap and the like compose looks from: it says how a thing looks, not what it is.
UTILITY = re.compile(
    r"^(flex|grid|block|inline|contents|table|items|justify|content|self|place|text|font|bg|border|rounded|shadow|ring"
    r"|outline|[pm][xytblrse]?|[wh]|min|max|size|gap|space|divide|absolute|relative|fixed|sticky|static|top|left|right"
    r"|bottom|inset|z|overflow|cursor|transition|duration|ease|opacity|uppercase|lowercase|capitalize|truncate"
    r"|whitespace|break|leading|tracking|sr|container|col|row|d|align|float|clearfix|pointer|fill|stroke|object|order"
    r"|grow|shrink|basis|transform|animate|antialiased|italic|underline|no|list|group|peer|backdrop|blur|scale|rotate"
    r"|translate|origin|appearance|select|resize|snap|touch|will|line|decoration|btn|icon|fa[srb]?|bi|lucide|svg"
    r"|material)(-|$)",
    re.I,
)
PART = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
VOWELS = re.compile(r"[aeiouy]", re.I)


def stable_id(value: str | None) -> str:
    """The id when an author wrote it, "" when it looks numbered or hashed by a framework."""
    if not value or len(value) > NAME_CHARS or GENERATED_ID.search(value) or _hashed(value):
        return ""
    return value


def meaningful(word: str) -> bool:
    """Whether a class says what an element is: not how it looks, not its state, not a build's hash."""
    if not 2 < len(word) <= NAME_CHARS:
        return False
    return not (GENERATED_CLASS.search(word) or STATE.search(word) or UTILITY.match(word) or _hashed(word))


def _hashed(word: str) -> bool:
    """Letters that nobody would write: "kQzRfa", "bdvvtp"."""
    parts = PART.findall(word)
    if any(len(part) > 3 and not VOWELS.search(part) for part in parts):
        return True
    return len(word) < 10 and len(parts) > 2 and "-" not in word and "_" not in word  # changes its case all the time
