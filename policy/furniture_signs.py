"""The words by which furniture is known: names of classes, roles, and what consent boxes, footers and link lists say."""

from __future__ import annotations

import re
from functools import lru_cache

ROLES = frozenset(
    "navigation banner contentinfo search menu menubar toolbar alertdialog alert status tooltip complementary feed "
    "tablist marquee timer log".split()
)
NEVER_BY_NAME = frozenset("html body main article h1 h2 h3 h4 h5 h6 p li a span tr td th table b strong em i br".split())

# Names that stand for furniture wherever they are; the element goes when it holds a small part of the page.
_STRONG = frozenset(
    "nav navbar navigation navmenu menu submenu megamenu breadcrumb breadcrumbs sidebar footer masthead topbar topnav "
    "offcanvas cookiebanner cookiebar cookienotice cookieconsent cookiebot pagination pager skiplink skiplinks".split()
)
# Names that a part of a policy might bear too; the element goes when it also reads like furniture.
_WEAK = frozenset(
    "header banner ticker teaser teasers promo promotion newsletter subscribe signup share sharing social socials related "
    "recommended recommendations comments comment widget widgets ad ads advert advertisement popup modal overlay toast "
    "snackbar tooltip feedback helpful rating ratings chat chatbot search searchbox language languages lang locale toc "
    "cta copyright credits login consent cookie cookies gdpr announcement notification drawer carousel".split()
)
_STRONG_IDS = frozenset(
    "nav navbar navigation menu sidebar footer masthead breadcrumb breadcrumbs topbar colophon comments".split()
)
_PAIRS = frozenset(
    "cookie-banner cookie-bar cookie-notice cookie-consent cookie-popup cookie-modal cookie-message cookie-law cookie-info "
    "cookie-overlay cookie-wall cookie-dialog cookies-banner cookies-bar consent-banner consent-manager consent-popup "
    "consent-bar consent-modal cc-window cc-banner site-header global-header main-header top-header site-footer page-footer "
    "global-footer skip-link skip-to back-to top-bar side-bar table-of widget-area social-share share-buttons social-links "
    "language-switcher language-picker language-selector lang-switch related-posts related-articles site-nav main-nav "
    "main-menu site-menu mobile-menu".split()
)
_SPLIT = re.compile(r"[-_]+")

AGREE = re.compile(
    r"\b(?:accept\w*|agree|allow|ok(?:ay)?|got it|reject\w*|decline|deny|akkoord|accepte\w+|aanvaard\w*|weiger\w*|toestaan|"
    r"j'accepte|accepter|refuser|d'accord|tout\s+\w+|akzeptier\w*|zustimm\w*|ablehn\w*|einverstanden|alle\s+\w+|aceptar|"
    r"rechazar|accett\w*|rifiut\w*|aceitar|recusar|verstanden|compris|begrepen|manage|preferences|settings|voorkeuren)\b",
    re.IGNORECASE,
)
CONSENT = re.compile(r"\b(?:cookies?|consent|tracking|trackers?|traceurs?|toestemming|einwilligung)\b", re.IGNORECASE)
COPYRIGHT = re.compile(
    r"©|\(c\)\s*\d{4}|\bcopyright\s+(?:\d{4}|©)|all rights reserved|alle rechten voorbehouden|tous droits réservés|"
    r"alle rechte vorbehalten|todos los derechos|tutti i diritti|todos os direitos",
    re.IGNORECASE,
)
RELATED = re.compile(
    r"^\W*(?:related|more (?:articles|posts|from|in|like)|see also|you may also|you might also|recommended|read (?:next|more)|"
    r"further reading|also read|keep reading|popular|latest|verwante|gerelateerd\w*|lees (?:ook|meer|verder)|meer (?:artikelen|lezen|over)|"
    r"zie ook|articles? (?:liés|connexes|similaires|associés|recommandés)|à lire|lire aussi|voir aussi|sur le même|"
    r"ähnliche|verwandte|siehe auch|weitere|mehr (?:artikel|zum|lesen)|das könnte|artículos relacionados|relacionad\w*|"
    r"articoli correlati|correlati|artigos relacionados)",
    re.IGNORECASE,
)
BUTTON_NAME = re.compile(r"(?:^|[\s_-])(?:btn|button|cta)(?=$|[\s_-])", re.IGNORECASE)


def named(classes: str | None, identity: str | None) -> int:
    """2 where class or id name furniture outright, 1 where they may, 0 where they do not."""
    strength = 0
    if classes:
        for token in classes.split():
            found = _name(token)
            if found == 2:
                return 2
            strength = max(strength, found)
    if identity:
        token = identity.lower()
        if token in _STRONG_IDS or _pair(token):
            return 2
    return strength


@lru_cache(maxsize=4096)
def _name(token: str) -> int:
    """How much one class name says. Utility classes of style sheets (`md:flex`, `[&>a]:m-0`) say nothing."""
    if ":" in token or "[" in token or len(token) > 60:
        return 0
    token = token.lower()
    parts = [part for part in _SPLIT.split(token) if part]
    if not parts:
        return 0
    if _pair(token) or parts[0] in _STRONG or parts[-1] in _STRONG:
        return 2
    return 1 if parts[0] in _WEAK or parts[-1] in _WEAK else 0


def _pair(token: str) -> bool:
    parts = [part for part in _SPLIT.split(token) if part]
    return any(f"{one}-{two}" in _PAIRS for one, two in zip(parts, parts[1:], strict=False))
