"""What the visitor attached to a turn: the picture, or the document's text, and the words that were read in it.

Files come through the API with the reader's own token and go into the page as data: no address of theirs exists that
somebody else could open.
"""

from base64 import b64encode
from html import escape

import streamlit as st

from dashboard.api import Api, ApiError, NotLoggedIn
from dashboard.session import may
from dashboard.words import bare
from server.api.views.desk import ConversationDetail, FileDetail

_KEPT = "desk_files"
SHOWN = {b"\x89PNG": "image/png", b"RIFF": "image/webp"}  # what the API gives, by how it begins
HEAD_BYTES = 4


def forget_others(detail: ConversationDetail) -> None:
    """Keeps the files of this conversation alone: the desk looks anew every two seconds, and asks for each once."""
    here = {file.id for turn in detail.turns for file in turn.files}
    kept: dict[str, bytes | None] = st.session_state.get(_KEPT, {})
    st.session_state[_KEPT] = {id: data for id, data in kept.items() if id in here}


def show_files(api: Api, files: list[FileDetail]) -> None:
    """The files of one turn, in their order."""
    for file in files:
        _file(api, file)


def _file(api: Api, file: FileDetail) -> None:
    picture = file.kind == "image"
    sign = ":material/image:" if picture else ":material/description:"
    try:
        data = _data(api, file.id) if may("agent") else b""
    except NotLoggedIn:
        raise
    except ApiError as error:
        _state(file.name, f"It can't be shown right now: {error.message}")
        data = b""
    if data is None:
        _state(file.name, "This file is no longer kept.")
    elif data and picture:
        st.html(_image(file.name, data))
    words = data.decode(errors="replace") if data and not picture else file.words
    with st.expander(f"{'Words in' if picture else 'Text of'} {bare(file.name)}", icon=sign):
        st.html(f'<p class="said">{escape(words)}</p>' if words else '<p class="meta">No words were found in it.</p>')


def _data(api: Api, id: str) -> bytes | None:
    """The file's bytes, None once it is gone. Raises ApiError for anything else."""
    kept: dict[str, bytes | None] = st.session_state.setdefault(_KEPT, {})
    if id not in kept:
        try:
            kept[id] = api.data(f"/v1/files/{id}")
        except ApiError as error:
            if error.code != "not_found":
                raise
            kept[id] = None
    return kept[id]


def _image(name: str, data: bytes) -> str:
    """The picture; a click or Enter shows it as large as the window, and the next one puts it back."""
    kind = SHOWN.get(data[:HEAD_BYTES], "image/png")
    source = f"data:{kind};base64,{b64encode(data).decode()}"
    return (
        f'<details class="shot"><summary title="Larger, or back"><img src="{source}" alt="{escape(name)}"></summary>'
        "</details>"
    )


def _state(name: str, words: str) -> None:
    st.html(f'<p class="gone" role="status"><b>{escape(name)}</b> {escape(words)}</p>')
