"""Serve the web chat over the invented reports, for tests: python -m tests.serve_fake FOLDER [MODE].

MODE is "plain" (the default), "slow" (steps take a while), "gated" (loading ends when the file `go`
appears in FOLDER), or "hostile" (every text attacks the page).
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

from tests.fake_assistant import SENTENCES, FakeAssistant, FakeLibrary, report
from tests.paper import write_pdf

HOSTILE = {
    1: "<script>window.hacked=1</script> ![x](http://evil.test/p.png) and **more**. Then \u202egnp\u202c.",
    2: "</blockquote></article><img src=http://evil.test/i.png onerror=window.hacked=1> [a](http://evil.test). Rest.",
    3: "${window.hacked=1} {{constructor}} `code` $$x$$ <svg/onload=window.hacked=1>. Rest.",
    4: "W" * 100_000 + ". Rest.",
}


def assistant(folder: Path, mode: str) -> FakeAssistant:
    """The assistant of one mode; its newest report has a PDF, so that pages can be drawn."""
    texts = HOSTILE if mode == "hostile" else SENTENCES
    name = '<img src=x onerror="window.hacked=1">' if mode == "hostile" else "Northmere"
    old = report(2014, overall="Inadequate", paragraphs=texts, authority=name)
    new = report(2018, paragraphs=texts, authority=name)
    digest = report(2016, paragraphs=SENTENCES, authority="Summerby", digest=True)
    originals = {}
    if mode != "hostile":
        pages = [[p.text for p in new.paragraphs if p.page_start == n] for n in (1, 2)]
        originals[new.card.report_id] = write_pdf(folder / "new.pdf", pages)
    while mode == "gated" and not (folder / "go").exists():
        time.sleep(0.1)
    library = FakeLibrary([old, digest, new], originals, path=folder)
    return FakeAssistant(library, pause=1.0 if mode == "slow" else 0.05)


def main() -> None:
    """Serve on a free port until ended; the address is written to stderr."""
    from ui.app import serve

    folder, mode = Path(sys.argv[1]), (sys.argv[2:] or ["plain"])[0]
    serve(lambda: assistant(folder, mode), port=0)


if __name__ == "__main__":
    main()
