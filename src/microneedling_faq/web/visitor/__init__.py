"""What visitors see: the chat page, a reply as HTML, the article with its marks, the widget for the clinic's own pages.

In: a `Reply` or a document. Out: HTML, escaped. The page's look is in `static/`, its words are in the notices of the corpus.
"""
