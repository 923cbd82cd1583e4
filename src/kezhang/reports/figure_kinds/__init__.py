"""数字种类: the kinds of numbers a report tells, each declared once: 完成, 任务, 完成率, 还差, 同比 …

``kind.py`` says what a kind is; the other files declare them, a family each; ``catalogue.py`` lists them.
"""
