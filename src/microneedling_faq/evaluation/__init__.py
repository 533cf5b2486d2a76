"""How good replies and rankings are: question files, measures with their intervals, reports.

In: questions with known answers, and the replies to them. Out: measures, as tables or JSON. May import `replying` and what is
above it.
"""

__all__ = ["question_files", "ranking", "ranking_measures", "reply_measures"]  # the modules that packages below use
