from server.answering.answer import Answer
from server.answering.highlight import highlight
from widget.protocol import Citation, Element


def element(name: str) -> Element:
    return Element(f"key:{name}", "button", name, "button")


def answer(quote: str, title: str = "Help") -> Answer:
    return Answer(pieces=(quote,), citations=(Citation(1, title, "/help", "p", quote),))


SAVE, SAVE_CLIENT, SEND, VAT = map(element, ("Save", "Save client", "Send", "VAT number"))


def test_the_quoted_control_is_shown():
    assert highlight([VAT, SEND], answer("3. Press Send again.")) == SEND.key


def test_a_longer_name_is_not_taken_for_a_shorter_one():
    assert highlight([SAVE, SAVE_CLIENT], answer("Press Save client and wait.")) == SAVE_CLIENT.key
    assert highlight([SAVE, SAVE_CLIENT], answer("Press Save client, then Save.")) == SAVE.key


def test_a_part_of_a_word_is_no_name():
    assert highlight([SEND], answer("The sender is help@quillbook.example.")) == ""


def test_what_is_quoted_goes_before_what_only_shares_its_words():
    other = element("number of VAT")
    assert highlight([other, VAT], answer("In VAT number, type the prefix.")) == VAT.key


def test_the_likeliest_of_two_that_are_named_comes_first():
    assert highlight([VAT, SEND], answer("Press Send, then look at VAT number.")) == VAT.key


def test_the_title_speaks_last():
    assert highlight([VAT], answer("Put the letters in front.", "Enter your VAT number")) == VAT.key
    assert highlight([VAT, SEND], answer("Press Send.", "Enter your VAT number")) == SEND.key


def test_a_control_without_a_name_or_a_word_is_never_shown():
    assert highlight([element("x"), element("")], answer("Press x.")) == ""
