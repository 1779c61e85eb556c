"""The command `clausewatch`: one entry, where failures become sentences and exit codes."""

from __future__ import annotations

import os
import sys


def main() -> int:
    """Run the command of the arguments; the exit code is the contract's."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    if sys.argv[1:] == ["--version"]:  # answered before anything slow is imported
        from cli.version import version

        sys.stdout.write(f"clausewatch {version()}\n")
        return 0
    return _run(sys.argv[1:])


def _run(arguments: list[str]) -> int:
    try:
        import typer

        from cli.app import app_for
        from cli.errors import Exit, explain
    except ImportError:
        if _says_what_shadows_us():
            return 3
        raise

    try:
        code = app_for(arguments)(arguments, prog_name="clausewatch", standalone_mode=False)
    except typer.TyperException as error:
        show = getattr(error, "show", None)  # wrong usage shows the command's usage line as well
        show() if show else sys.stderr.write(f"{error}\n")
        return error.exit_code
    except (typer.Abort, KeyboardInterrupt):
        sys.stderr.write("Stopped.\n")
        return 130
    except BrokenPipeError:  # the reader of our output has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:
        if isinstance(error, ImportError) and _says_what_shadows_us():
            return 3
        known = explain(error)
        if known is None:
            if "--traceback" in arguments:
                raise
            sys.stderr.write(
                f"Unexpected error: {type(error).__name__}: {error}\n"
                "This is a mistake of ours. `clausewatch --traceback …` shows where it happened.\n"
            )
            return Exit.UNEXPECTED
        from cli.say import talk

        talk(known[0])
        return known[1]
    return code if isinstance(code, int) else Exit.DONE


def _says_what_shadows_us() -> bool:
    """Whether an import failed because a package of ours is not ours; then it was said."""
    from cli.shadows import remedy, shadowed

    found = shadowed()
    if found:
        sys.stderr.write(f"{'; '.join(found)}. {remedy()}\n")
    return bool(found)
