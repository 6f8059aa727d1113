"""Topics with high stakes: self-harm, health, law, a hijacked account, money, cancellation. Recall first.

A false alarm costs an agent a minute; a miss leaves a visitor in trouble alone with a machine. What follows from a
topic is for the policy to say: the first five go to a person, a cancellation is answered where the answer is sure.
"""

import re

from server.understanding.typos import corrected

SELF_HARM, HEALTH, LEGAL = "self_harm", "health", "legal"
ACCOUNT_SECURITY, MONEY_DISPUTE, CANCELLATION = "account_security", "money_dispute", "cancellation"

_NOT = r"(?:don'?t|do not|did ?n[o']t|didn'?t|no longer|never|can'?t|cannot|can not|couldn'?t|not)"
_SELF_HARM = (
    r"suicid|self[- ]?harm|unalive|kms\b|(?:kil+|hurt|harm|cut+|hang|shoot|drown)(?:ing)? (?:myself|my ?self"
    r"|me self)\b",
    r"(?:end|ending) (?:it all|my life|everything|things for good)\b|(?:take|taking|took) my (?:own )?life\b",
    rf"{_NOT} (?:really )?(?:want|wanna|wish|care)(?: to| if i)? (?:be )?(?:live|alive|living|exist|wake up"
    r"|be here any ?more|here any ?more|go on(?: like this| any ?more|$|[.!]))",
    r"(?:tired|sick) of (?:living|life|being alive|existing)\b|(?:better|easier|best)(?: off)?(?: for \w+)? "
    r"(?:if i (?:was|were) )?(?:dead|gone|without me)\b|rather be dead\b",
    r"(?:want|wanna|wish|going|ready|rather|think about|thinking about|thoughts? of|feel like)(?: to| of| i "
    r"(?:was|were)| i could)? (?:just )?(?:die|dying|dead|be dead|disappear(?:ing)? (?:for good|forever))\b",
    r"no (?:reason|point) (?:to|in) (?:live|living|go(?:ing)? on)\b|nothing (?:left )?to live for\b|life (?:is"
    r"|isn'?t) (?:not |pointless|worthless|worth (?:it|living)|over)\b",
    rf"{_NOT} (?:go on|carry on|keep going|continue|keep (?:on )?living|live)(?: on)?(?: living)? (?:like this"
    rf"|this way|any ?more|any longer|with this)|{_NOT} (?:bear|cope|stand|handle) (?:life|living|it all"
    r"|being alive|any of this any ?more)",
    r"(?:hate|done with|finished with|give up on|giving up on|lost the will to|fed up with) (?:my life|life"
    r"|living|live|being alive|existing)\b|(?:nobody|no one) (?:would|will) (?:miss me|notice if i|care if i "
    r"(?:die|died|was gone|were gone))|(?:slit|cutting) my (?:wrists?|arms?)|drives? me to (?:suicide|death"
    r"|the edge)|on the edge of (?:ending|doing something)|do something (?:stupid|terrible) to myself"
    r"|goodbye forever\b|last (?:message|thing) (?:i|you'?ll) (?:ever )?(?:write|hear|read)|want to "
    r"(?:sleep and )?never wake up|never wake up again",
    rf"{_NOT} (?:see|have) (?:a |any )?(?:point|reason|way)(?: in| to| of)? (?:living|live|go(?:ing)? on"
    rf"|out of this life)\b|{_NOT} (?:go on|take it|do this) (?:any ?more|living"
    rf"|like this any ?more)\b.{{0,40}}\b(?:life|alive|die|living|world|everyone)",
    r"goodbye,? (?:cruel )?world\b|(?:swallow|took|take|taking) (?:all (?:of )?)?(?:my|the|too many) (?:pills"
    r"|sleeping pills|tablets)\b|jump(?:ing)? off (?:a|the) (?:bridge|roof|building)\b",
    r"(?:everyone|everybody|they|the world|my family) would be (?:better|happier)(?: off)? without me\b|want "
    r"(?:it|everything|the pain) to (?:be over|end|stop) (?:for good|forever)\b|won'?t be (?:here|around) "
    r"(?:any ?more|much longer|tomorrow)\b",
)
_HEALTH = (
    r"medical (?:emergency|condition|records?|advice|help|attention|bill|leave|device|reasons?|problem)\b",
    r"emergency (?:room|services)\b|ambulance\b|heart (?:attack|condition)\b|hospital|intensive care\b|\b(?:er"
    r"|icu) (?:with|because|after)\b|stroke\b.{0,20}\b(?:had|suffer|father|mother|husband|wife)|had a stroke\b",
    r"overdos|chest pains?\b|allerg(?:y|ies|ic)\b|injur(?:y|ed|ies|ing)\b|poison(?:ed|ing)\b|(?:can'?t|cannot"
    r"|hard to|trouble) breath(?:e|ing)\b|seizures?\b|faint(?:ed|ing)\b|unconscious\b|bleeding\b(?! edge)",
    r"(?:my|his|her|our|their|the) (?:\w+ )?(?:diagnosis|medications?|medicines?|prescriptions?|illness"
    r"|surgery|cancer|disease|therapist|pregnancy|miscarriage|disability|dosage|dose)\b|(?:seriously|very"
    r"|terminally|critically) (?:ill|sick)\b",
    r"\bchemo\w*|radiotherapy|dialysis|medications?\b|icu\b|clinic (?:visit|stay|appointment)|\b(?:rash"
    r"|blisters?|vomit\w*|concussion|broke (?:my|his|her) (?:leg|arm|wrist|hip)|food poisoning|carbon monoxide"
    r"|suffocat\w*|chok(?:ed|ing))\b|(?:i'?m|am|was|been|is|are|get|got|feel|fell|feeling|became|very|too) "
    r"(?:really |so |quite )?(?:sick|ill)\b(?! of)|(?:lost|losing) (?:my|his|her) (?:sight|hearing|husband"
    r"|wife|mother|father|mom|mum|dad|son|daughter|child|baby)|health (?:issue|problem|condition|emergency"
    r"|reasons|crisis|risk)s?\b|(?:nurse|surgeon|surgery|operation on my|wheelchair|disability|"
    r"(?<=i'm )disabled|(?<=i am )disabled|(?<=he is )disabled)\b(?! "
    r"(?:the|button|it|by|in|for)\b)|doctors?\b|pregnan|paramedic|diabet|insulin\b|epilep|cancer (?:treatment"
    r"|patient|diagnosis)\b|\b(?:have|has|got|with|had) (?:cancer|covid|a tumou?r|dementia)\b|panic attacks?\b"
    r"|mental(?:ly)? (?:health|ill|breakdown)\b|burn(?:ed|t) (?:my|his|her) (?:hand|face|arm|skin|finger)s?\b"
    r"|electric shock\b|made me (?:sick|ill)\b|(?:died|passed away|death certificate|deceased|funeral)\b",
)
_LEGAL = (
    r"lawyers?\b|attorneys?\b|solicitors?\b|law ?suits?\b|barrister|law firm\b|legal counsel\b|litigat",
    r"(?:su(?:e|ing)|prosecut\w+) (?:you|u|your|the company|them|this company|y'?all)\b|(?:in|to|into) court\b"
    r"|see you in court|small claims\b|subpoena\b|court order\b|summons\b|arbitration\b|tribunal\b",
    r"legal (?:action|steps|department|team|advice|notice|claim|proceedings|rights|matter|trouble|consequences"
    r"|measures|representative|demand|letter)\b|legally (?:binding|obliged|required|entitled|responsible"
    r"|liable)\b|take this (?:to the )?(?:legal|law)",
    r"ombuds\w+|regulators?\b|police\b|consumer (?:protection|rights|agency|affairs|association|watchdog|court"
    r"|centre|center)\b|trading standards\b|better business bureau\b|\bbbb\b|attorney general\b|\bftc\b",
    r"(?:data|privacy) (?:protection )?(?:authority|officer|commissioner|law|regulator)\b"
    r"|information commissioner\b|\bico\b|(?:right|request) to (?:be forgotten|erasure)\b.{0,40}\b(?:law|legal"
    r"|ignored)",
    r"(?:gdpr|privacy|ccpa|hipaa) (?:complaint|violation|violations|breach|law|request ignored)\b|violat\w+ "
    r"(?:of )?(?:the )?(?:gdpr|my privacy|privacy|my rights|the law|ccpa|hipaa|our contract|the contract)\b"
    r"|illegal(?:ly)?\b(?! (?:character|argument|value|operation|token|state|option|syntax|xml|format|name"
    r"|input|symbol|instruction))",
    r"(?:breach|violation) of (?:contract|law|our agreement|the agreement)\b|press(?:ing)? charges\b|defam\w+"
    r"|slander|libel\b|copyright (?:claim|infring\w*|violation)|dmca\b|trademark (?:claim|infring\w*"
    r"|violation)|cease and desist\b|infring\w+ (?:on )?(?:my|our)\b",
    r"(?:take|taking|go|going|went|report\w*|file|filing|complain\w*) (?:\w+ ){0,5}?(?:to |with )?(?:the )?"
    r"(?:authorit(?:y|ies)|press|media|newspapers?|regulator|consumer \w+|police|courts?|judge|law)\b|(?:court"
    r"|legal|judicial|criminal) (?:case|order|date|hearing|proceeding|ruling)s?\b|\bjudge (?:said|ruled"
    r"|ordered|asked|will)|contract law|unlawful\w*|legal grounds|settle(?:ment)? out of court|my rights\b"
    r"|statutory|withdrawal right|warranty claim|evidence (?:for|in) (?:a |the |my )?(?:court|case|trial"
    r"|lawsuit|divorce)|divorce\b|custody\b|inheritance\b|under(?:age| age)|(?:my|our) (?:\w+ )?(?:content"
    r"|images?|photos?|work|trademark|brand|logo) (?:\w+ ){0,3}without (?:a )?(?:permission|licen[cs]e|asking)"
    r"|data (?:subject|access) request|(?:delete|erase) (?:all )?my (?:personal )?data (?:under|according"
    r"|by law|or )",
    r"discriminat(?:ed|ion|ing|e)\b|harass(?:ed|ment|ing)\b|against the law\b|break(?:ing)? the law\b|liab"
    r"(?:le|ility) for\b|compensation for (?:damages?|the loss|losses)\b|(?:claim|sue for) damages\b|criminal "
    r"(?:complaint|charges|offen[cs]e|investigation)\b|(?:file|filed|filing) (?:a )?(?:police report|charges"
    r"|suit)\b",
)
_STRANGER = (
    r"(?:someone|somebody|some1|smbdy|some (?:guy|one|dude|stranger|person)|a stranger|another person"
    r"|an ex|my ex(?:[- ](?:husband|wife|boyfriend|girlfriend|partner|employee))?|anybody|they|an? "
    r"(?:former |ex[- ]|fired )\w+|a (?:thief|criminal)|nobody i know)"
)
_ENTERED = (
    r"(?:(?:log|sign)(?:ged|ned|ed|s|ging|ing)?[ -]?(?:in|on)(?:to)?|access(?:ed|es|ing)?|"
    r"us(?:es|ing|ed)|chang(?:ed|ing)|got (?:in|into|hold of)|get(?:ting)? into|in my account|in to my|read"
    r"(?:ing)? my|broke(?:n)? into|breaking into|took over|taken over|guessed|knows|has|stole"
    r"|deleted everything|locked me out)"
)
_UNKNOWN = r"(?:unknown|unrecogni[sz]ed|suspicious|strange|unauthori[sz]ed|weird|unfamiliar|foreign)"
_ACCOUNT_SECURITY = (
    r"hack(?:ed|er|ers|ing|s)?\b(?! ?(?:athon|day|week))|h4ck|phish|stolen\b|identity (?:theft|stolen|fraud)\b"
    r"|compromi[sz]ed\b|hijack|(?:taken over|took over) my\b|impersonat",
    r"data (?:breach|leak)|leak(?:ed|ing)\b(?! memory)|malware\b|ransomware\b|keylogger\b|vulnerabilit"
    r"|spyware\b|(?:sim|account) (?:swap|takeover)",
    r"security (?:hole|issue|incident|flaw|problem|breach|concern|alert)s?\b|\bexploit(?:ed)?\b|pwned\b|brute ?force",
    rf"{_STRANGER}\b.{{0,40}}\b{_ENTERED}\b.{{0,40}}\b(?:my|our|account|password|login|pw)\b",
    r"(?:someone|somebody|some1|anyone|stranger|person|guy|people)(?: else)? (?:\w+ ){0,3}(?:in|into|inside"
    r"|on|using|access to|control of|has|have) (?:of )?(?:my|our) (?:account|profile|e-?mail|workspace"
    r"|password|login|mailbox|data|files)\b|(?:log|sign)(?:ged|ned)? me out of (?:my|everything)|(?:locked"
    r"|kicked) (?:me )?out of my (?:own )?account by",
    r"(?:things|stuff|projects?|files?|messages|emails?|settings|orders?|invoices?|posts?) (?:\w+ ){0,4}"
    r"(?:that |which )?i (?:never|didn'?t|did not) (?:made?|create|created|order|ordered|send|sent|write|wrote"
    r"|change|changed|do|did|post|posted|set|delete|deleted)\b|my (?:bank |card |personal )?(?:details|data"
    r"|information|info|identity|credentials|password)s? (?:\w+ ){0,3}(?:leaked|exposed|public|online|stolen"
    r"|visible to|sold|on the dark)|(?:see|view|read|access|download) (?:other|another|someone else'?s"
    r"|somebody else'?s|foreign|strangers'?) (?:people'?s|customers?'?s?|users?'?s?|compan(?:y|ies)'?s?"
    r"|person'?s|tenants?'?)? ?\w*|(?:shared|gave|told|typed|entered|sent) (?:\w+ )?my password (?:to|with|on"
    r"|in|into)|click(?:ed)? (?:on )?(?:a|the|that|some) (?:\w+ )?(?:strange|weird|suspicious|fake|bad) link|"
    r"(?:fake|copycat|cloned) (?:\w+ )?(?:site|page|website|login)",
    rf"{_STRANGER} (?:is|was|has been|keeps|got) (?:getting )?(?:in|into|on|inside) (?:my|our) (?:account"
    rf"|profile|email|e-mail|workspace)\b|{_STRANGER} (?:\w+ )?(?:log(?:ged|s)?|sign(?:ed|s)?) ?in\b.{{0,20}}\b"
    r"(?:from|as me|in my)\b|(?:been|was|got) (?:broken|breached) into\b|broke(?:n)? into (?:my|our)\b",
    r"(?:didn'?t|did not|never|haven'?t|wasn'?t)\b.{0,30}\b(?:log|sign)(?:ged|ned|ging|ing)? ?in\b.{0,40}\b"
    r"(?:device|country|from|place|location|china|russia|city)\b",
    rf"{_UNKNOWN} (?:\w+ )?(?:log-?ins?|sign-?ins?|devices?|access|activity|sessions?|users?|ip|emails? (?:in"
    r"|on) my account|locations?|orders? (?:in|on) my|people in my (?:account|team|workspace))\b",
    r"(?:log-?in|sign-?in|password (?:change|reset)|code|e?-?mail (?:change|address)|session|device|transfer"
    r"|order)s?\b.{0,50}\b(?:wasn'?t me|not me|isn'?t me|not mine|isn'?t mine|i didn'?t (?:do|ask|request"
    r"|change|make)|didn'?t (?:do|ask|request)|without me)",
    r"(?:it |that |this )?(?:wasn'?t|was not|isn'?t) me\b|(?:my|the) (?:password|e?-?mail|phone number"
    r"|bank details|email address)s?\b.{0,20}\b(?:was|were|got|has been|have been) (?:changed|replaced"
    r"|swapped)\b.{0,30}\b(?:without|not by me|by (?:someone|somebody)|and (?:i|it) (?:didn'?t|wasn'?t))|lost "
    r"(?:my )?(?:phone|laptop|device) (?:with|and|that)\b.{0,40}\b(?:account|logged|access|signed)",
    r"(?:got|received|getting|get) (?:a |an |some )?(?:fake|scam|weird|suspicious) (?:e?-?mails?|texts?|sms"
    r"|calls?|messages?)\b|(?:log|sign|kick) (?:out )?(?:all|every) (?:other )?(?:strangers?|unknown)|(?:i see"
    r"|there'?s|there is|found) (?:a |an )?(?:someone|somebody|stranger|person|user|member)s? (?:i|we|who) "
    r"(?:don'?t know|never invited|shouldn'?t)",
)
_AGAIN = (
    r"(?:twice|two times|2 times|2x|double|three times|3 times|3x|again|after (?:i |we )?(?:cancel\w*|quit"
    r"|left|clos\w+|delet\w+|the trial)|even though (?:i|we)|although (?:i|we)|"
    r"without (?:my |our |any |asking |prior )?(?:permission|consent|asking|authori[sz]ation|approval"
    r"|knowledge|notice|telling|me knowing))"
)
_MONEY_DISPUTE = (
    r"charge ?-?backs?\b|fraud|scam(?!p)|\bdisput(?:e|ed|ing|es)\b|rip(?:ped|ping)?[- ]?(?:me |us )?off\b"
    r"|ripoff|swindl|con artists?\b|embezzl|extort",
    r"unauthori[sz]ed (?:\w+ )?(?:charge|payment|trans|debit|withdraw|purchase|deduction)|thie(?:f|ves)\b|robb"
    r"(?:ed|ing|ery)\b|theft\b|(?:you|u|they) (?:people )?(?:stole|steal|are stealing|robbed|took "
    r"(?:all )?my)\b|stealing (?:my |our |from )",
    r"(?:didn'?t|did not|never|haven'?t|have not|don'?t remember)\b (?:\w+ )?(?:authori[sz](?:e|ed|ing)|approv"
    r"(?:e|ed)|not authori[sz]ed|agree(?:d)?(?: to)?|order(?:ed)? (?:this|that|anything)|buy|bought|sign(?:ed"
    r"|ing)? up|subscrib(?:e|ed|ing)|consent(?:ed)?|purchas\w+|ma(?:k|d)e (?:this|that|any|these) (?:payment"
    r"|purchase|order|transaction|charge))",
    r"(?:charg(?:e|ed|es|ing)|bill(?:ed|ing)?|debit(?:ed)?|took|taken|deduct(?:ed)?|withdr[ae]wn?"
    rf"|withdrew)\b.{{0,60}}\b{_AGAIN}",
    rf"{_AGAIN}\b.{{0,30}}\b(?:charged|billed|debited|deducted)\b",
    r"wrong(?:fully|ly) (?:charged|billed|debited)|(?:double|duplicate|over|surprise|hidden|mystery|unknown"
    r"|unexpected|random|bogus|phantom)[- ]?(?:charg\w+|payments?|billing|billed|debits?|fees?|deduction"
    r"|amount)\b|overcharg\w*|stole(?:n)? (?:my |our )?money\b",
    r"(?:refus(?:e|es|ing|ed|al)|won'?t|denied|den(?:y|ies)|reject\w*|ignor\w*|still (?:no|not|waiting for"
    r"|haven'?t (?:got|received|seen))|never (?:got|received|saw|refunded))\b.{0,30}\b"
    r"(?:my )?(?:refund|money back|reimburse\w*)|where(?:'?s| is)\b.{0,30}\b(?:refund|money back|reimburse\w*)"
    r"(?! (?:polic(?:y|ies)|form|page|button|option|link|rules|terms|conditions|settings?)\b)|owe(?:s|d)? (?:me|us)\b"
    r"|demand\w*\b.{0,30}\b(?:refund|money|reimburse)"
    r"|(?:how many (?:more )?times|(?:do|will|can|am) (?:i|we) (?:finally|ever))\b.{0,30}\b(?:refund|money back)",
    r"\brefund\w*\b.{0,30}\b(?:denied|refused|rejected|ignored|never (?:came|arrived)|promised|nothing came"
    r"|you (?:refuse|ignore|won'?t))\b"
    r"|money back\b.{0,30}\b(?:or|now|immediately|demand|today|asap)\b|(?:give|want) (?:me )?(?:all )?(?:my"
    r"|our) (?:\w+ )?money(?: back)?\b(?! to)|need (?:all )?(?:my|our) (?:\w+ )?money back\b|paid (?:for (?:it"
    r"|this|the same \w+) )?(?:twice|two times|double)\b|(?:isn'?t|not|wasn'?t|never was) (?:my|mine|our) "
    r"(?:charge|payment|transaction|purchase|order)\b",
    r"(?:don'?t|do ?n[o']t|can'?t|cannot|do not|did not|didn'?t|not) (?:recogni[sz]e|know (?:about|of|what)"
    r"|remember|identify|make|made)\b.{0,25}\b(?:payments?|charges?|transactions?|debits?|withdrawals?"
    r"|purchases?|bookings?|subscription|amount)\b|(?:what|where) (?:is|are|was|does|did) (?:this|these|that) "
    r"(?:\w+ )?(?:charges?|payment|debit|withdrawal|transaction|deduction)s?\b(?: \w+){0,4} (?:from|for|on my"
    r"|come)|money (?:is |was |has been |got )?(?:gone|taken|missing|stolen|withdrawn)|keep(?:s)? (?:charging"
    r"|billing|taking|debiting)|(?:charged|billed) (?:me )?(?:too much|the wrong|more than|for (?:a |the )?"
    r"(?:month|year|seat|user)s? (?:i|we) (?:never|didn'?t|don'?t|haven'?t)|\w+ times)|(?:misleading|deceptive"
    r"|dishonest|crooks?|criminals|cheat(?:ed|ing|s)?|con me|conned|tricked)\b|(?:against my will"
    r"|behind my back|not what (?:i|we) agreed|never agreed)",
    r"(?:payment|charge|transaction|debit|withdrawal|purchase|booking|amount|deduction)s?\b.{0,50}\b"
    r"(?:not mine|isn'?t mine|wasn'?t me|(?:do ?n[o']t|don'?t|do not|can'?t|didn'?t|did not) (?:recogni[sz]e"
    r"|make|remember|know)|never (?:made|bought|ordered|seen)|shouldn'?t be there)",
    r"(?:money|cash|funds|\d+ ?(?:dollars|euros?|pounds|bucks|usd|eur|€|\$|£)|[€$£] ?\d+)\b.{0,30}\b(?:is "
    r"|are |was |were |has |have |got |just )?(?:been )?(?:gone|missing|disappeared|vanished|taken|stolen"
    r"|deducted)\b|(?:where is|where'?s|what happened to) my money\b|(?:stop|block) (?:the |all |this )?"
    r"(?:charg\w+|payments?|debits?|withdrawals?|billing)(?: me| my| immediately| now)\b|charged (?:me )?"
    r"(?:for )?(?:something|a service|a plan|an order|stuff|a product) (?:that |which )?i (?:never|didn'?t"
    r"|don'?t|did not)",
)
_THING = (
    r"(?:subscription|account|plan|membership|contract|trial|service|abo|renewal|auto[- ]?renew\w*"
    r"|licen[cs]e|everything|my \w+ plan|premium|pro(?: plan)?|enterprise)"
)
_CANCELLATION = (
    r"(?:cancel|terminat|discontinu|clos|delet|deactivat|end|stop)(?:e|ed|l|s|led|ling|ing|ation)?\b"
    rf"(?: \w+){{0,3}}? (?:{_THING})\b",
    r"(?:cancel|terminat)\w*$|\bcancell?ation\b|(?:want|like|need|wish|how do i|how to|how can i|please|can i"
    r"|going|have|decided|try(?:ing)?) (?:to )?(?:cancel|unsubscribe|terminate)\b(?! (?:the |this |a |an "
    r"|my |our )?(?:\w+ )?(?:e-?mails?|mails?|messages?|reminders?|requests?|class(?:es)?|lessons?|courses?|slots?"
    r"|appointments?|reservations?|deliver(?:y|ies)|shipments?|returns?|posts?|campaigns?|backups?|import|export|upload|download|job|invitation|invite|invoice|order|meeting|event|dialog|sync|run"
    r"|process|print|task|search|edit|change|timer|booking|draft|payment|transfer|button))",
    r"(?:not|n'?t|no longer|stop) (?:\w+ ){0,3}renew\w*\b|(?:turn|switch) off (?:the )?(?:auto[- ]?)?renewal\b"
    r"|unsubscribe (?:me|from (?:the |my )?(?:plan|service|subscription))\b|downgrade to (?:the )?free\b|leav"
    r"(?:e|ing) (?:your (?:service|company|product|platform)|you(?: guys)? for)\b|switch(?:ing)? to (?:a"
    r"|another|your) competitor\b|(?:i'?m|we'?re|i am|we are) (?:done with (?:you|this service|this product)"
    r"|leaving|out of here|quitting)\b|(?:get|want) (?:me )?out of (?:my|this|the) (?:contract|subscription"
    r"|plan)\b|no longer (?:need|want|use) (?:the |your |this |my )?(?:service|subscription|product|account"
    r"|plan)\b",
)
_TOPICS = (
    (SELF_HARM, _SELF_HARM),
    (HEALTH, _HEALTH),
    (LEGAL, _LEGAL),
    (ACCOUNT_SECURITY, _ACCOUNT_SECURITY),
    (MONEY_DISPUTE, _MONEY_DISPUTE),
    (CANCELLATION, _CANCELLATION),
)
_READERS = tuple((topic, re.compile(rf"(?<!\w)(?:{'|'.join(patterns)})")) for topic, patterns in _TOPICS)
# What only sounds like it: taken out before the topics are read.
_HARMLESS = re.compile(
    r"(?<!\w)(?:(?:when|how often|on (?:which|what) (?:day|date)s?|how) (?:is|are|will) (?:the |my |our )?"
    r"(?:money|fees?|payments?|amounts?|rent) (?:be |being )?(?:taken|deducted|debited|collected|withdrawn)"
    r"|(?:battery|app|page|site|it|server|session|screen|phone|laptop|connection|computer|browser"
    r"|tab) (?:just )?died|kill(?:s|ed|ing)? (?:the |a |this |my )?(?:job|process|task|tab|server|app|session"
    r"|time|mood|switch)|dead ?line\w*|dead (?:slow|link|links|end|key|button|easy)"
    r"|die[sd]? (?:when|on|after|every)|bleeding edge|growth hack\w*|hackathon\w*|life ?(?:hack|time|cycle)\w*"
    r"|life hacks?|court(?:eous|yard|esy)\w*|food court|tennis court|legal (?:pages?|name|entity|form"
    r"|notice page|address|footer|text|texts|disclaimer|size|paper)"
    r"|(?:doctor|hospital|lawyer|police|attorney|law firm|patient|legal|health|medical|fraud|security|dispute"
    r"|allergy|prescription|medication|pregnancy|hospitality)s? (?:template|templates|category|categories|icon"
    r"|icons|tag|tags|column|field|dropdown|theme|label|client|clients|customer|customers|project|projects"
    r"|invoice|invoices|settings?|page|tab|dashboard|section|logo|module|industry|sector)"
    r"|(?:for|is|are|at|with|called) (?:a|my|our|the|two|three|an) (?:doctor|hospital|lawyer|law firm|clinic"
    r"|dentist|attorney|pharmacy)s?(?=,|\.| and i\b| so | how|$)|legal notices?(?! (?:to|from|that)\b)|"
    r"(?:police|hospital|doctor) (?:blue|title|name|white|green)|disabled (?:button|field|control|link|item"
    r"|state)s?|rash decision|stolen (?:focus|thunder)|suicide squad|poison(?:ed)? (?:pill|message|queue)"
    r"|injury time|stroke (?:width|color|colour|style|order)|heart (?:icon|button|emoji)|scam(?:per)s? filter"
    r"|reverse[- ]charge"
    r"|police (?:theme|template)"
    r"|leak(?:ing|ed|s)? memory|memory leak\w*|seizure warning|cut (?:and|&) paste|hang(?:s|ing)? (?:on|at"
    r"|when|up|while)|emergency (?:contact|number) field|self[- ]signed|sue (?:from|in|at) |mary sue)(?!\w)"
)


def sensitive_topic(text: str) -> str | None:
    """The gravest topic of the case-folded text, in the order of the list above; None for everyday support."""
    read = _HARMLESS.sub(" ", corrected(text))
    return next((topic for topic, reader in _READERS if reader.search(read)), None)
