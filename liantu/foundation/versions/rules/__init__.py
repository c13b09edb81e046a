"""When does a version hold, what differs between two, and on which line is a fault?"""
