"""What staff see: the desk, a second Gradio app behind a login, mounted at `/staff`; it is off until somebody has an account.

In: HTTP with a session. Out: pages, and what staff copy. `gate` lets nobody else in, `authentication` makes sessions, `desk`
puts the tabs together.

To add a tab, write a module `<name>_tab.py` with a function that fills it, called within the tab's block, and name it in
`desk.TABS`:

    def fill(desk: Desk) -> None:
        gr.Markdown("…")
        button.click(publish, …)          # def publish(text: str, request: gr.Request): desk.member(request, "edits")

    TAB = Tab("Teach", fill, role="edits")

`desk.member(request, role)` gives the person who asks, and refuses whoever may not: who has the role "answers" sees no tab for
"edits", but a page is no wall. Whatever changes something goes into the audit log with the member's name.
"""
