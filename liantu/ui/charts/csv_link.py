"""The numbers of a chart as a file: ``?chart=<name>`` on the page that shows it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from liantu.ui.charts.chart import Chart
from liantu.ui.lists.export import csv_bytes
from liantu.ui.permissions import zone_of
from liantu.ui.slots import log_export


def csv_if_asked(request: HttpRequest, *charts: Chart) -> HttpResponse | None:
    """The CSV of the chart that the address asks for, or None: the view goes on with its page."""
    asked = request.GET.get("chart", "")
    chart = next((one for one in charts if one.name == asked), None)
    if chart is None:
        return None
    log_export(request.user, zone_of(request), f"chart.{chart.name}", "csv", len(chart.rows))
    content = csv_bytes(list(chart.headers), [list(row) for row in chart.rows])
    response = HttpResponse(content, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{chart.name}.csv"'
    response["Cache-Control"] = "no-store"
    return response
