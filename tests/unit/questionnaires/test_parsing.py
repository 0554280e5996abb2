from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.i18n import written_number
from portal.questionnaires.answering.parsing import UnreadableError, format_number, parse_date, parse_number
from portal.questionnaires.answering.values import LONGEST_NUMBER

LANGUAGES = ("ar", "en", "es", "fr", "ru", "zh")


@pytest.mark.parametrize(
    ("typed", "language", "expected"),
    [
        ("0", "en", "0"),
        ("12.50", "en", "12.50"),
        (" 7 ", "en", "7"),
        ("+7", "en", "7"),
        ("-7.5", "en", "-7.5"),
        ("− 7,5", "fr", "-7.5"),
        (".5", "en", "0.5"),
        (",5", "fr", "0.5"),
        ("007", "en", "7"),
        ("1,234.5", "en", "1234.5"),
        ("1,234.5", "fr", "1234.5"),
        ("1 234,5", "en", "1234.5"),
        ("1.234,5", "es", "1234.5"),
        ("1,234,567", "es", "1234567"),
        ("1.234.567", "ar", "1234567"),
        ("12,34,567", "en", "1234567"),
        ("12,34,567.8", "en", "1234567.8"),
        ("1 234 567", "ru", "1234567"),
        ("1\u00a0234,56", "fr", "1234.56"),
        ("1\u202f234,56", "fr", "1234.56"),
        ("1\u2009234", "fr", "1234"),
        ("1'234.5", "fr", "1234.5"),
        ("1’234", "fr", "1234"),
        ("1,234", "en", "1234"),
        ("1,234", "zh", "1234"),
        ("1.234", "en", "1.234"),
        ("1,234", "fr", "1.234"),
        ("1,234", "ru", "1.234"),
        ("0,234", "es", "0.234"),
        ("0.234", "ar", "0.234"),
        ("1234,567", "es", "1234.567"),
        ("1,23", "es", "1.23"),
        ("1,2345", "ar", "1.2345"),
        ("٢٫٥", "ar", "2.5"),
        ("١٬٢٣٤٫٥٠", "ar", "1234.50"),
        ("١٬٢٣٤", "ar", "1234"),
        ("۱۲۳", "ar", "123"),
        ("\u200f١٢\u200e", "ar", "12"),
        ("１２．５", "zh", "12.5"),
        ("１，２３４", "zh", "1234"),
        ("－５", "zh", "-5"),
    ],
)
def test_a_number_is_read_in_the_custom_of_the_reader(typed, language, expected):
    assert str(parse_number(typed, language)) == expected


@pytest.mark.parametrize(
    ("typed", "language"),
    [("1.234", "fr"), ("1.234", "ru"), ("1,234", "es"), ("1.234", "es"), ("12,345", "ar"), ("١.٢٣٤", "ar")],
)
def test_a_number_that_can_be_read_in_two_ways_is_refused_with_two_ways_to_write_it(typed, language):
    with pytest.raises(UnreadableError) as caught:
        parse_number(typed, language)
    assert caught.value.code == "number_ambiguous"
    thousands, decimal = (str(caught.value.params[name]) for name in ("thousands", "decimal"))
    assert parse_number(thousands, language) == 1000 * parse_number(decimal, language)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "many",
        "12 34",
        "1,2,3",
        "1.2.3",
        "1,234 567",
        "12,34.5",
        "1.23,4",
        "1e5",
        "--5",
        "5-",
        "5%",
        "½",
        "1 234,5,6",
        "1,,234",
        "٢٫٥٫١",
        "1٬23",
        "∞",
        "NaN",
        "5.",
        "0x10",
        "١٫٢.٣",
    ],
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_no_number_is_refused_and_never_guessed(typed, language):
    with pytest.raises(UnreadableError) as caught:
        parse_number(typed, language)
    assert (caught.value.code, caught.value.params) == ("number_unreadable", {"typed": typed})


def test_where_no_decimals_can_be_meant_a_single_sign_groups_thousands():
    for typed in ("1.234", "1,234", "1 234", "١٬٢٣٤"):
        for language in LANGUAGES:
            assert parse_number(typed, language, whole=True) == 1234
    assert parse_number("12,5", "fr", whole=True) == Decimal("12.5")


@pytest.mark.parametrize("typed", ["12.5%", "12.5 %", "12.5\u00a0%", "12.5٪", "12.5％"])
def test_a_per_cent_sign_may_follow_a_percentage(typed):
    assert parse_number(typed, "en", percent=True) == Decimal("12.5")


LARGEST = 10**LONGEST_NUMBER - 1
NUMBERS = st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**12), max_value=10**12, places=4)


@given(NUMBERS | st.integers(-LARGEST, LARGEST), st.sampled_from(LANGUAGES))
def test_a_number_shown_and_typed_again_is_the_same_to_the_last_digit(number, language):
    again = parse_number(format_number(number, language), language)
    assert str(again) == format(Decimal(number), "f")


@given(st.integers(1000, 10**12), st.sampled_from(["\u00a0", "\u202f", " ", "'"]), st.sampled_from(LANGUAGES))
def test_grouped_thousands_are_read_in_every_language(number, group, language):
    assert parse_number(f"{number:,}".replace(",", group), language) == number


@given(st.text(max_size=12), st.sampled_from(LANGUAGES))
def test_whatever_is_typed_is_read_or_refused(typed, language):
    try:
        number = parse_number(typed, language)
    except UnreadableError:
        return
    assert number.is_finite()


def test_a_stored_number_is_shown_without_exponent():
    assert format_number(Decimal("1E+3"), "fr") == "1000"
    assert format_number(Decimal("0.5"), "ar") == "0.5"
    assert format_number(Decimal("0.5"), "ru") == "0,5"


def test_a_date_is_read_year_month_day():
    assert (
        parse_date("1998-07-31")
        == parse_date(" ١٩٩٨-٠٧-٣١ ")
        == parse_date("１９９８－０７－３１")
        == "1998-07-31"
    )


@pytest.mark.parametrize("typed", ["31/07/1998", "1998-7-31", "1998-02-30", "yesterday", ""])
def test_what_is_no_date_is_refused(typed):
    with pytest.raises(UnreadableError) as caught:
        parse_date(typed)
    assert (caught.value.code, caught.value.params) == ("date_unreadable", {"typed": typed})


@pytest.mark.parametrize("typed", ["9" * 31, "0." + "1" * 31, "9" * 5000])
@pytest.mark.parametrize("whole", [False, True])
def test_a_number_of_more_digits_than_any_figure_has_is_refused_before_it_is_kept(typed, whole):
    """Kept, it could not be shown, and beyond 4,300 digits not even be read from the database again."""
    with pytest.raises(UnreadableError) as refused:
        parse_number(typed, "en", whole=whole)
    assert refused.value.code == "number_too_long"


@pytest.mark.parametrize("number", ["9" * 30, "-" + "9" * 30 + "." + "1" * 30, "1." + "1" * 30])
def test_the_longest_number_is_written_to_its_last_digit(number):
    assert written_number("en", Decimal(number)).replace(",", "") == number
