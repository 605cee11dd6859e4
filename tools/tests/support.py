# SPDX-License-Identifier: MIT
"""Helpers of the tools' tests: load a script without .py, make a throw-away folder of files."""
import importlib.machinery
import importlib.util
import pathlib
import tempfile

TOOLS = pathlib.Path(__file__).resolve().parent.parent


def load(name):
    loader = importlib.machinery.SourceFileLoader(name, str(TOOLS / name))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader(name, loader))
    loader.exec_module(module)
    return module


class Folder:
    """A temporary folder that holds the given files: {"a/b.txt": "text"}."""

    def __init__(self, files):
        self.holder = tempfile.TemporaryDirectory()
        self.path = pathlib.Path(self.holder.name).resolve()
        for name, text in files.items():
            path = self.path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
            if text.startswith("#!"):
                path.chmod(0o755)

    def __enter__(self):
        return self.path

    def __exit__(self, *_):
        self.holder.cleanup()
