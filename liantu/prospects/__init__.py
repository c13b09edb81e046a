"""prospects"""
