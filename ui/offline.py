"""Gradio, imported so that it contacts nobody: the one place where the web toolkit comes in.

Gradio reads its settings from the environment while it is imported, so they are set here first.
"""

from __future__ import annotations

import os

os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")
os.environ.setdefault("HF_HUB_OFFLINE", "1")

import gradio as gr  # the environment above must be set before this import
from gradio.events import api

__all__ = ["api", "gr"]
