"""The reviewers' book: a whole pack as one page of HTML, for a clinician to read, print and sign.

The page is built from elements that escape what they hold (markup.py) and not from a template: the type checker reads
it, no text can be left unescaped, and a template library would be one more thing to install for a single page.
"""
