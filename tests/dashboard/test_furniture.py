import csv
import io

from dashboard.furniture import as_csv


def test_the_table_comes_out_as_csv() -> None:
    text = as_csv({"Page": ["Billing", 'Say "hi", twice'], "Visits": [12, 3]})
    assert list(csv.reader(io.StringIO(text))) == [["Page", "Visits"], ["Billing", "12"], ['Say "hi", twice', "3"]]


def test_no_cell_can_be_taken_for_a_formula() -> None:
    rows = list(csv.reader(io.StringIO(as_csv({"Name": ["=1+1", "@x", "fine"], "Change": [-3, 2, 1]}))))
    assert [row[0] for row in rows[1:]] == ["'=1+1", "'@x", "fine"]
    assert rows[1][1] == "-3"
