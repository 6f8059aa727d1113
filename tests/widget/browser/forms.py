"""Forms that repeat what is typed into them, each in another place: nothing of it may be told.

A form is the body of a page, what its script does, and what a hand does to it. `refuse(field, words)` and
`toast(words)` are in PAGE: a message at a field, a message of the page. Whoever presses `#go` is refused.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from playwright.sync_api import Page

Hand = Callable[[Page, str], None]


@dataclass(frozen=True)
class Form:
    """`typed`: selectors with the secrets that go there, `by` whose hand; `kept` are secrets nobody types."""

    name: str
    body: str
    script: str
    typed: dict[str, str]
    hands: dict[str, Hand] = field(default_factory=dict)
    kept: tuple[str, ...] = ()

    @property
    def secrets(self) -> tuple[str, ...]:
        """All, and each word of them that is long enough to be looked for."""
        whole = (*self.typed.values(), *self.kept)
        return (*whole, *(word for text in whole for word in text.split() if len(word) >= LOOKED_FOR))


LOOKED_FOR = 6

PAGE = """<!doctype html><html lang=en><meta charset=utf-8><title>{name} - Forms</title>
<style>body{{font:16px sans-serif;max-width:600px}} label,button,input,select,textarea{{display:block;margin:6px 0}}
[contenteditable],.box{{border:1px solid;min-height:30px;padding:4px}} x-field,x-open{{display:block}}</style>
<script>
const $ = (selector) => document.querySelector(selector);
function refuse(field, words) {{
  field.setAttribute("aria-invalid", "true");
  let note = field.nextElementSibling;
  if (!note?.matches("[role=alert]")) field.after((note = document.createElement("p")));
  note.setAttribute("role", "alert");
  note.textContent = words;
}}
function toast(words) {{
  const one = document.createElement("div");
  one.className = "toast";
  one.setAttribute("role", "status");
  one.textContent = words;
  document.body.append(one);
}}
function onGo(work) {{
  addEventListener("click", (event) => {{
    if (event.target.closest?.("#go")) {{ event.preventDefault(); work(event); }}
  }});
}}
</script>
<body><h1>{name}</h1>{body}<script>{script}</script>
<script async src="{widget}/widget/handrail.js" data-site="{site}" data-boot="{boot}"></script>"""

GO = "<button id=go type=submit>Send it</button>"


def choose(page: Page, selector: str, secret: str) -> None:
    page.select_option(selector, label=secret)


def pick(page: Page, selector: str, secret: str) -> None:
    page.locator(f"{selector} option", has_text=secret).click()


def attach(page: Page, selector: str, secret: str) -> None:
    page.set_input_files(selector, {"name": f"{secret}.pdf", "mimeType": "application/pdf", "buffer": b"%PDF"})


def paste(page: Page, selector: str, secret: str) -> None:
    page.evaluate("(text) => navigator.clipboard.writeText(text)", secret)
    page.click(selector)
    page.keyboard.press("Control+V")


def drop(page: Page, selector: str, secret: str) -> None:
    make = (
        "(text) => { const data = new DataTransfer(); data.setData('text/plain', text); "
        "data.items.add(new File(['x'], text + '.png')); return data; }"
    )
    page.dispatch_event(selector, "drop", {"dataTransfer": page.evaluate_handle(make, secret)})


def in_frame(page: Page, selector: str, secret: str) -> None:
    page.frame_locator("iframe").locator(selector).press_sequentially(secret)


def digit_by_digit(page: Page, selector: str, secret: str) -> None:
    page.click(selector)
    for key in secret:
        page.keyboard.press(key)


FORMS = (
    Form(
        "log-in",
        f"<form><label>E-mail<input id=a type=email></label><label>Password<input id=b type=password>"
        f"</label>{GO}</form>",
        "onGo(() => refuse($('#a'), `No account for ${$('#a').value} with ${$('#b').value}`))",
        {"#a": "quentin.marlow@tern.example", "#b": "Tr0ub4dor&Heron"},
    ),
    Form(
        "payment",
        f"<form><label>Card<input id=a autocomplete=cc-number></label><label>Holder<input id=b></label>{GO}</form>",
        "$('#a').oninput = ({target: one}) => one.value = one.value.replace(/\\D/g, '').replace(/(.{4})(?=.)/g, '$1 ');"
        "onGo(() => refuse($('#a'), `Card ${$('#a').value} of ${$('#b').value} was declined`))",
        {"#a": "5555 5555 5555 4444", "#b": "Ottoline Prescott"},
    ),
    Form(
        "address",
        f"<h2 id=to></h2><form><label>Street<input id=a></label><label>Town<input id=b></label>{GO}</form>",
        "onGo(() => { $('#to').textContent = `Ship to ${$('#a').value}, ${$('#b').value}`; "
        "refuse($('#b'), 'Unknown') })",
        {"#a": "Wisteria Crescent", "#b": "Lowestoft"},
    ),
    Form(
        "medical",
        f"<form><label>Illness<textarea id=a></textarea></label>{GO}</form><div role=alert id=say></div>",
        "onGo(() => { $('#say').textContent = `“${$('#a').value}” needs a doctor's note`; "
        "refuse($('#a'), $('#a').value) })",
        {"#a": "fibromyalgia diagnosis"},
    ),
    Form(
        "contenteditable",
        f"<div id=a contenteditable aria-label=Note></div>{GO}",
        "onGo(() => { document.title = $('#a').textContent; toast(`Not saved: ${$('#a').textContent}`) })",
        {"#a": "Sabbatical telegram"},
    ),
    Form(
        "open-shadow",
        "<x-open></x-open>",
        "const root = $('x-open').attachShadow({mode: 'open'});"
        "root.innerHTML = '<label>Nickname<input id=a></label><button id=go>Send it</button><p role=alert id=e></p>';"
        "root.querySelector('#go').onclick = () => { const one = root.querySelector('#a');"
        "one.setAttribute('aria-invalid', 'true'); one.setAttribute('aria-describedby', 'e');"
        "root.querySelector('#e').textContent = one.value + ' is taken' }",
        {"#a": "Featherstonehaugh"},
    ),
    Form(
        "same-origin-frame",
        f"<iframe srcdoc='<label>Salary<input id=a></label><h2 id=h></h2>' width=400></iframe>{GO}",
        "onGo(() => { const inner = $('iframe').contentDocument, said = inner.querySelector('#a').value;"
        "inner.querySelector('#h').textContent = said; toast(`${said} is too much`) })",
        {"#a": "ninety thousand"},
        {"#a": in_frame},
    ),
    Form(
        "closed-shadow-field",
        f"<x-field id=host tabindex=0></x-field>{GO}",
        "const root = $('#host').attachShadow({mode: 'closed', delegatesFocus: true});"
        "root.innerHTML = '<input aria-label=Pin>'; onGo(() => toast(`${root.firstChild.value} is wrong`))",
        {"#host": "pterodactyl"},
    ),
    Form(
        "autocomplete",
        f"<label>Employer<input id=a role=combobox></label><ul role=listbox id=l></ul>{GO}",
        "$('#a').oninput = () => { $('#l').innerHTML = '<li role=option></li><button></button>';"
        "$('#l li').textContent = $('#a').value; $('#l button').textContent = `Add “${$('#a').value}”` };"
        "onGo(() => $('#l button').click()); $('#l').onclick = () => refuse($('#a'), 'Choose one')",
        {"#a": "Bletchworth Foundry"},
    ),
    Form(
        "password-reveal",
        f"<label>Password<input id=a type=password></label><button id=eye aria-label='Show password'>o</button>{GO}",
        "$('#eye').onclick = () => { $('#a').type = 'text'; "
        "$('#eye').setAttribute('aria-label', `Hide ${$('#a').value}`) };"
        "onGo(() => { $('#eye').click(); refuse($('#a'), `${$('#a').value} is too weak`) })",
        {"#a": "mellifluous-Otter"},
    ),
    Form(
        "described-error",
        f"<label>Username<input id=a aria-describedby=e></label><p id=e class=error></p>{GO}",
        "onGo(() => { $('#a').setAttribute('aria-invalid', 'true'); "
        "$('#e').textContent = `@${$('#a').value} is taken` })",
        {"#a": "harpsichordist"},
    ),
    Form(
        "toast",
        f"<label>Friend<input id=a></label>{GO}",
        "onGo(() => { toast(`Could not invite ${$('#a').value.toUpperCase()}!`); $('#a').value = '' })",
        {"#a": "Persephone Quill"},
    ),
    Form(
        "title",
        f"<label>Project<input id=a></label>{GO}",
        "$('#a').oninput = () => document.title = `${$('#a').value} - Editor`; "
        "onGo(() => refuse($('#a'), 'No such project'))",
        {"#a": "Operation Kingfisher"},
    ),
    Form(
        "address-bar",
        f"<label>Person<input id=a></label>{GO}",
        "onGo(() => { const who = encodeURIComponent($('#a').value); "
        "history.pushState({}, '', `/people/${who}/edit?q=${who}`);"
        "location.hash = `#/search/${who}`; refuse($('#a'), 'Nobody') })",
        {"#a": "Ignatius Thornbury"},
    ),
    Form(
        "aria-label",
        f"<label>Tag<input id=a></label><div id=chips></div>{GO}",
        "$('#a').onchange = () => { const chip = document.createElement('button'); chip.id = `chip-${$('#a').value}`;"
        "chip.setAttribute('aria-label', `Remove ${$('#a').value}`); chip.textContent = 'x'; $('#chips').append(chip);"
        "$('#a').value = '' }; onGo(() => refuse($('#a'), 'One tag at least'))",
        {"#a": "infidelity"},
    ),
    Form(
        "controlled-field",
        f"<label>City<input id=a></label><p id=seen></p><h2 id=h></h2>{GO}",
        "const put = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set; let state = '';"
        "$('#a').oninput = () => { state = $('#a').value; put.call($('#a'), state); $('#h').textContent = state };"
        "onGo(() => { put.call($('#a'), ''); toast(`${state} is not in our list`) })",
        {"#a": "Aberystwyth"},
    ),
    Form(
        "paste",
        f"<div id=a class=box tabindex=0>Paste here</div>{GO}",
        "let got = ''; document.onpaste = (event) => got = event.clipboardData.getData('text/plain');"
        "onGo(() => toast(`“${got}” is no key`))",
        {"#a": "xylophone-Marmalade"},
        {"#a": paste},
    ),
    Form(
        "drag-and-drop",
        f"<div id=a class=box>Drop here</div>{GO}",
        "let got = ''; $('#a').ondrop = (event) => { event.preventDefault(); got = event.dataTransfer.files[0].name };"
        "onGo(() => toast(`${got} can't be read`))",
        {"#a": "Blackwood-testament"},
        {"#a": drop},
    ),
    Form(
        "select",
        f"<label>Religion<select id=a><option>None<option>Zoroastrian</select></label>{GO}",
        "onGo(() => refuse($('#a'), `${$('#a').value} can't be chosen here`))",
        {"#a": "Zoroastrian"},
        {"#a": choose},
    ),
    Form(
        "open-list",
        f"<label>Condition<select id=a size=3><option>None<option id=o>Narcolepsy</select></label>{GO}",
        "onGo(() => toast(`${$('#a').value} is not covered`))",
        {"#a": "Narcolepsy"},
        {"#a": pick},
    ),
    Form(
        "file-name",
        f"<label>File<input id=a type=file></label>{GO}",
        "onGo(() => toast(`${$('#a').files[0].name} is too large`))",
        {"#a": "Hollingsworth-divorce"},
        {"#a": attach},
    ),
    Form(
        "hidden-fields",
        f"<form><input type=hidden name=t value=hiddenquartzite><label>Note<input id=a></label>{GO}</form>",
        "onGo(() => refuse($('#a'), `${$('#a').value} is too short`))",
        {"#a": "clandestine"},
        kept=("hiddenquartzite",),
    ),
    Form(
        "data-attributes",
        f"<label>Guest<input id=a></label><div id=rows></div>{GO}",
        "$('#a').onchange = () => { const who = $('#a').value; "
        "$('#rows').innerHTML = '<div><button>Edit</button></div>';"
        "const one = $('#rows button'); one.dataset.testid = `edit-${who}`; one.dataset.guest = who; one.name = who;"
        "$('#rows div').className = `row ${who}`; $('#rows div').id = who };"
        "onGo(() => { $('#rows button').click(); refuse($('#a'), 'Add a guest') })",
        {"#a": "Montgomery"},
    ),
    Form(
        "placeholder",
        f"<label id=l><input id=a></label>{GO}",
        "onGo(() => { $('#a').placeholder = `Last time: ${$('#a').value}`; $('#a').value = ''; "
        "refuse($('#a'), 'Again') })",
        {"#a": "Wolverhampton"},
    ),
    Form(
        "masked-region",
        f"<section data-handrail-mask><label>Will<input id=a></label><h2 id=h></h2>{GO}</section>",
        "onGo(() => { $('#h').textContent = $('#a').value; refuse($('#a'), $('#a').value) })",
        {"#a": "disinheritance"},
    ),
    Form(
        "masked-shadow",
        "<div data-handrail-mask><x-open></x-open></div>",
        "const root = $('x-open').attachShadow({mode: 'open'});"
        "root.innerHTML = '<label>Pass<input id=a></label><button id=go>Send</button><p role=alert></p><h2></h2>';"
        "root.querySelector('#go').onclick = () => { for (const one of root.querySelectorAll('p,h2,button'))"
        "one.textContent = root.querySelector('#a').value }",
        {"#a": "perspicacious"},
    ),
    Form(
        "one-digit-boxes",
        "<div id=boxes>" + "<input maxlength=1 size=1 class=digit aria-label=Digit>" * 9 + f"</div>{GO}",
        "const boxes = [...document.querySelectorAll('.digit')];"
        "boxes.forEach((one, at) => one.oninput = () => boxes[at + 1]?.focus());"
        "onGo(() => { const code = boxes.map((one) => one.value).join(''); toast(`Code ${code} has expired`) })",
        {".digit": "739164825"},
        {".digit": digit_by_digit},
    ),
    Form(
        "numbers-of-a-life",
        f"<label>Number<input id=a></label><label>Phone<input id=b></label><label>Account<input id=c></label>{GO}",
        "onGo(() => { refuse($('#a'), `${$('#a').value} is unknown`); refuse($('#b'), `Call ${$('#b').value}`);"
        "for (const one of ['#a', '#b', '#c']) { toast(`Checked ${$(one).value}`); $(one).value = '' } })",
        {"#a": "078-05-1120", "#b": "+44 20 7946 0958", "#c": "DE89 3704 0044 0532 0130 00"},
    ),
    Form(
        "mothers-maiden-name",
        f"<label>Mother's maiden name<input id=a></label>{GO}",
        "onGo(() => { const said = $('#a').value; "
        "refuse($('#a'), `${said[0].toUpperCase()}${said.slice(1)}'s is not it`) })",
        {"#a": "vandersteen"},
    ),
    Form(
        "search",
        f"<form role=search><label>Search<input id=a type=search></label>{GO}</form><h2 id=h></h2><nav>"
        f"<a id=l href=#></a></nav>",
        "onGo(() => { $('#h').textContent = `Nothing for “${$('#a').value}”`; "
        "$('#l').textContent = `More ${$('#a').value}` })",
        {"#a": "bankruptcy lawyer"},
    ),
    Form(
        "steps",
        f"<form data-handrail-step=who><label>Heir<input id=a></label>{GO}</form>",
        "onGo(() => { const heir = $('#a')?.value; if (!heir) return toast('Not yet');"
        "$('form').innerHTML = '<h2></h2><p class=note role=status></p><button id=go></button>'; $('form').id = heir;"
        "$('h2').textContent = `Everything goes to ${heir}`; $('.note').textContent = heir; "
        "$('#go').textContent = `Ask ${heir}` })",
        {"#a": "Bartholomew"},
    ),
    Form(
        "letters-drawn-by-a-script",
        f"<div id=a class=box tabindex=0 role=textbox aria-label=Secret></div>{GO}",
        "let text = ''; $('#a').onkeydown = ({key}) => { if (key.length === 1) $('#a').textContent = text += key };"
        "onGo(() => { toast(`${text} is no answer`); refuse($('#a'), text) })",
        {"#a": "hippopotamus"},
    ),
    Form(
        "script-error",
        f"<label>Formula<input id=a></label>{GO}",
        "onGo(() => { setTimeout(() => { throw new Error(`can't parse ${$('#a').value}`) }); "
        "refuse($('#a'), 'Failed') })",
        {"#a": "counterintuitive"},
    ),
    Form(
        "copied-message",
        f"<label>Company<input id=a></label><p id=e role=alert></p>{GO}",
        "onGo(() => { $('#e').textContent = `${$('#a').value} owes us money`; "
        "getSelection().selectAllChildren($('#e'));"
        "document.execCommand('copy') })",
        {"#a": "Wetherspoon Brothers"},
    ),
    Form(
        "other-scripts",
        f"<label>Name<input id=a></label><label>Имя<input id=b></label>{GO}",
        "onGo(() => { toast(`${$('#a').value}様、確認できません`); refuse($('#b'), `${$('#b').value} не найдена`) })",
        {"#a": "東海林太郎左衛門", "#b": "Александра"},
    ),
    Form(
        "dialog",
        f"<dialog id=d aria-labelledby=t><h2 id=t></h2></dialog><label>Payee<input id=a></label>{GO}",
        "onGo(() => { $('#t').textContent = `Pay ${$('#a').value}?`; if (!$('#d').open) $('#d').show();"
        "const off = $('#off') || document.createElement('button'); off.id = 'off'; off.disabled = true; "
        "off.textContent = 'Pay';"
        "off.title = `${$('#a').value} is not trusted`; document.body.append(off) })",
        {"#a": "Llewellyn-Davies"},
    ),
)
