"""What visitors try before they ask: each step by its name, in the words that tell of it and that advise it."""

import re

_OTHER = (
    r"(?:an?other|other|different|second|third|two|three|several|all(?: the)?|both|new|smaller|spare"
    r"|colleague's|wife's|husband's|friend's)"
)
_MY = (
    r"(?:(?:my|the|all|your|our|this|that|its|browser|a|an|old|whole|entire|saved|site|of|and|both|every|web"
    r"|work|google|\w+'s) ){0,4}?"
)
_BROWSER = r"(?:firefox|chrome|safari|edge|opera|brave|vivaldi)"

# Verbs stand in all their forms: whether one was done is read from the form and from what stands before it.
_STEPS: tuple[tuple[str, ...], ...] = (
    (
        "clear_cache",
        rf"(?:clear|empty|empti|delet|wip|remov|flush|purg)\w* (?:out )?{_MY}(?:cache[ds]?|cookies|brows(?:er"
        r"|ing) (?:data|history)|history|site data|temp(?:orary)? files)",
        r"(?:cache|cookies)(?: and (?:cache|cookies))? (?:is |are |was |were |has been |have been |all )?"
        r"(?:cleared|emptied|deleted|wiped|gone)",
    ),
    (
        "other_browser",
        rf"{_OTHER} (?:web )?browsers?",
        r"(?:switch\w*|chang\w*|mov\w*) browsers?",
        rf"(?:in|with|on|using|tried|and|or|to|from|also|via|open\w*) (?:ms |microsoft |google )?{_BROWSER}(?! "
        r"(?:cache|history|extensions?|is up|itself))",
    ),
    (
        "private_window",
        r"incognito(?: (?:mode|window|tab))?",
        r"in-?private(?: (?:mode|window))?",
        r"private (?:window|mode|tab|browsing|session)s?",
    ),
    (
        "other_device",
        rf"{_OTHER} (?:device|computer|laptop|pc|phone|machine|tablet|mac)s?",
        r"(?:on|from|using|with|tried) (?:my|the|our|a) (?:phone|mobile|tablet|ipad|iphone|laptop"
        r"|work computer|home computer|desktop)(?! number)",
    ),
    (
        "reload",
        r"(?:reload|refresh)(?:ed|ing|s)?(?! (?:token|rate|button))",
        r"(?:hit|hitting|press|pressed|pressing) (?:f5|ctrl ?\+ ?(?:shift ?\+ ?)?r|cmd ?\+ ?(?:shift ?\+ ?)?r)",
        r"(?:ctrl|cmd) ?\+ ?shift ?\+ ?r\b",
    ),
    ("restart_router", rf"(?:restart|reboot|reset|unplug|power[- ]?cycl)\w* {_MY}(?:router|modem|wi-?fi)"),
    (
        "restart",
        rf"(?:restart|reboot|re-start|re-boot)(?:ed|ing|s)?(?! {_MY}(?:router|modem|wi-?fi))",
        r"(?:turn|switch|power)\w* (?:it|everything|the \w+|my \w+)? ?off and (?:back )?on",
        r"off and on again",
        rf"(?:clos|quit)\w* (?:and (?:re)?-?open\w*|{_MY}(?:app|browser|tab|program|window) and (?:re)?-?"
        r"(?:open|start|launch)\w*)",
        r"(?:force[- ]?(?:quit|clos\w+|stopp?\w*))",
        r"(?:relaunch)(?:ed|ing)?",
    ),
    (
        "reinstall",
        r"(?:re-?install|uninstall)(?:ed|ing|s)?",
        r"(?:delet|remov)\w* (?:and (?:re-?)?(?:install|download)\w* )?(?:the |your |my )?app(?:lication)?\b",
    ),
    (
        "sign_in_again",
        r"(?:log|sign)\w* ?(?:myself |me )?(?:out|off)\b.{0,25}?\b(?:in|on)\b(?: again)?",
        r"(?:log|sign)\w*[- ]?(?:back )?in again",
        r"(?:re-?log|re-?sign)\w*(?: in)?",
        r"(?:logg|sign)\w* (?:myself )?(?:out|off)(?: everywhere| of (?:all|every)\w* \w+)?",
    ),
    (
        "reset_password",
        r"(?:re-?set|resetting|chang\w+|renew\w*|set|setting|choos\w+|chose|creat\w+|made|making|pick\w*) (?:"
        r"(?:my|the|your|our|a|up|new|another|old|own) ){0,4}?passwords?",
        r"password resets?",
        r"reset links?",
        r"forg[oe]t\w* (?:your |my )?password(?: link| form| button)?",
    ),
    ("check_spam", r"(?:(?:look|check|search|scann?|went)\w*(?: \w+){0,5} )?(?:spam|junk)(?: ?(?:mail|folder|box))?s?"),
    (
        "resend_mail",
        r"(?:re-?send|re-?sent|resending|request\w*|ask\w* for|order\w*|sent myself) (?:(?:a|an|the|another"
        r"|new|second|fresh|confirmation|reset|verification|activation|invitation) ){1,4}(?:links?|e?-?mails?"
        r"|codes?|invitations?)",
        r"re-?send\w* (?:it|the \w+(?: \w+)?)|resent (?:it|the \w+)",
    ),
    (
        "other_card",
        rf"{_OTHER} (?:of )?(?:my )?(?:credit |debit |bank |payment )?cards?",
        rf"{_OTHER} payment methods?",
        r"all (?:of )?my cards",
        r"(?:with|via|tried|using|to) paypal",
    ),
    (
        "other_network",
        rf"{_OTHER} (?:network|wi-?fi|connection|internet|provider)s?",
        r"mobile data",
        r"(?:(?:on|via|over) )?(?:(?:a|the|my|phone's|mobile|personal) ){0,2}hot ?spot",
        r"(?:on|over|via|using|from|tried) (?:4g|5g|lte|cellular|home wi-?fi|wi-?fi|ethernet|cable)",
    ),
    (
        "switch_off_add_ons",
        rf"(?:disabl|deactivat|turn|switch|paus|remov|uninstall)\w*(?: off)? {_MY}(?:(?:browser|chrome"
        r"|firefox) )?(?:ad ?-?block\w*|blockers?|extensions?|add-?ons?|plug-?ins?)(?: off)?",
        r"without (?:any )?(?:extensions?|add-?ons?|plug-?ins?|ad ?-?blocker)",
    ),
    (
        "switch_off_vpn",
        rf"(?:disabl|turn|switch|disconnect|paus|kill)\w*(?: off| from)? {_MY}(?:vpn|proxy|firewall|antivirus"
        r"|anti-virus)(?: off)?",
        r"without (?:the |a |my )?(?:vpn|proxy)",
        r"(?:vpn|proxy|firewall) (?:is |was )?(?:off|disabled)",
    ),
    (
        "update",
        rf"(?:updat|upgrad)(?:ed|ing|e|es)? {_MY}(?:browser|app|application|software|system|os|ios|android"
        rf"|windows|macos|phone|version|plugin|{_BROWSER}|everything|it)(?: to)?",
        r"(?:latest|newest|current) version(?! history)",
        r"(?:is|am|are|everything) up to date",
    ),
    (
        "read_help",
        r"(?:read|reading|re-?read|follow(?:ed|ing)?|(?:went|going|gone|been|go|work(?:ed|ing)?) through|"
        r"(?:look|check)(?:ed|ing)? (?:at |in |up )?|tried|stud(?:ied|ying)) (?:(?:the|your|all|this|that|a|an"
        r"|every|each|of|in|help|support|online|whole|entire|troubleshooting|knowledge|video|setup|\d+|two"
        r"|three|both|same|other|step) ){0,5}?(?:articles?|guides?|faqs?|help(?: ?(?:page|cent(?:er|re)))?s?"
        r"|docs?|documentation|manual|instructions|tutorials?|knowledge ?base|steps)\b(?: (?:called |about "
        r"|on )?[\"'“][^\"'”\n]{3,80}[\"'”])?",
        r"(?:followed|read) (?:the |your )?[\"'“][^\"'”\n]{3,80}[\"'”]",
    ),
    (
        "ask_bank",
        r"(?:call(?:ed|ing)?|ask(?:ed|ing)?|spoke|spoken|phon(?:ed|ing)|contact(?:ed|ing)?|talk(?:ed|ing)?"
        r"|check(?:ed|ing)?|chatted|rang)(?: \w+){0,3} (?:my |the |our |with )?(?:bank|card (?:issuer|company"
        r"|provider))\b",
        r"(?:my |the |our )?bank (?:said|says|confirmed|confirms|told|approved|assured)",
    ),
    (
        "other_file",
        rf"{_OTHER} (?:\w+ )?(?:files?|csvs?|spreadsheets?|formats?|encodings?|images?|pdfs?)",
        r"sav(?:ed|ing|e) (?:it|them|the \w+) (?:again )?as",
        r"(?:split|splitting) (?:up )?(?:the|my|it|them)(?: \w+)?(?: (?:in|into|up) \w+)?",
        r"(?:convert|export|re-?export|compress|shrink|shrunk)\w* (?:it|them|the (?:file|spreadsheet|sheet"
        r"|image|picture|photo))(?: (?:to|as|again) ?\w*)?",
    ),
    (
        "retype",
        r"(?:typed|typing|type|enter(?:ed|ing)?|re-?typ(?:ed|ing|e)|re-?enter(?:ed|ing)?|copied|copying|pasted"
        r"|pasting|filled|filling)\b.{0,40}?\b(?:again|twice|times|by hand|manually|fresh|from scratch|anew)",
        r"re-?(?:typ|enter)(?:ed|ing|e)? (?:it|them|everything|the \w+|my \w+|all \w+)",
    ),
    ("check_caps_lock", r"(?:check\w* (?:that |if |the |my )*)?caps ?lock"),
    (
        "check_connection",
        r"(?:check|test|verif)\w* (?:that |if )?(?:my |the |our )?(?:internet|connection|wi-?fi|network"
        r"|signal)(?: connection)?(?: speed)?",
        r"(?:ran|run|running) (?:a |the )?speed ?test",
    ),
    (
        "wait",
        r"wait(?:ed|ing)? (?:for |about |over |another |more than |at least |like |some |almost |nearly )*"
        r"(?:\d+|an?|one|two|three|four|five|ten|several|few|half|the whole)(?: \w+){0,2}? ?(?:seconds?|secs?"
        r"|min(?:ute)?s?|hours?|hrs?|days?|weeks?|nights?)",
        r"(?:left|leave|leaving) it (?:overnight|for|running|alone)",
    ),
    (
        "reconnect",
        r"(?:re-?connect|disconnect|unlink|re-?link|re-?pair|re-?authori[sz]|re-?sync)\w*(?: and (?:re-?)?"
        rf"(?:connect|link|pair)\w*)?(?: {_MY}\w+)?",
    ),
    (
        "contact_support",
        r"(?:email|e-mail|wrot|writ|messag|contact|call|phon|ask|spok|talk|chatt|open|rais|fil)\w*"
        r"(?: \w+){0,3}? (?:your |the |customer |tech )*(?:support|help ?desk|customer service|hotline)"
        r"(?: team)?",
        r"(?:open|rais|fil|creat|submit)\w* (?:a |another |two )?(?:support )?tickets?",
    ),
    (
        "check_settings",
        r"(?:check|look|went|go|review|verif|double-?check)\w* (?:in |at |through |into )?(?:all |my |the "
        r"|our |your )*(?:\w+ )?(?:settings|preferences|permissions|configuration)",
    ),
)
MENTIONS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (step, re.compile(rf"(?<![\w'-])(?:{'|'.join(ways)})(?![\w-])", re.IGNORECASE)) for step, *ways in _STEPS
)
NAMES = tuple(step for step, *_ in _STEPS)
# What help pages say for a step beside the words that visitors tell of it in.
_ADVICE = {
    "other_card": r"(?:pay|try|use) (?:with |by )?(?:another|a different) (?:card|way)",
    "reset_password": r"send (?:a )?reset|new password|set a new one",
    "update": r"(?:two|three) newest versions|update the (?:browser|app)",
    "other_file": r"split (?:the|your) file",
    "check_spam": r"spam|junk",
    "resend_mail": r"resend|another link|(?:ask|send) (?:for )?a new (?:one|link)|send it again"
    r"|only the newest (?:mail|one|link)",
    "contact_support": r"(?:contact|write to|ask) (?:our |the )?support",
    "switch_off_add_ons": r"(?:switch|turn) off (?:the )?(?:blockers|extensions)|allow (?:pop-?ups|the site)",
    "check_caps_lock": r"caps ?lock",
    "retype": r"type (?:the |your )?(?:\w+ )?(?:number|password|address|code)(?: \w+){0,7} (?:again|by hand)"
    r"|type it (?:again|by hand)",
    "wait": r"wait (?:once|half a minute|a (?:few|couple)|\d+|some|until)",
}
ADVICE: tuple[tuple[str, tuple[re.Pattern[str], ...]], ...] = tuple(
    (
        step,
        (mention, re.compile(rf"(?<![\w'-])(?:{_ADVICE[step]})(?![\w-])", re.IGNORECASE))
        if step in _ADVICE
        else (mention,),
    )
    for step, mention in MENTIONS
)
