"""The numbers of a chart as a file: ``?chart=<name>`` on the page that shows it."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpResponse

from liantu.people.requests import ZoneRequest
from liantu.ui.charts.chart import Chart
from liantu.ui.exports import Export, Sheet, export_response


def csv_if_asked(request: ZoneRequest, *charts: Chart) -> HttpResponse | None:
    """The CSV of the chart that the address asks for, or None: the view goes on with its page."""
    asked = request.GET.get("chart", "")
    chart = next((one for one in charts if one.name == asked), None)
    if chart is None:
        return None
    return csv_response(request, f"chart.{chart.name}", list(chart.headers), [list(row) for row in chart.rows])


def csv_response(
    request: ZoneRequest, name: str, headers: Sequence[str], rows: Sequence[Sequence[object]], *, ability: str = ""
) -> HttpResponse:
    """A table of a page as a CSV file; the export is logged. Raises NotAllowed without ``ability``."""
    return export_response(request, Export(name, name, (Sheet(name, headers, rows),), len(rows), "csv", ability))
