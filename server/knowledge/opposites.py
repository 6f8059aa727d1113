"""Words of negation and limit, and words of which two texts about one thing can't both be right."""

_NEGATIONS = """
    not no never none nobody nothing neither nor without cannot can't don't doesn't won't isn't aren't wasn't
    weren't didn't couldn't shouldn't mustn't unable impossible nicht kein keine keinen keiner nie ohne ne pas
    jamais sans non nunca sin mai senza niet geen nooit zonder
"""
_LIMITS = """
    only except unless until before after least most minimum maximum max min always sometimes must may might
    optional required mandatory voluntary all every any some each both either first last once twice up over under
    above below more less fewer within instead
"""
NEGATIONS = frozenset(_NEGATIONS.split())
LIMITS = frozenset(_LIMITS.split())
# Each line: words of which one text says one and the other says another, about one thing.
OPPOSITES: tuple[tuple[str, ...], ...] = tuple(
    tuple(line.split())
    for line in """
    enable disable
    enabled disabled
    enables disables
    on off
    allow forbid
    allowed forbidden prohibited
    can cannot
    possible impossible
    include exclude without
    changed unchanged stay stays
    change stay stays
    lost stays stay
    included excluded without
    includes excludes without
    including excluding without
    included extra
    free paid
    free chargeable
    free charged
    public private
    public internal
    monthly yearly annually annual weekly daily quarterly hourly
    month year week day hour quarter minute second
    months years weeks days hours quarters minutes seconds
    monday tuesday wednesday thursday friday saturday sunday
    january february march april may june july august september october november december
    automatic manual
    automatically manually
    immediately later
    before after
    above below
    top bottom
    left right
    minimum maximum
    least most
    more less
    more fewer
    increase decrease
    increases decreases
    ascending descending
    open closed
    opened closed
    open close
    start stop
    start end
    starts ends
    begin end
    beginning end
    add remove
    added removed
    keep delete
    kept deleted
    keep lose
    lost credited refunded returned
    lose get
    refuse allow
    instantly later
    ends continues
    forever temporarily
    kept lost
    keeps loses
    stays ends
    create delete
    save discard
    saved discarded
    saved lost
    show hide
    shown hidden
    visible hidden
    upload download
    import export
    imported exported
    send receive
    sent received
    accept reject
    accept refuse
    accepts refuses
    accepted rejected refused
    approve reject
    approved rejected
    activate deactivate
    active inactive
    upgrade downgrade
    upgraded downgraded
    subscribe unsubscribe
    lock unlock
    locked unlocked
    refundable non-refundable
    required optional
    mandatory optional voluntary
    always never
    everyone nobody
    everybody nobody
    all none
    same different
    old new
    earlier later
    earliest latest
    first last
    higher lower
    longer shorter
    gross net
    with without
    inside outside
    online offline
    permanent temporary
    permanently temporarily
    reversible irreversible final
    owner member
    owners members
    admin member
    admins members
    accountant owner
    viewer editor
    buyer seller
    customer supplier
    sandbox live
    """.strip().splitlines()
)
OPPOSITE_WORDS = frozenset(word for group in OPPOSITES for word in group)
