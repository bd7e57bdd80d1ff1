"""The `judgements` command: answers to stdout, progress and messages to stderr.

Exit status: 0 done, 1 partly failed or a gate not met, 2 wrong use or nothing done. Heavy libraries
are imported inside the commands that need them, so that `--help` answers at once.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any

import typer

from index.errors import JudgementsError
from ui.given import downloads, no_library, open_assistant, open_library, read_history

app = typer.Typer(
    name="judgements",
    help="Ask what Ofsted's inspection reports on children's services say; every answer is cited and checked.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

LibraryOption = Annotated[
    Path | None,
    typer.Option(
        "--library", metavar="DIR", help="Folder of the library.", envvar="JUDGEMENTS_LIBRARY"
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]


@app.command()
def add(
    paths: Annotated[
        list[str],
        typer.Argument(metavar="PATH_OR_URL...", help="Files, folders or https addresses."),
    ],
    library: LibraryOption = None,
    as_json: JsonOption = False,
) -> None:
    """Read reports (PDF, HTML, DOCX, Markdown, text; folders too) into the library."""
    from ui.progress import adding

    with open_library(library) as opened, adding() as progress:
        rows = opened.add(paths, progress=progress)
    _outcomes(rows, as_json)


@app.command("list")
def list_(library: LibraryOption = None, as_json: JsonOption = False) -> None:
    """Say which reports the library holds."""
    from ui import terminal

    missing = no_library(library)
    if missing:
        typer.echo(missing, err=True)
        _print(as_json, [], [])
        return
    with open_library(library) as opened:
        cards = opened.reports()
    _print(as_json, [terminal.card_document(card) for card in cards], terminal.cards(cards))


@app.command()
def show(
    report_id: Annotated[str, typer.Argument(metavar="REPORT_ID")],
    library: LibraryOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show one report as parsed: judgements, improvements, paragraphs."""
    from ui import terminal

    with open_library(library, there=True) as opened:
        report = opened.report(opened.resolve(report_id))
    _print(as_json, terminal.report_document(report), terminal.report(report))


@app.command()
def remove(
    report_id: Annotated[str, typer.Argument(metavar="REPORT_ID")],
    library: LibraryOption = None,
    as_json: JsonOption = False,
) -> None:
    """Take one report out of the library."""
    with open_library(library, there=True) as opened:
        resolved = opened.resolve(report_id)
        opened.remove(resolved)
    _print(as_json, {"removed": resolved}, [f"removed {resolved}"])


@app.command()
def fetch(
    authority: Annotated[
        str, typer.Argument(metavar="AUTHORITY", help="A council, for example Kent.")
    ],
    library: LibraryOption = None,
    as_json: JsonOption = False,
) -> None:
    """Download the official reports that the catalogue knows for a council, then add them."""
    from index.councils.fetch import fetch as download
    from ui.progress import adding

    with downloads(library) as folder:
        files = download(authority, folder)
    with open_library(library) as opened, adding() as progress:
        kept = [str(opened.path / "downloads" / file.name) for file in files]
        rows = opened.add(kept, progress=progress)
    _outcomes(rows, as_json)


@app.command()
def search(
    query: Annotated[str, typer.Argument(metavar="QUERY")],
    k: Annotated[int, typer.Option("-k", min=1, max=100, help="How many passages.")] = 5,
    report: Annotated[
        list[str] | None, typer.Option(metavar="ID", help="Only in this report.")
    ] = None,
    authority: Annotated[
        str | None, typer.Option(metavar="NAME", help="Only about this council.")
    ] = None,
    year: Annotated[
        int | None, typer.Option(metavar="YYYY", help="Year of the inspection.")
    ] = None,
    library: LibraryOption = None,
    as_json: JsonOption = False,
) -> None:
    """Print the passages retrieval would use, with scores."""
    from rag.request import request
    from ui import terminal

    # a mistake in what is asked makes no library
    request({"question": query, "report": report or None, "authority": authority, "year": year})
    assistant = open_assistant(library)
    found = assistant.search(query, k, report or None, authority, year)
    if assistant.library.keyword_only:
        from rag.replies import KEYWORDS_ALONE

        typer.echo(KEYWORDS_ALONE, err=True)
    _print(as_json, [terminal.hit_document(hit) for hit in found], terminal.hits(found))


@app.command()
def ask(
    question: Annotated[str, typer.Argument(metavar="QUESTION")],
    report: Annotated[
        list[str] | None, typer.Option(metavar="ID", help="Only from this report.")
    ] = None,
    authority: Annotated[
        str | None, typer.Option(metavar="NAME", help="Only about this council.")
    ] = None,
    year: Annotated[
        int | None, typer.Option(metavar="YYYY", help="Year of the inspection.")
    ] = None,
    history: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help='JSON: [["question", "answer"], ...], oldest first.'),
    ] = None,
    save: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Save the evidence pack that `verify` checks."),
    ] = None,
    library: LibraryOption = None,
    as_json: JsonOption = False,
) -> None:
    """Answer one question, with citations."""
    from rag.request import request
    from ui import terminal

    # a mistake in what is asked makes no library
    request({"question": question, "report": report or None, "authority": authority, "year": year})
    turns = read_history(history) if history else []
    answer = open_assistant(library).ask(
        question, history=turns, report=report or None, authority=authority, year=year
    )
    _print(as_json, answer.to_dict(), terminal.answer(answer))
    if save:
        answer.save(save)


@app.command()
def chat(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port to listen on.")] = 7860,
    library: LibraryOption = None,
) -> None:
    """Open the web chat."""
    from ui.app import serve

    serve(lambda: open_assistant(library), host=host, port=port)


@app.command("eval")
def eval_(
    cases: Annotated[list[Path], typer.Argument(metavar="CASES.jsonl...")],
    json_out: Annotated[
        Path | None, typer.Option("--json", metavar="OUT", help="Write all figures as JSON.")
    ] = None,
    html_out: Annotated[
        Path | None, typer.Option("--html", metavar="OUT", help="Write a report to read.")
    ] = None,
    compare: Annotated[
        Path | None, typer.Option(metavar="BASE.json", help="Compare with an earlier run.")
    ] = None,
    fail_under: Annotated[
        list[str] | None,
        typer.Option(metavar="METRIC=VALUE", help="Exit 1 where a figure is lower."),
    ] = None,
    workers: Annotated[int, typer.Option(min=1, max=64, help="Questions asked at once.")] = 1,
    seed: Annotated[int, typer.Option(help="Seed of the resampled intervals.")] = 0,
    resume: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Keep results here and go on from there.")
    ] = None,
    library: LibraryOption = None,
) -> None:
    """Run an evaluation and print its figures."""
    from ui.evaluation import evaluation_command

    passed = evaluation_command(
        cases,
        library=library,
        json_out=json_out,
        html_out=html_out,
        compare=compare,
        fail_under=fail_under or [],
        workers=workers,
        seed=seed,
        resume=resume,
    )
    raise typer.Exit(0 if passed else 1)


@app.command()
def verify(
    pack: Annotated[Path, typer.Argument(metavar="PACK.json")],
    files: Annotated[list[Path] | None, typer.Argument(metavar="FILE...")] = None,
    library: LibraryOption = None,
    as_json: JsonOption = False,
) -> None:
    """Re-check every citation of a saved answer against the original files alone."""
    from ui.checks import verify_command

    lines, document, ok = verify_command(pack, files or [], library)
    _print(as_json, document, lines)
    raise typer.Exit(0 if ok else 1)


@app.command("export")
def export_(
    file: Annotated[Path, typer.Argument(metavar="FILE")],
    library: LibraryOption = None,
    as_json: JsonOption = False,
) -> None:
    """Write the whole library into one file that another machine can import."""
    with open_library(library, there=True) as opened:
        written = opened.export(file)
    _print(as_json, {"exported": str(written)}, [f"exported {written}"])


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(metavar="FILE")],
    library: LibraryOption = None,
    as_json: JsonOption = False,
) -> None:
    """Make a library in an empty folder from an exported file."""
    from index.library import Library
    from rag.settings import from_environment

    settings = from_environment()
    with Library.restore(
        file, library or settings.library, embedding=settings.embedding, chroma=settings.chroma
    ) as opened:
        count = len(opened.reports())
        _print(
            as_json,
            {"imported": count, "library": str(opened.path)},
            [f"imported {count} reports into {opened.path}"],
        )


@app.command()
def doctor(
    fix: Annotated[
        bool, typer.Option("--fix", help="Mend the library from its truth first.")
    ] = False,
    library: LibraryOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say what is installed, configured and reachable, and what is wrong, with the fix."""
    from ui.checks import doctor_command

    lines, document, ok = doctor_command(library, fix=fix)
    _print(as_json, document, lines)
    raise typer.Exit(0 if ok else 1)


def main() -> None:
    """Run the command; a user sees one line for an error, and a traceback only with --debug."""
    debug = "--debug" in sys.argv[1:]
    arguments = [argument for argument in sys.argv[1:] if argument != "--debug"]
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
    try:
        app(arguments, prog_name="judgements")
    except JudgementsError as error:
        if debug:
            raise
        _fail(str(error))
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except KeyboardInterrupt:
        _fail("Stopped. What was finished is kept; run the same command again to go on.", 130)
    except Exception as error:
        if debug:
            raise
        _fail(
            f"Something unexpected went wrong ({type(error).__name__}: {error}). Run it again with --debug to see where."
        )


def _fail(message: str, status: int = 2) -> None:
    print(f"judgements: {message}", file=sys.stderr)
    sys.exit(status)


def _outcomes(rows: list[Any], as_json: bool) -> None:
    from ui import terminal

    _print(as_json, [terminal.outcome_document(row) for row in rows], map(terminal.outcome, rows))
    for row in rows:
        for note in row.notes:
            typer.echo(f"{row.path}: {note}", err=True)
    failed = sum(row.status == "failed" for row in rows)
    if failed:
        raise typer.Exit(2 if failed == len(rows) else 1)


def _print(as_json: bool, document: Any, lines: Iterable[str]) -> None:
    if as_json:
        print(json.dumps(document, ensure_ascii=False, indent=2))
        return
    for line in lines:
        print(line)
