"""Fields that read what people write: days, sums, numbers. One reader each, and the answer beside the field."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from liantu.lib.chinese_dates import read_date
from liantu.lib.money import MoneyFault, read_money
from liantu.lib.written_days import FuzzyDay, Toward, read_fuzzy_day, read_workdays_ahead, written
from liantu.ui import formats

Chips = Sequence[Any]
DUE = ("due", "due_on", "next_on")
# What a field without a word about it looks for in a day without its year, by the end of its name.
AHEAD = ("due", "due_on", "next_on", "ends_on", "until_on", "start_on", "production_on", "expires_on", "review_on")
BEHIND = ("held_on", "registered_on", "signed_on", "dated_on", "published_on", "as_of_on", "founded_on", "when")
# Words close at hand: they stand in the field as they are and are read like everything that is typed.
TODAY, TOMORROW, FRIDAY = (
    pgettext_lazy("day", "Today"),
    pgettext_lazy("day", "Tomorrow"),
    pgettext_lazy("day", "Friday"),
)
YESTERDAY = pgettext_lazy("day", "Yesterday")
BACK: Chips = (TODAY, YESTERDAY)
ON: Chips = (TOMORROW, FRIDAY, pgettext_lazy("day", "Next Monday"))
CHIPS: dict[Toward, Chips] = {"past": BACK, "future": ON, "near": BACK}
UNREADABLE = _("“%(text)s” cannot be read as a day: write 3月5日, 昨天 or 2026-03-05.")
FUZZY = _("Name the very day: “%(text)s” is not one.")
KIN_TIMES = 100


class DayInput(forms.DateInput):
    """A day as a text with what is close at hand and a calendar.

    ``grain``: a month or a year will do; ``workdays``: so will working days from today.
    """

    template_name = "ui/widgets/day.html"
    toward: Toward = "near"
    grain = False
    workdays = False
    chips: Chips | None = None

    def __init__(self, attrs: Mapping[str, Any] | None = None) -> None:
        super().__init__({"inputmode": "text", "autocomplete": "off", **(attrs or {})}, format="%Y-%m-%d")
        self.input_type = "text"

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        """The field with what it is read as."""
        context: dict[str, Any] = super().get_context(name, value, attrs)
        context["widget"]["day"] = {
            "chips": self.chips if self.chips is not None else CHIPS[self.toward],
            "toward": self.toward,
            "takes": "grain" if self.grain else "workdays" if self.workdays else "day",
            **told_day(str(context["widget"]["value"] or ""), self.toward, grain=self.grain),
        }
        return context


def told_day(text: str, toward: Toward, *, grain: bool = False) -> dict[str, Any]:
    """What is read as a day: ``told`` in words (2026年3月5日 周四) or what is wrong; ``on``: the very day."""
    if not text.strip() or read_workdays_ahead(text) is not None:
        return {"told": "", "on": None}
    day = read_fuzzy_day(text, today=timezone.localdate(), toward=toward)
    if day is None or not (grain or day.is_one_day):
        return {"told": (UNREADABLE if day is None else FUZZY) % {"text": text.strip()[:20]}, "on": None}
    on = day.on if day.is_one_day else None
    return {"told": formats.day_told(day, language=get_language() or "zh-hans"), "on": on}


class Day(forms.DateField):
    """A day; ``today``: today when nothing is written. ``toward``: where one without its year is looked for.

    ``is_absolute``: only whole dates are read: a sheet does not say on which day it was written.
    """

    widget = DayInput
    is_absolute = False

    def __init__(self, *, today: bool = False, toward: Toward | None = None, **more: Any) -> None:
        self.today, self.toward = today, toward
        super().__init__(required=more.pop("required", not today), **more)
        if today:
            self.initial = timezone.localdate

    def named(self, name: str) -> None:
        """What the field's name tells, when it has no word of its own: where it looks, and what is close at hand."""
        last = name.split(".")[-1]
        if self.toward is None:
            self.toward = "future" if last.endswith(AHEAD) else "past" if last.endswith((*BEHIND, "on")) else "near"
        if isinstance(self.widget, DayInput):
            self.widget.toward = self.toward
            if self.widget.chips is None and self.toward == "future" and not last.endswith(DUE):
                self.widget.chips = ()

    def to_python(self, value: Any) -> date | None:
        """The day as people write it; one that is not exact is refused, never made exact."""
        if not isinstance(value, str):
            return super().to_python(value)
        if not value.strip():
            return None
        day = self._read(value)
        if day is None:
            raise ValidationError(UNREADABLE, code="unreadable_day", params={"text": value.strip()[:20]})
        if not day.is_one_day:
            raise ValidationError(FUZZY, code="fuzzy_day", params={"text": value.strip()[:20]})
        return day.on

    def _read(self, text: str) -> FuzzyDay | None:
        if self.is_absolute:
            on = read_date(text).on
            return None if on is None else FuzzyDay(on)
        return read_fuzzy_day(text, today=timezone.localdate(), toward=self.toward or "near")

    def clean(self, value: Any) -> date | None:
        """The day."""
        found = super().clean(value)
        return timezone.localdate() if found is None and self.today else found


def bound_in(text: str, *, is_last: bool = False) -> date | None:
    """The day a period begins, or ends, as it is typed into a filter: 3月1日, 上周五, 2026年3月; None for none."""
    day = read_fuzzy_day(text, today=timezone.localdate())
    return None if day is None else day.span()[is_last]


class When(forms.CharField):
    """A day as exactly as it is known: 3月5日, 2026年3月, 近日. What was written stays what was written."""

    widget = DayInput

    def __init__(self, *, toward: Toward = "past", chips: Chips | None = None, **more: Any) -> None:
        super().__init__(max_length=40, **more)
        self.toward = toward
        self.widget.toward, self.widget.grain, self.widget.chips = toward, True, chips

    def clean(self, value: Any) -> str:
        """The words, once they can be read."""
        text = str(super().clean(value))
        if text and self.day_of(text) is None:
            raise ValidationError(UNREADABLE, code="unreadable_day", params={"text": text[:20]})
        return text

    def day_of(self, text: str) -> FuzzyDay | None:
        """What the words mean today."""
        return read_fuzzy_day(text, today=timezone.localdate(), toward=self.toward)

    def prepare_value(self, value: Any) -> Any:
        """A day that is known as its words."""
        return written(value) if isinstance(value, FuzzyDay) else value


class Amount(forms.DecimalField):
    """A number people type: separators and blanks are no mistake, and 1e30 is."""

    def __init__(self, *, max_digits: int = 18, decimal_places: int = 4, **more: Any) -> None:
        more.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal"}))
        super().__init__(max_digits=max_digits, decimal_places=decimal_places, **more)

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]  # the stubs make it an int's field
        """The number; None when nothing stands there."""
        if isinstance(value, str):
            value = value.strip().replace(",", "").replace("，", "").rstrip("%％").strip()
        return super().to_python(value)


class Share(Amount):
    """A part that people write in percent and rules take as a share of one."""

    def __init__(self, *, max_digits: int = 7, decimal_places: int = 4, **more: Any) -> None:
        super().__init__(max_digits=max_digits, decimal_places=decimal_places, **more)

    def clean(self, value: Any) -> Decimal | None:
        """The share, 0 to 1; None when nothing stands there."""
        found = super().clean(value)
        return None if found is None else found / 100


MONEY_UNITS = (
    ("万元", pgettext_lazy("unit of money", "10k yuan"), Decimal(10_000)),
    ("亿元", pgettext_lazy("unit of money", "100m yuan"), Decimal(10**8)),
    ("元", pgettext_lazy("unit of money", "yuan"), Decimal(1)),
)
_SIZES = {code: size for code, _words, size in MONEY_UNITS}


class MoneyInput(forms.TextInput):
    """A sum with its unit in the field; what is pasted with a unit of its own wins: 1.2亿, 12,000万."""

    template_name = "ui/widgets/money.html"

    def __init__(self, attrs: Mapping[str, Any] | None = None) -> None:
        super().__init__({"inputmode": "decimal", "autocomplete": "off", **(attrs or {})})
        self.asked = self.sure = ""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """The sum with its unit as one text; the sum somebody said is meant so."""
        value = super().value_from_datadict(data, files, name)
        self.sure = str(data.get(f"{name}-sure") or "")
        unit = str(data.get(f"{name}-unit") or "")
        return f"{value}{unit}" if isinstance(value, str) and value.strip()[-1:].isdigit() and unit in _SIZES else value

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        """The number, its unit and the sum in the other unit."""
        context: dict[str, Any] = super().get_context(name, value, attrs)
        text, unit = _parted(str(context["widget"]["value"] or ""))
        context["widget"] |= {
            "value": text or None,
            "units": [(code, words, code == unit) for code, words, _size in MONEY_UNITS],
            "asked": self.asked,
            "told": told_money(text, unit),
        }
        return context


def _parted(text: str) -> tuple[str, str]:
    """Number and unit of a sum as it was written; a bare number in 万元, or in 亿元 where that is shorter."""
    clean = text.strip()
    for code in ("万元", "亿元", "元"):
        if clean.endswith(code) and clean.removesuffix(code)[-1:].isdigit():
            return clean.removesuffix(code), code
    try:
        number = Decimal(clean)
    except InvalidOperation:
        return clean, "万元"
    if not number.is_finite():
        return clean, "万元"
    if abs(number) >= 10_000 and number % 100 == 0:
        return f"{(number / 10_000).normalize():f}", "亿元"
    return f"{number.normalize():f}", "万元"


def read_wan_yuan(text: str, unit: str = "") -> Decimal | MoneyFault | None:
    """A sum of yuan in 万元 as people write it; None for nothing, a fault for what is none."""
    clean, sign = text.strip(), 1
    if clean[:1] in ("-", "−"):
        clean, sign = clean[1:], -1
    found = read_money(clean, default_unit=_SIZES.get(unit, Decimal(10_000)))
    if found.fault is MoneyFault.MISSING and not clean:
        return None
    if found.amount_wan is None:
        return found.fault or MoneyFault.UNKNOWN
    return found.amount_wan * sign if found.currency in ("", "CNY") else MoneyFault.CURRENCY


def told_money(text: str, unit: str) -> str:
    """The sum in the other unit: "= 12,000 万元" for 1.2 亿元; what is wrong with it; nothing for nothing."""
    amount = read_wan_yuan(text, unit)
    if amount is None:
        return ""
    if isinstance(amount, MoneyFault):
        return str(_fault_words(amount)) % {"text": text[:20]}
    language = get_language() or "zh-hans"
    return f"= {formats.money_in_full(amount, language=language)}"


def _fault_words(fault: MoneyFault) -> Any:
    """What is wrong with a sum."""
    if fault is MoneyFault.CURRENCY:
        return _("Write the sum in yuan: “%(text)s” is in another currency.")
    if fault is MoneyFault.TOO_LARGE:
        return _("“%(text)s” is more than any sum of money.")
    return _("“%(text)s” cannot be read as a sum: write 1.2 亿元 or 12,000 万元.")


class Money(forms.DecimalField):
    """A sum in 万元. ``kin``: a sum of the same kind; one a hundred times as large or small is asked about once."""

    widget = MoneyInput

    def __init__(self, *, max_digits: int | None = 18, decimal_places: int | None = 4, **more: Any) -> None:
        self.kin: Callable[[], Decimal | None] = more.pop("kin", lambda: None)
        super().__init__(max_digits=max_digits, decimal_places=decimal_places, **more)

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]  # the stubs make it an int's field
        """The sum in 万元; None when nothing stands there."""
        if not isinstance(value, str):
            return super().to_python(value)
        found = read_wan_yuan(value)
        if isinstance(found, MoneyFault):
            raise ValidationError(_fault_words(found), code=f"money_{found.value}", params={"text": value.strip()[:20]})
        return super().to_python(None if found is None else f"{found.normalize():f}")

    def clean(self, value: Any) -> Decimal | None:
        """The sum, asked about when it is far from its kin."""
        found: Decimal | None = super().clean(value)
        widget = self.widget
        if found and isinstance(widget, MoneyInput):
            mark, kin = f"{found.normalize():f}", self.kin()
            is_far = bool(kin) and kin is not None and not kin / KIN_TIMES < abs(found) < kin * KIN_TIMES
            if is_far and widget.sure != mark:
                widget.asked = mark
                told = {"sum": formats.money_text(found, language=get_language() or "zh-hans")}
                raise ValidationError(_("Is it %(sum)s? Send it again if it is."), code="far_from_kin", params=told)
        return found

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether another sum is written, whatever its unit."""
        try:
            return bool(self.to_python(data) != self.to_python(initial))
        except ValidationError:
            return True
