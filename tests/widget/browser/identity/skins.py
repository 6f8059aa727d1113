"""How frameworks write the same page: class names, ids and marks, other ones after each build."""

import random
import string
from collections.abc import Callable

from tests.widget.browser.identity.markup import Node

LOWER, MIXED, HEX = string.ascii_lowercase + string.digits, string.ascii_letters + string.digits, "0123456789abcdef"
LOOKS = (
    *("flex", "grid", "items-center", "justify-between", "px-4", "py-2", "mt-3", "gap-2", "rounded-md", "border"),
    *("border-gray-200", "bg-white", "shadow-sm", "text-sm", "font-medium", "text-gray-700", "hover:bg-gray-50"),
    *("focus:ring-2", "w-full", "max-w-lg", "space-y-4", "md:flex-row", "dark:bg-black", "disabled:opacity-50"),
    *("transition-colors", "h-10", "inline-flex", "leading-6", "tracking-tight", "whitespace-nowrap", "z-10"),
)
STATES = ("active", "is-open", "selected", "is-active", "open", "focused", "has-value", "is-loading", "current")
BOOTSTRAP = ("btn", "btn-primary", "col-md-6", "d-flex", "row", "mb-3", "card", "form-control", "text-muted")


class Build:
    """One build of one page: every hash and counter of it comes from its seed."""

    def __init__(self, seed: str, first: int) -> None:
        self.random = random.Random(seed)
        self._salt = seed
        self._counter = first

    def hash(self, of: str, size: int, letters: str = MIXED) -> str:
        """The same for the same name within a build."""
        return "".join(random.Random(f"{self._salt}/{of}").choices(letters, k=size))

    def next(self) -> int:
        self._counter += 1
        return self._counter


Classes = Callable[[Build, str, str], str]  # build, page, meaningful name -> class attribute


def _modules(build: Build, page: str, name: str) -> str:
    return f"{page.title().replace('_', '')}_{name.replace('-', '')}__{build.hash(name, 5)}"


def _styled(build: Build, page: str, name: str) -> str:
    return f"sc-{build.hash(name, 6, LOWER)} {build.hash(name + '2', 6, string.ascii_letters)}"


def _emotion(build: Build, page: str, name: str) -> str:
    return f"MuiBox-root css-{build.hash(name, 6, LOWER)}"


def _tailwind(build: Build, page: str, name: str) -> str:
    return " ".join(random.Random(name + build.hash(name, 1)).sample(LOOKS, 6))


def _written(build: Build, page: str, name: str) -> str:
    return name


def _bootstrap(build: Build, page: str, name: str) -> str:
    return " ".join([*random.Random(name).sample(BOOTSTRAP, 2), name])


def _svelte(build: Build, page: str, name: str) -> str:
    return f"{name} svelte-{build.hash(page, 7, LOWER)}"


SKINS: dict[str, tuple[Classes, str]] = {  # classes; what a generated id looks like
    "react-modules": (_modules, ":r{0:x}:"),
    "react-styled": (_styled, "radix-:r{0:x}:"),
    "react-mui": (_emotion, "mui-{0}"),
    "tailwind-headless": (_tailwind, "headlessui-input-{0}"),
    "vue": (_written, "el-id-{1}-{0}"),
    "angular": (_written, "mat-input-{0}"),
    "bootstrap": (_bootstrap, "field{1}{0}"),
    "svelte": (_svelte, "input-{0}"),
    "plain": (_written, "id{0}-{1}"),
    "ember": (_tailwind, "ember{0}"),
}


def dress(tree: Node, page: str, skin: str, build: Build) -> None:
    """Puts the skin's classes, ids and marks on a tree, in place."""
    classes, id_form = SKINS[skin]
    ids: dict[str, str] = {}
    mark = build.hash("component", 8, HEX)
    for node in tree.walk():
        if not node.tag or node.tag == "page":
            continue
        attributes = node.attributes
        written = [attributes["class"]] if "class" in attributes else []
        written += [classes(build, page, name) for name in attributes.pop("c", "").split()]
        if "x-state" in attributes and build.random.random() < 0.7:
            written.append(build.random.choice(STATES))
        attributes.pop("x-state", None)
        for wish, name in (("gid", "id"), ("gfor", "for")):
            if wish in attributes:
                wanted = attributes.pop(wish)
                if wanted not in ids:
                    ids[wanted] = id_form.format(build.next(), build.hash("ids", 4, "123456789"))
                attributes[name] = ids[wanted]
        if skin == "angular":
            attributes[f"_ngcontent-{mark[:3]}-c{int(mark[3:5], 16)}"] = ""
            written += ["ng-untouched", "ng-pristine"] if node.tag == "input" else []
        if skin == "vue":
            attributes[f"data-v-{mark}"] = ""
        if written:
            attributes["class"] = " ".join(written)
