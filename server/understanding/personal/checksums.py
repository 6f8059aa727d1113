"""The check digits of cards, IBANs and national numbers; each takes bare digits (and letters) without gaps."""

from itertools import accumulate
from string import ascii_uppercase, digits

# Length by country, from the registry of ISO 13616.
IBAN_LENGTHS = {
    "AD": 24, "AE": 23, "AL": 28, "AT": 20, "AZ": 28, "BA": 20, "BE": 16, "BG": 22, "BH": 22, "BI": 27, "BR": 29,
    "BY": 28, "CH": 21, "CR": 22, "CY": 28, "CZ": 24, "DE": 22, "DJ": 27, "DK": 18, "DO": 28, "EE": 20, "EG": 29,
    "ES": 24, "FI": 18, "FK": 18, "FO": 18, "FR": 27, "GB": 22, "GE": 22, "GI": 23, "GL": 18, "GR": 27, "GT": 28,
    "HR": 21, "HU": 28, "IE": 22, "IL": 23, "IQ": 23, "IS": 26, "IT": 27, "JO": 30, "KW": 30, "KZ": 20, "LB": 28,
    "LC": 32, "LI": 21, "LT": 20, "LU": 20, "LV": 21, "LY": 25, "MC": 27, "MD": 24, "ME": 22, "MK": 19, "MN": 20,
    "MR": 27, "MT": 31, "MU": 30, "NI": 28, "NL": 18, "NO": 15, "OM": 23, "PK": 24, "PL": 28, "PS": 29, "PT": 25,
    "QA": 29, "RO": 24, "RS": 22, "RU": 33, "SA": 24, "SC": 31, "SD": 18, "SE": 24, "SI": 19, "SK": 24, "SM": 27,
    "SO": 23, "ST": 25, "SV": 28, "TL": 23, "TN": 24, "TR": 26, "UA": 29, "VA": 22, "VG": 24, "XK": 20, "YE": 30,
}  # fmt: skip
_DNI_LETTERS = "TRWAGMYFPDXBNJZSQVHLCKE"
# What each character is worth at the odd places of an Italian tax number, by the decree of 1976; letters as digits.
_FISCAL_WORTH = (1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23)
_FISCAL_ODD = dict(zip(ascii_uppercase, _FISCAL_WORTH, strict=True)) | dict(zip(digits, _FISCAL_WORTH, strict=False))


def luhn(number: str) -> bool:
    """Every second digit from the right doubled, digits added up: a multiple of ten."""
    return LuhnRun(number).holds(0, len(number))


class LuhnRun:
    """Luhn's check over any part of one long run of digits, in constant time for each part."""

    def __init__(self, number: str) -> None:
        values = [int(digit) for digit in number]
        doubled = [sum(divmod(2 * value, 10)) for value in values]
        self._sums = tuple(
            list(accumulate((doubled[at] if at % 2 == parity else values[at] for at in range(len(values))), initial=0))
            for parity in (0, 1)
        )

    def holds(self, start: int, end: int) -> bool:
        sums = self._sums[end % 2]  # the last digit counts once, so those of the end's own parity are doubled
        return (sums[end] - sums[start]) % 10 == 0


def card(number: str, run: LuhnRun, start: int, end: int) -> bool:
    """Whether number[start:end] has a length that the issuer of its first digits uses, and Luhn's check holds."""
    return end - start in _card_lengths(number[start : start + 4]) and run.holds(start, end)


def _card_lengths(head: str) -> tuple[int, ...]:
    """By ISO/IEC 7812's issuers: Visa, Mastercard, American Express, Diners, JCB, Discover, UnionPay, Maestro, Mir."""
    two, four = int(head[:2]), int(head)
    if head[0] == "4":
        return (13, 16, 19)
    if 51 <= two <= 55 or 2221 <= four <= 2720 or 2200 <= four <= 2204:
        return (16,)
    if two in {34, 37}:
        return (15,)
    if two in {36, 38, 39} or 3000 <= four <= 3059 or four == 3095:
        return (14, 16, 19)
    if two == 35:
        return (16, 17, 18, 19)
    if two == 50 or 56 <= two <= 69 or two == 81:
        return (16, 17, 18, 19, 15, 14, 13)
    return ()


def iban(text: str) -> bool:
    """The country's own length, and ISO 7064: head at the end, letters as numbers from 10, one left over by 97."""
    moved = (text[4:] + text[:4]).upper()
    return (
        IBAN_LENGTHS.get(text[:2].upper()) == len(text) and int("".join(str(int(one, 36)) for one in moved)) % 97 == 1
    )


def spanish_id(text: str) -> bool:
    """DNI, or NIE with X, Y or Z for 0, 1 or 2: the letter is the number's remainder by 23."""
    number = text[:-1].upper().translate(str.maketrans("XYZ", "012"))
    return _DNI_LETTERS[int(number) % 23] == text[-1].upper()


def italian_id(text: str) -> bool:
    """Codice fiscale, 16 characters: odd places by their table, even ones by their order, the last letter checks."""
    body, check = text[:15].upper(), text[15].upper()
    even = sum(int(one) if one.isdigit() else ord(one) - ord("A") for one in body[1::2])
    return (sum(_FISCAL_ODD[one] for one in body[::2]) + even) % 26 == ord(check) - ord("A")


def brazilian_id(number: str) -> bool:
    """CPF, 11 digits: two check digits by 11, and not the same digit throughout."""
    return len(set(number)) > 1 and all(
        sum(int(digit) * weight for digit, weight in zip(number, range(at + 1, 1, -1), strict=False)) * 10 % 11 % 10
        == int(number[at])
        for at in (9, 10)
    )


def french_id(number: str) -> bool:
    """NIR, 15 digits: the last two are 97 less the rest's remainder by 97."""
    return 97 - int(number[:13]) % 97 == int(number[13:])


def polish_id(number: str) -> bool:
    """PESEL, 11 digits, beginning with a date: weights 1, 3, 7, 9 over and over."""
    month, day = int(number[2:4]) % 20, int(number[4:6])
    weights = (1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1)
    return (
        1 <= month <= 12
        and 1 <= day <= 31
        and sum(int(digit) * weight for digit, weight in zip(number, weights, strict=True)) % 10 == 0
    )


def dutch_id(number: str) -> bool:
    """BSN, 9 digits: weights 9 to 2 and -1 by 11."""
    weights = (9, 8, 7, 6, 5, 4, 3, 2, -1)
    return sum(int(digit) * weight for digit, weight in zip(number, weights, strict=True)) % 11 == 0


def german_tax_id(number: str) -> bool:
    """Steueridentifikationsnummer, 11 digits: ISO 7064 MOD 11, 10."""
    product = 10
    for digit in number[:10]:
        total = (int(digit) + product) % 10 or 10
        product = total * 2 % 11
    return (11 - product) % 10 == int(number[10])


def chinese_id(text: str) -> bool:
    """Resident number, 17 digits and a check of 0 to 9 or X: ISO 7064 MOD 11-2."""
    total = sum(int(digit) * pow(2, 17 - place, 11) for place, digit in enumerate(text[:17]))
    return "10X98765432"[total % 11] == text[17].upper()
