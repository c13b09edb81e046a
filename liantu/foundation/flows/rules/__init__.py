"""When is a sign-off agreed, and who may decide it now?"""
