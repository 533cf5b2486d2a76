"""The least that Gradio can serve: `import gradio` and an empty page."""

import sys

import gradio

with gradio.Blocks(analytics_enabled=False) as page:
    pass
page.launch(server_port=int(sys.argv[-1]), quiet=True, ssr_mode=False)
