"""Which language a text is written in, by its commonest words; light, and without a model."""

from __future__ import annotations

import re

_COMMON = {
    "nl": (
        "de het een van en in op dat te voor met zijn niet u wij uw door aan worden of om kan "
        "deze onze bij"
    ),
    "fr": (
        "le la les des et de du un une en à pour que vous votre nous dans sur par avec est "
        "aux ou ce cette"
    ),
    "de": (
        "der die das und zu den mit von für ist im auf nicht eine wir sie ihre oder werden "
        "durch bei als dem"
    ),
    "en": (
        "the of and to in you your we our or for any that with by this is are as may not be on such"
    ),
    "es": "el la los las de y en que un una por con para su se del al no es como o usted sus",
    "it": "il la di e che per un una in con non del della dei le i si da al sono o alla",
    "pt": "o a os as de e que do da em um uma para com não por se dos das no na ou seu",
}
_LANGUAGES: dict[str, tuple[str, ...]] = {}
for _language, _words in _COMMON.items():
    for _word in _words.split():
        _LANGUAGES[_word] = (*_LANGUAGES.get(_word, ()), _language)
_TOKEN = re.compile(r"[^\W\d_]+")
# Letters from the start and as many from the middle: titles and contact lines alone mislead.
_SAMPLE = 3000


def identify(text: str, declared: str | None = None) -> str | None:
    """The language of a text as a two-letter code, None where it cannot be told."""
    middle = max(_SAMPLE, len(text) // 2)
    words = _TOKEN.findall((text[:_SAMPLE] + " " + text[middle : middle + _SAMPLE]).lower())
    scores = dict.fromkeys(_COMMON, 0)
    for word in words:
        for language in _LANGUAGES.get(word, ()):
            scores[language] += 1
    best = max(scores, key=lambda language: scores[language])
    if words and scores[best] * 10 >= len(words):
        return best
    return declared.split("-")[0].strip().lower() or None if declared else None
