"""What a person should know or do today: notices, to-dos, and the page of the day.

Front door: ``actions.notify``; slots ``todo`` and ``today_panel``.
"""
