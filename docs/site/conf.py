"""Sphinx's settings of the documentation; `python docs/site/build.py` runs it."""

import importlib.metadata

from latex2mathml.converter import convert

project = "minidnn"
author = "the authors of minidnn"
copyright = "the authors of minidnn; MIT licence"
release = version = importlib.metadata.version("minidnn")
extensions = ["myst_nb", "sphinx_design", "sphinx_copybutton"]
myst_enable_extensions = ["colon_fence", "dollarmath", "deflist", "attrs_inline", "attrs_block"]
myst_heading_anchors = 4
nb_execution_mode = "off"  # notebooks are stored with their outputs
nb_merge_streams = True
suppress_warnings = ["mystnb.unknown_mime_type"]
html_theme = "furo"
html_title = "minidnn"
html_static_path = ["_static"]
html_css_files = ["style.css"]
html_show_sourcelink = False
html_copy_source = False
html_math_renderer = "mathml"
html_theme_options = {
    "sidebar_hide_name": False,
    "light_css_variables": {
        "color-brand-primary": "#0b5fa5",
        "color-brand-content": "#0b5fa5",
        "font-stack": "system-ui, 'Segoe UI', 'DejaVu Sans', sans-serif",
    },
    "dark_css_variables": {"color-brand-primary": "#7cc0ff", "color-brand-content": "#7cc0ff"},
}
pygments_style = "friendly"
pygments_dark_style = "github-dark"
python_use_unqualified_type_names = True
add_module_names = True
toc_object_entries_show_parents = "hide"
maximum_signature_line_length = 260
copybutton_prompt_text = r">>> |\.\.\. |\$ "
copybutton_prompt_is_regexp = True


def inline_math(self, node):
    """A formula within a line, as MathML."""
    self.body.append(convert(node.astext()))
    raise_skip()


def display_math(self, node):
    """A formula of its own, as MathML."""
    self.body.append(f'<div class="formula">{convert(node.astext(), display="block")}</div>')
    raise_skip()


def raise_skip():
    """Tell docutils that the node is done."""
    from docutils.nodes import SkipNode

    raise SkipNode


def setup(app):
    """Sphinx calls this once."""
    app.add_html_math_renderer("mathml", (inline_math, None), (display_math, None))
