"""Addresses open to people who have not logged in, or who need no role, each with the reason."""

PUBLIC_VIEWS: tuple[str, ...] = (
    "accounts:login",  # to get in
    "accounts:logout",  # to get out
    "accounts:demo_enter",  # one click as a demo person; answers 404 outside a demo
    "accounts:demo_people",  # the list of demo people; 404 outside a demo
    "accounts:profile",  # a person's own page; asks for log-in itself
    "accounts:password",  # a person's own password; asks for log-in itself
    "accounts:switch_zone",  # among the person's own zones; asks for log-in itself
    "ui:language",  # the language cookie
    "ui:search",  # every source filters by what the person may see
    "ui:more",  # every page this person may open, nothing else; asks for a role itself
    "ui:side",  # the same at the side; asks for a role itself
    "ui:pin",  # a person's own pinned page; asks for a role itself
    "ui:save_view",  # a person's own saved views
    "ui:delete_view",  # a person's own saved views
    "ui:amount",  # reads a sum that is typed, nothing else; the form for people without an account asks it too
    "ui:suggest",  # every kind filters by what the person may see
    "calendar:told",  # reads a day that is typed; asks for log-in itself
    "calendar:month",  # which days are working days; asks for log-in itself
    "calendar:this_month",
    "ui:methods",  # how figures are made is nobody's secret; asks for log-in itself
    "ui:method",
    "leads:public",  # people without an account hand in leads; few fields, slowed down, by a secret address
    "outreach:feed",  # calendar programs do not log in; a person's secret address, read only, by her own rights
    "healthz",  # for the watchdog: says up or down, nothing else
)
