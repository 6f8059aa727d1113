"""What an element is where its author says nothing: the roles of HTML, as static/shim/roles.js has them."""

ROLES = {
    "button": "button", "select": "combobox", "textarea": "textbox", "summary": "button", "form": "form", "img": "img",
    "option": "option", "output": "status",
}  # fmt: skip
INPUT_ROLES = {
    "checkbox": "checkbox", "radio": "radio", "button": "button", "submit": "button", "reset": "button",
    "image": "button", "range": "slider", "number": "spinbutton", "search": "searchbox",
}  # fmt: skip
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})


def implied_role(tag: str, type_: str, link: bool) -> str:
    """The role of a tag (in small letters), "" when it has none; `link`: it is an anchor that leads somewhere."""
    if tag == "input":
        return INPUT_ROLES.get(type_, "textbox")
    if tag == "a":
        return "link" if link else ""
    return "heading" if tag in HEADINGS else ROLES.get(tag, "")
