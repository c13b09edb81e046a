"""Who owes what by when, and who says that it is done?

One row for every task, blockage, obligation, check of a commitment and condition of a decision. A room declares a kind
(``slots.DutyKind``) and gives duties with ``actions.give_duty``; steps, reminders, the place on the page of the day,
the list, the page and the handing over to another person come with it.
"""
