"""The web doors: chat page, REST, article pages, and the widget for the clinic's own site. Only here is Gradio imported."""
