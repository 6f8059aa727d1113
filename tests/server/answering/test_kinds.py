import time

import pytest

from server.answering.kinds import names_another, wanted

PAY = "Pay by credit card or by bank transfer. An invoice is sent when the month ends."


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("can I pay by cheque", PAY),
        ("do you take PayPal?", PAY),
        ("apple pay possible?", PAY),
        ("what does a green ring mean", "White: it is on. Blue: it waits for a lamp. Red: no network."),
        ("is there a kosher box", "Each week has three vegan dishes, marked with a leaf."),
        ("remind clients by text message", "Each reminder goes out by e-mail on the day that you choose."),
        ("send it over WhatsApp", "Invoices go out by e-mail or as a letter."),
        ("can I upload a tiff", "Pictures are PNG or JPG, up to 5 MB each."),
        ("is the program available in Italian", "Under Language, choose English, German or French."),
        ("is there a Linux version", "Download the app for Windows or for a Mac."),
        ("does it run on my chromebook", "The app is for Windows and Mac."),
    ],
)
def test_others_of_its_kind_are_named_and_it_is_not(question: str, text: str):
    assert names_another(wanted(question), [text])


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("can I pay by credit card", PAY),  # it is named
        ("can I pay by cheque", PAY + " Cheques are not taken."),  # said, be it no
        ("can I pay by cheque", "Pay in many ways, such as by credit card."),  # an example shuts nothing out
        ("can I pay by cheque", "Payments are due within 14 days."),  # none of the kind is named
        ("why was my card refused", "Try it with PayPal instead."),  # a card may be of any sort
        ("how do I get a Dutch company's tax off", "For German customers the tax stays. French ones pay none."),
        ("a window opens", "Press Cmd and R on a Mac."),
        ("pages are slow on my linux laptop", "On a Mac, hold Shift while you reload."),  # asks for no version
        ("excel saves with semicolons", "Save the list as CSV."),  # the program, not the format
        ("where is the jpeg", "Press Download JPG."),  # one thing by two names
        ("the line is busy", PAY),
        ("the blue save button does nothing", "The button stays grey until the number is right."),
        ("show me the cash flow", PAY),
    ],
)
def test_nothing_else_is_held_against_it(question: str, text: str):
    assert not names_another(wanted(question), [text])


def test_a_very_long_article_is_read_through_at_once():
    began = time.process_time()
    names_another(wanted("can I pay by cheque in a green shop over whatsapp"), ["a card " * 50_000])
    assert time.process_time() - began < 2
