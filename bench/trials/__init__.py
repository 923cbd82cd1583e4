"""试用: what is tried with the programs that people have: browsers, office programs, processes that are killed, wheels.

A trial is a test, with the same people and the same example as ``tests/``; there everything runs within the process of
the tests and needs no other program. ``make trials`` runs them all.
"""
