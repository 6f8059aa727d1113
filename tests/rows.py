"""Answers with rows in them, and what is a table there: the panel and the dashboard must see the same."""

from typing import Any

PLANS = {"columns": ["Plan", "Seats"], "rows": [["Solo", "1"], ["Studio", "6 [1]"]]}

# name: (text, what stands in the place of its lines), the marks [1] and [2] lead to passages "p1" and "p2"
CASES: dict[str, tuple[str, list[Any]]] = {
    "a table between sentences": (
        "The plans:\nPlan | Seats\nSolo | 1\nStudio | 6 [1]\nWithout VAT. [2]",
        ["The plans:", PLANS, "Without VAT. [2]"],
    ),
    "the columns quoted apart from the row, their mark left out": (
        "Plan | Seats [1]\nStudio | 6 [1]",
        [{"columns": ["Plan", "Seats"], "rows": [["Studio", "6 [1]"]]}],
    ),
    "rows that name their columns": (
        "Plan: Solo | Seats: 1\nPlan: Studio | Also: bank: feed [1]",
        [
            {
                "columns": ["Plan", "Seats", "Also"],
                "rows": [["Solo", "1", ""], ["Studio", "", "bank: feed [1]"]],
            }
        ],
    ),
    "one row that names its columns": (
        "Plan: Solo | Seats: 1 | from today [1]",
        [{"columns": ["Plan", "Seats", ""], "rows": [["Solo", "1", "from today [1]"]]}],
    ),
    "rows of two passages": (
        "Plan | Seats\nSolo | 1 [1]\nRole | May\nOwner | all [2]",
        [
            {"columns": ["Plan", "Seats"], "rows": [["Solo", "1 [1]"]]},
            {"columns": ["Role", "May"], "rows": [["Owner", "all [2]"]]},
        ],
    ),
    "empty cells at the start, within and at the end": (
        " | Owner | Guest\nInvoices |  | no\nReports | own |  [1]",
        [{"columns": ["", "Owner", "Guest"], "rows": [["Invoices", "", "no"], ["Reports", "own", "[1]"]]}],
    ),
    "one row before a line that is none": (
        "Plan | Seats\nSolo\n",
        ["Plan | Seats", "Solo", ""],
    ),
    "a row that is longer than the columns": (
        "Plan | Seats\nSolo | 1 | new",
        [{"columns": ["Plan", "Seats", ""], "rows": [["Solo", "1", "new"]]}],
    ),
    "a table as Markdown has it": (
        "| Plan | Seats |\n|---|:--|\n| Solo | 1 |\n| Studio | 6 | [1]",
        [PLANS],
    ),
    "one row without names": ("Open Settings | Billing. [1]", ["Open Settings | Billing. [1]"]),
    "bars within code": ("Run `a | b`\nor `c | d`", ["Run `a | b`", "or `c | d`"]),
    "steps and points with bars": ("1. Open A | B\n2. Press C\n- x | y", ["1. Open A | B", "2. Press C", "- x | y"]),
    "a rule that is none of a table's": ("Above\n---\nBelow", ["Above", "---", "Below"]),
}
PASSAGES = {1: "p1", 2: "p2"}
