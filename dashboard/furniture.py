"""What every page is made of: the sentence it opens with, one picture, the table behind it, and the way out as CSV."""

import csv
import io
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from html import escape
from typing import Any

import streamlit as st

from dashboard.charts.frame import Figure, config

Columns = Mapping[str, Sequence[Any]]
RISKY = ("=", "+", "-", "@")  # a spreadsheet would take a cell that begins so for a formula


def headline(sentence: str, question: bool = False) -> None:
    """The one sentence that a page opens with; `question` makes it the page's large title."""
    st.html(f'<h1 class="headline{" question" if question else ""}">{escape(sentence)}</h1>')


def section(title: str, note: str = "") -> None:
    st.html(f'<h2 class="section">{escape(title)}</h2>' + (f'<p class="note">{escape(note)}</p>' if note else ""))


def note(words: str) -> None:
    st.html(f'<p class="note">{escape(words)}</p>')


def empty(title: str, advice: str) -> None:
    """Nothing to show, and what to do about it."""
    st.html(f'<div class="empty" role="status"><b>{escape(title)}</b><p>{escape(advice)}</p></div>')


def picture(figure: Figure, name: str, words: str) -> None:
    """A figure with its PNG as `name`; `words` say it to those who do not see it."""
    st.plotly_chart(figure, theme=None, key=f"picture_{name}", config=config(name), alt=words)


def chosen_in(figure: Figure, name: str, words: str) -> str:
    """As `picture`; answers the customdata of the point that was clicked, "" for none."""
    event = st.plotly_chart(
        figure,
        theme=None,
        key=f"picture_{name}",
        config=config(name),
        alt=words,
        on_select="rerun",
        selection_mode="points",
    )
    points = event["selection"]["points"]
    data = points[0].get("customdata") if points else None
    first = data[0] if isinstance(data, list) and data else data
    return str(first) if first else ""


def panel(title: str, detail: str = "") -> AbstractContextManager[Any]:
    """A small picture's place with its title."""
    place = st.container()
    place.html(f'<h3 class="panel-title">{escape(title)} <span>{escape(detail)}</span></h3>')
    return place


def table(
    columns: Columns, name: str, shown: Mapping[str, Any] | None = None, select: bool = False, whole: bool = False
) -> int | None:
    """The data behind a picture with its CSV below; with `select` the number of the row that was chosen, or None.

    `whole` shows every row at once: for a list of a few dozen that people look through.
    """
    options = _options(name, shown)
    if whole:
        options["height"] = "content"
    picked: int | None = None
    if select:
        event = st.dataframe(dict(columns), on_select="rerun", selection_mode="single-row", **options)
        rows = event["selection"]["rows"]
        picked = rows[0] if rows else None
    else:
        st.dataframe(dict(columns), **options)
    download(columns, name)
    return picked


def pick(columns: Columns, name: str, shown: Mapping[str, Any] | None = None) -> list[int]:
    """As `table`; answers the numbers of all the rows that were chosen."""
    options = _options(name, shown)
    event = st.dataframe(dict(columns), on_select="rerun", selection_mode="multi-row", **options)
    download(columns, name)
    picked: list[int] = event["selection"]["rows"]
    return picked


def _options(name: str, shown: Mapping[str, Any] | None) -> dict[str, Any]:
    return {
        "hide_index": True,
        "column_config": dict(shown or {}),
        "key": f"table_{name}",
        "placeholder": "–",  # what is not known yet
    }


def download(columns: Columns, name: str) -> None:
    """The columns as a CSV file called `name`."""
    st.download_button(
        "CSV",
        as_csv(columns),
        file_name=f"{name}.csv",
        mime="text/csv",
        icon=":material/download:",
        type="tertiary",
        key=f"csv_{name}",
        on_click="ignore",
        help="These rows as a CSV file",
    )


def as_csv(columns: Columns) -> str:
    """The columns as CSV text; no cell can be taken for a formula."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    for row in zip(*columns.values(), strict=True):
        writer.writerow([_cell(value) for value in row])
    return out.getvalue()


def rate_column(formula: str) -> Any:
    """How a column of percentages is shown; its header tells the formula."""
    return st.column_config.NumberColumn(help=formula, format="%.1f")


def score_column(formula: str) -> Any:
    """How a column of scores is shown; its header tells the formula."""
    return st.column_config.NumberColumn(help=formula, format="%.2f")


def _cell(value: Any) -> Any:
    if isinstance(value, str) and value.startswith(RISKY):
        return "'" + value
    return value
