"""Every look a page can have (light and dark, a phone and a desk, four languages), what axe and a
ruler find wrong there, and what keys alone do not reach.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from playwright.sync_api import Error

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, ViewportSize

LANGUAGES = ("nl", "fr", "de", "en")
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
PHONE: ViewportSize = {"width": 390, "height": 840}
DESK: ViewportSize = {"width": 1280, "height": 900}
LOOKS = [(scheme, size) for size in (PHONE, DESK) for scheme in SCHEMES]
_LIBRARY = find_spec("axe_playwright_python")
AXE = Path(str(_LIBRARY and _LIBRARY.origin)).with_name("axe.min.js")
LOOK = "axe.run({resultTypes: ['violations']}).then(found => found.violations.map(one => one.id + "
LOOK += "': ' + one.nodes.map(node => node.target.join(' ')).slice(0, 3).join(', ')))"
WIDE = "document.documentElement.scrollWidth > window.innerWidth + 1"

# What a reader can see and press; of the buttons of a choice the keys stop at one.
REACHABLE = """() => {
  const radios = new Set();
  const stops = [...document.querySelectorAll(
    'a[href], button, input, select, textarea, summary, [tabindex="0"]')].filter(one => {
      if (one.closest('svg') || one.disabled || one.type === 'hidden') return false;
      if (one.tabIndex < 0) return false;
      if (!one.checkVisibility({visibilityProperty: true})) return false;
      if (one.type === 'radio') {
        if (radios.has(one.name)) return false;
        radios.add(one.name);
      }
      return true;
    });
  window.stops = stops;
  return stops.length;
}"""
PARTS = "4 * document.querySelectorAll('input[type=date], input[type=time]').length"
FOCUS = """() => {
  const one = document.activeElement;
  if (!one || one === document.body) return ['', -1];
  const style = getComputedStyle(one);
  // The button within a field of a day or an hour marks itself.
  const shown = style.outlineStyle !== 'none' || style.boxShadow !== 'none'
    || one.type === 'date' || one.type === 'time';
  const place = one.type === 'radio'
    ? window.stops.findIndex(other => other.type === 'radio' && other.name === one.name)
    : window.stops.indexOf(one);
  return [shown ? '' : one.outerHTML.slice(0, 120), place];
}"""

Open = Callable[["Page", str, str], None]
"""Opens a page in a tab: at an address, in a language."""


@dataclass(frozen=True, slots=True)
class Shown:
    """One page: its name, and how it is come to."""

    name: str
    open: Open

    @classmethod
    def at(cls, path: str, name: str = "") -> Shown:
        """A page that has an address."""

        def open(tab: Page, address: str, language: str) -> None:
            tab.goto(f"{address}{path}{'&' if '?' in path else '?'}lang={language}")

        return cls(name or path, open)


@dataclass
class Found:
    """What was looked at, and what was wrong."""

    looks: int = 0
    stops: int = 0
    wrong: list[str] = field(default_factory=list)


def once_each(browser: Browser, address: str, pages: Sequence[Shown], state: Any = None) -> Found:
    """Each page in one look, chosen by its place: every look has its turn."""
    found = Found()
    for first, language in enumerate(LANGUAGES[: len(pages)]):
        context = browser.new_context(storage_state=state, locale=language)
        tab = context.new_page()
        for place, page in list(enumerate(pages))[first :: len(LANGUAGES)]:
            look(tab, *LOOKS[place // len(LANGUAGES) % len(LOOKS)])
            if not _opened(page, tab, address, language, found):
                continue
            found.wrong += [f"{page.name} {language}: {one}" for one in wrong_on(tab)]
            found.looks += 1
        context.close()
    return found


def every_look(browser: Browser, address: str, pages: Sequence[Shown], state: Any = None) -> Found:
    """Each page in every look; and by keys alone, on a phone and at a desk."""
    found = Found()
    for language in LANGUAGES:
        context = browser.new_context(storage_state=state, locale=language)
        tab = context.new_page()
        for page in pages:
            if not _opened(page, tab, address, language, found):
                continue
            for scheme, size in LOOKS:
                look(tab, scheme, size)
                named = f"{page.name} {language} {scheme} {size['width']}"
                found.wrong += [f"{named}: {one}" for one in wrong_on(tab)]
                found.looks += 1
                if scheme == "light" and language == "nl":
                    found.wrong += [f"{named}: {one}" for one in _by_keys(tab, found)]
        context.close()
    return found


def _opened(page: Shown, tab: Page, address: str, language: str, found: Found) -> bool:
    """Open a page; one that cannot be opened is told with the others that are wrong."""
    try:
        page.open(tab, address, language)
    except Error as error:
        found.wrong.append(f"{page.name} {language} cannot be opened: {error.message[:200]}")
        return False
    return True


def look(tab: Page, scheme: Literal["light", "dark"], size: ViewportSize) -> None:
    """Look at what a tab shows, and will show, in this light and at this size."""
    tab.emulate_media(color_scheme=scheme)
    tab.set_viewport_size(size)


def in_every_look(tab: Page, name: str) -> list[str]:
    """What is wrong with the page of a tab, light and dark, on a phone and at a desk."""
    wrong = []
    for scheme, size in LOOKS:
        look(tab, scheme, size)
        wrong += [f"{name} {scheme} {size['width']}: {one}" for one in wrong_on(tab)]
    return wrong


def wrong_on(tab: Page) -> list[str]:
    """What axe finds wrong with the page of a tab, and whether it is wider than its window."""
    if not tab.evaluate("'axe' in window"):
        tab.evaluate(AXE.read_text(encoding="utf-8"))
    wrong: list[str] = tab.evaluate(LOOK)
    return wrong + (["wider than the window"] if tab.evaluate(WIDE) else [])


def _by_keys(tab: Page, found: Found) -> list[str]:
    """What the tabulator does not reach, or reaches unseen."""
    tab.evaluate("document.activeElement.blur()")
    tab.evaluate("window.scrollTo(0, 0)")
    many: int = tab.evaluate(REACHABLE)
    reached: set[int] = set()
    unseen: list[str] = []
    parts: int = tab.evaluate(PARTS)
    for _ in range(many + parts + 3):
        tab.keyboard.press("Tab")
        hidden, place = tab.evaluate(FOCUS)
        if hidden:
            unseen.append(f"focus cannot be seen on {hidden}")
        reached.add(place)
        if len(reached - {-1}) == many:
            break
    found.stops += many
    missed = sorted(set(range(many)) - reached)
    names = [tab.evaluate(f"window.stops[{one}].outerHTML.slice(0, 120)") for one in missed[:3]]
    return unseen[:3] + [f"keys do not reach {one}" for one in names]
