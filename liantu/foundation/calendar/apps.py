from django.apps import AppConfig


class CalendarConfig(AppConfig):
    name = "liantu.foundation.calendar"
    label = "calendar"
