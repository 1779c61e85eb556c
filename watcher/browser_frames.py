"""Frames of a page in the browser: one that shows the policy is written into the page it stands in.

Most frames are films, maps, chats and advertisements, and no word of a policy. One is read only
where it is what the page is there for: a reader sees it, and it holds most of the words that are
shown. It is written as `srcdoc`, which is read where the frame stands; where it came from is told.
"""

from __future__ import annotations

import asyncio
import html
import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from playwright.async_api import Error

if TYPE_CHECKING:
    from playwright.async_api import ElementHandle, Frame

LETTERS = """
() => {
  const around = "nav, header, footer, aside, dialog, [role=navigation], [role=banner], " +
    "[role=contentinfo], [role=complementary], [role=dialog]";
  const body = document.body;
  if (!body) return 0;
  let letters = (body.innerText || "").length;
  for (const one of body.querySelectorAll(around))
    if (!(one.parentElement && one.parentElement.closest(around)))
      letters -= (one.innerText || "").length;
  return Math.max(letters, 0);
}
"""
"""How much a page says itself, what stands around its text not counted."""

SERIALISED = """
(longest) => {
  const roots = [], walk = (node) => {
    for (const one of node.querySelectorAll("*"))
      if (one.shadowRoot) { roots.push(one.shadowRoot); walk(one.shadowRoot); }
  };
  walk(document);
  const root = document.documentElement;
  const inner = roots.length ? root.getHTML({shadowRoots: roots}) : root.innerHTML;
  if (inner.length > longest) return null;
  const shell = root.cloneNode(false).outerHTML.replace(/<\\/html>$/i, "");
  return "<!DOCTYPE html>\\n" + shell + inner + "</html>";
}
"""
"""The page as it stands, open shadow roots written out; null where it is too long."""

FEWEST = 500
"""Letters of a frame that may be a policy."""

TIMES = 2
"""So many times the letters of the page around it."""

DEEPEST = 3
MOST = 20
"""Frames that are asked."""

LONGEST_ADDRESS = 2000
ANSWER_WITHIN_S = 5.0
QUIET_S = 0.5
LOOKS = 12
"""How often a frame is asked, each after `QUIET_S`, whether its text has come to rest."""


@dataclass(slots=True)
class Page:
    """A page as it stands, and the addresses of the frames that were written into it."""

    html: str | None
    frames: list[str] = field(default_factory=list)


async def written(frame: Frame, longest: int, depth: int = 0) -> Page:
    """The page in a frame (the main one is one, too) with the frame that holds its text."""
    inner = await _speaking(frame) if depth < DEEPEST else None
    if inner is not None:
        try:
            return await _around(frame, inner, longest, depth)
        except Error:  # it went away meanwhile: what stands around it is read
            pass
    return Page(await frame.evaluate(SERIALISED, longest))


async def _around(frame: Frame, inner: Frame, longest: int, depth: int) -> Page:
    """The page of a frame with that of an inner one in its place."""
    element, mark = await inner.frame_element(), f"data-{secrets.token_hex(8)}"
    alone = await element.evaluate(
        "(one, mark) => { one.setAttribute(mark, ''); return one.localName === 'frame'; }", mark
    )
    outer = await frame.evaluate(SERIALISED, longest)
    held = await written(inner, longest, depth + 1)
    if outer is None or held.html is None:
        return Page(None)
    frames = [inner.url[:LONGEST_ADDRESS], *held.frames]
    if alone:  # a set of frames has no text around them
        return Page(held.html, frames)
    srcdoc = f' srcdoc="{html.escape(held.html)}"'
    return Page(outer.replace(f' {mark}=""', srcdoc, 1), frames)


async def _speaking(frame: Frame) -> Frame | None:
    """The frame inside of this one that holds most of what is shown here; None where the page
    speaks for itself.
    """
    if not frame.child_frames:
        return None
    own = await _letters(frame)
    best, most = None, max(FEWEST - 1, own * TIMES)
    for one in frame.child_frames[:MOST]:
        letters = await _rested(one) if await _is_shown(one) else 0
        if letters > most:
            best, most = one, letters
    return best


async def _is_shown(frame: Frame) -> bool:
    """Whether a reader sees it, and its words are not in the page already."""
    if not frame.url.startswith(("http://", "https://", "about:blank", "blob:")):
        return False
    try:
        async with asyncio.timeout(ANSWER_WITHIN_S):
            element: ElementHandle = await frame.frame_element()
            return await element.is_visible()
    except (Error, TimeoutError):
        return False


async def _rested(frame: Frame) -> int:
    """Its letters and those of frames in it, once they stay the same or after long enough."""
    before, same = -1, 0
    for _ in range(LOOKS):
        letters = await _all_letters(frame)
        same = same + 1 if letters == before else 0
        if same >= 2 or letters == 0 == before:
            break
        before = letters
        await asyncio.sleep(QUIET_S)
    return before


async def _all_letters(frame: Frame, depth: int = 1) -> int:
    inner = frame.child_frames[:MOST] if depth < DEEPEST else ()
    return sum([await _letters(frame), *[await _all_letters(one, depth + 1) for one in inner]])


async def _letters(frame: Frame) -> int:
    """How much it says around frames of its own; 0 where it does not answer."""
    try:
        async with asyncio.timeout(ANSWER_WITHIN_S):
            said = await frame.evaluate(LETTERS)
    except (Error, TimeoutError):
        return 0
    return said if isinstance(said, int) else 0
