"""What does every page look like? The frame, components, lists, sheets, one-declaration tables and charts.

Front door: ``ui.wiring`` (what rooms put elsewhere), ``ui.lists.ListPage``, ``ui.crud.crud``, ``ui.sheets``,
``ui.toasts``, ``ui.charts`` and the template tags ``{% load ui %}``. Knows no business words and no room above it.
"""
