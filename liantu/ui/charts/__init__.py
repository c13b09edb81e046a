"""Pictures of numbers: pure functions from data to what the page draws, each with the same numbers as a table.

Charts (``bar``, ``ranked_bars``, ``line``, ``funnel``, ``china_map``) are drawn by ECharts, put on a page with
``{% include "ui/charts/chart.html" with chart=… %}``; the chain map is SVG laid out by ``ui.charts.chain_map.layout``.
"""

from liantu.ui.charts.chart import Chart, bar, china_map, funnel, line, ranked_bars

__all__ = ["Chart", "bar", "china_map", "funnel", "line", "ranked_bars"]
