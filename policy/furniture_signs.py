"""The words by which furniture is known: names of classes, roles, and what consent boxes, footers
and link lists say."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise

ROLES = frozenset(
    "navigation banner contentinfo search menu menubar toolbar alertdialog alert status tooltip "
    "complementary feed "
    "tablist marquee timer log".split()
)
NEVER_BY_NAME = frozenset(
    "html body main article h1 h2 h3 h4 h5 h6 p li a span tr td th table b strong em i br".split()
)

# Names that stand for furniture wherever they are; the element goes when it holds a small part of
# the page.
_STRONG = frozenset(
    "nav navbar navigation navmenu menu submenu megamenu breadcrumb breadcrumbs sidebar footer "
    "masthead topbar topnav "
    "offcanvas cookiebanner cookiebar cookienotice cookieconsent cookiebot pagination pager "
    "skiplink skiplinks".split()
)
# Names that a part of a policy might bear too; the element goes when it also reads like furniture.
_WEAK = frozenset(
    "header banner ticker teaser teasers promo promotion newsletter subscribe signup share "
    "sharing social socials related "
    "recommended recommendations comments comment widget widgets ad ads advert advertisement "
    "popup modal overlay toast "
    "snackbar tooltip feedback helpful rating ratings chat chatbot search searchbox language "
    "languages lang locale toc "
    "testimonial testimonials slider swiper slick slideshow "
    "cta copyright credits login consent cookie cookies gdpr announcement notification drawer "
    "carousel".split()
)
_STRONG_IDS = frozenset(
    "nav navbar navigation menu sidebar footer masthead breadcrumb breadcrumbs topbar colophon "
    "comments".split()
)
_PAIRS = frozenset(
    "cookie-banner cookie-bar cookie-notice cookie-consent cookie-popup cookie-modal "
    "cookie-message cookie-law cookie-info "
    "cookie-overlay cookie-wall cookie-dialog cookies-banner cookies-bar consent-banner "
    "consent-manager consent-popup "
    "consent-bar consent-modal cc-window cc-banner site-header global-header main-header "
    "top-header site-footer page-footer "
    "global-footer skip-link skip-to back-to top-bar side-bar table-of widget-area social-share "
    "share-buttons social-links "
    "language-switcher language-picker language-selector lang-switch related-posts "
    "related-articles site-nav main-nav "
    "main-menu site-menu mobile-menu".split()
)
_SPLIT = re.compile(r"[-_]+")

AGREE = re.compile(
    r"\b(?:accept\w*|agree|allow|ok(?:ay)?|got it|reject\w*|decline|deny|akkoord|accepte\w+|"
    r"aanvaard\w*|weiger\w*|toestaan|"
    r"j'accepte|accepter|refuser|d'accord|tout\s+\w+|akzeptier\w*|zustimm\w*|ablehn\w*|"
    r"einverstanden|alle\s+\w+|aceptar|"
    r"rechazar|accett\w*|rifiut\w*|aceitar|recusar|verstanden|compris|begrepen)\b",
    re.IGNORECASE,
)
CONSENT = re.compile(
    r"\b(?:cookies?|consent|tracking|trackers?|traceurs?|toestemming|einwilligung)\b", re.IGNORECASE
)
COPYRIGHT = re.compile(
    r"©|\(c\)\s*\d{4}|\bcopyright\s+(?:\d{4}|©)|all rights reserved|alle rechten voorbehouden|"
    r"tous droits réservés|"
    r"alle rechte vorbehalten|todos los derechos|tutti i diritti|todos os direitos",
    re.IGNORECASE,
)
RELATED = re.compile(
    r"^\W*(?:related|more (?:articles|posts|from|in|like)|see also|you may also|you might also|"
    r"recommended|read (?:next|more)|"
    r"further reading|also read|keep reading|popular|latest|verwante|gerelateerd\w*|lees (?:ook|"
    r"meer|verder)|meer (?:artikelen|lezen|over)|"
    r"zie ook|articles? (?:liés|connexes|similaires|associés|recommandés)|à lire|lire aussi|voir "
    r"aussi|sur le même|"
    r"ähnliche|verwandte|siehe auch|weitere|mehr (?:artikel|zum|lesen)|das könnte|artículos "
    r"relacionados|relacionad\w*|"
    r"articoli correlati|correlati|artigos relacionados)",
    re.IGNORECASE,
)
SENTENCE_END = re.compile(r"[.!;:。][\"'”’)\]]*$")
_LANGUAGE_NAMES = frozenset(
    "deutsch german english engels anglais englisch inglés inglese inglês français francais "
    "french frans französisch nederlands dutch "
    "néerlandais niederländisch vlaams español espanol spanish spaans espagnol spanisch "
    "castellano italiano italian italiaans italien "
    "italienisch português portugues portuguese portugees portugais brasileiro polski polish "
    "dansk danish svenska swedish norsk bokmål "
    "nynorsk norwegian suomi finnish íslenska čeština cestina czech slovenčina slovak slovenščina "
    "slovene magyar hungarian română romanian "
    "hrvatski croatian srpski српски serbian bosanski shqip ελληνικά greek български bulgarian "
    "русский russian українська ukrainian türkçe "
    "turkish العربية arabic עברית hebrew فارسی हिन्दी हिंदी hindi বাংলা தமிழ் తెలుగు मराठी "
    "ગુજરાતી ಕನ್ನಡ മലയാളം ਪੰਜਾਬੀ ไทย thai tiếng việt việt vietnamese "
    "bahasa indonesia melayu indonesian malay filipino tagalog 中文 "
    "简体中文 繁體中文 繁体中文 简体 繁體 chinese "
    "日本語 japanese 한국어 korean català catalan euskara "
    "basque galego gaeilge cymraeg malti eesti estonian latviešu latvian lietuvių lithuanian "
    "македонски afrikaans kiswahili አማርኛ հայերեն "
    "ქართული қазақ монгол မြန်မာ ខ្មែរ ລາວ සිංහල اردو".split()
)
# Words that stand beside the name of a language: its country, its code, what the list is for.
_BESIDE_LANGUAGE = frozenset(
    "us uk gb ca au in united states kingdom america latin latinoamérica latinoamerica españa "
    "france canada brasil brazil portugal belgië belgique "
    "schweiz suisse österreich deutschland nederland international global simplified traditional "
    "hong kong 台灣 台湾 香港 en fr de nl es it pt pl da sv "
    "no fi cs el ru uk tr ja ko zh ar he id vi th language languages taal talen langue langues "
    "sprache sprachen idioma lingua select choose".split()
)

_NETWORKS = frozenset(
    "facebook twitter x linkedin instagram youtube pinterest reddit whatsapp telegram mastodon "
    "tiktok snapchat tumblr xing bluesky threads vimeo github discord messenger viber pocket "
    "vkontakte weibo wechat line".split()
)
# Words that stand beside the name of a network: what the link does.
_BESIDE_NETWORK = frozenset(
    "share this page article on via to by with tweet post pin it email e mail print copy link "
    "follow us our social media and deel dit delen artikel pagina op per volg ons en partager "
    "partagez cet cette sur par suivez nous et teilen diesen beitrag auf folgen sie uns und mit "
    "new tab opens in a window".split()
)
ABOUT_DATA = re.compile(
    r"priva|polic|legal|terms|cookie|datenschutz|opt-?out|settings|help|support|about",
    re.IGNORECASE,
)
NOT_TYPED = re.compile(
    r' (?:readonly|disabled)=| type="(?:hidden|checkbox|radio|search|range|file|image|reset)"'
)


def only_networks(text: str) -> bool:
    """Do the words name social networks, two at least, and say nothing but what to do there?"""
    words = [word for word in re.split(r"[\W\d_]+", text.lower()) if word]
    names = {word for word in words if word in _NETWORKS}
    return len(names) > 1 and all(word in _NETWORKS or word in _BESIDE_NETWORK for word in words)


_STEPS = re.compile(r"\s[>›»→/|]\s?|\s?[>›»→]\s")


def is_trail(text: str) -> bool:
    """Short names with signs between them that lead from one to the next."""
    steps = _STEPS.split(text.strip())
    return len(steps) > 1 and all(len(step) <= 60 and step[-1:] not in (".", ":") for step in steps)


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


_BETWEEN_LANGUAGES = re.compile(r"[\s|·•,/()\[\]:‐-–—-]+")


def names_language(text: str) -> bool:
    """Does a text begin with the name of a language, or with what stands beside one?"""
    words = [word for word in _BETWEEN_LANGUAGES.split(text.lower(), maxsplit=2) if word]
    return bool(words) and (words[0] in _LANGUAGE_NAMES or words[0] in _BESIDE_LANGUAGE)


def only_languages(text: str) -> bool:
    """Do the words name languages, two at least, and say nothing else?"""
    words = [word for word in _BETWEEN_LANGUAGES.split(text.lower()) if word]
    names = sum(1 for word in words if word in _LANGUAGE_NAMES)
    return names > 1 and all(word in _LANGUAGE_NAMES or word in _BESIDE_LANGUAGE for word in words)


@lru_cache(maxsize=4096)
def _name(token: str) -> int:
    """How much one class name says. Utility classes of style sheets (`md:flex`, `[&>a]:m-0`) say
    nothing."""
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
    return any(f"{one}-{two}" in _PAIRS for one, two in pairwise(parts))
