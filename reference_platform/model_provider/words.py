"""Words and sentences: how the scripted model tells what a text is about."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

#: English words that only hold a sentence together.
_GRAMMAR_WORDS = (
    "a about above after again all also am an and another any are as ask asked at be because been "
    "before being below between both but by can cannot could did do does doing down during each few for "
    "from further get give had has have having he help her here hers him his how i if in into is it its "
    "itself just keep know let like look make many may me might more most much must my need no nor not "
    "now of off on once only or other our ours out over own please put same say see shall she should "
    "show so some such take tell than that the their theirs them then there these they this those "
    "through to too under until up us use very want was we were what when where whether which while who "
    "whom whose why will with would yet you your yours"
)
_GRAMMAR = frozenset(_GRAMMAR_WORDS.split())
_WORD = re.compile(r"[^\W_]+")
_WIDE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+")
_SUFFIXES = ("ings", "ing", "ied", "ies", "ed", "es", "s", "ly")
_SENTENCE_END = re.compile(r"(?<=[.!?。！？])\s+|(?<=[。！？])|\n+")


def stem(word: str) -> str:
    """The word without its endings, so that "savings", "saved" and "save" meet. Only ever compared, never
    shown.
    """
    for suffix in _SUFFIXES:
        if word.endswith(suffix) and len(word) - len(suffix) >= 3:
            word = word.removesuffix(suffix)
            break
    if len(word) > 3 and word[-1] in "eyi":
        word = word[:-1]
    if len(word) > 3 and word[-1] == word[-2]:
        word = word[:-1]
    return word


def content_words(text: str) -> set[str]:
    """The stems that carry meaning. Scripts that put no space between words are cut into pairs of characters.
    The stems that carry meaning. Scripts that put no space between words are cut into pairs of characters.
    """
    found: set[str] = set()
    for word in _WORD.findall(text.casefold()):
        if wide := _WIDE.search(word):
            run = wide.group()
            found.update(run[i : i + 2] for i in range(max(1, len(run) - 1)))
        elif word not in _GRAMMAR:
            found.add(stem(word))
    return found


def sentences(text: str) -> list[str]:
    """The sentences of a text, in order; a line end ends one too."""
    return [part.strip() for part in _SENTENCE_END.split(text) if part and part.strip()]


def ranked(lines: Iterable[str], wanted: set[str]) -> list[tuple[float, str]]:
    """Each distinct line with its weight, best first, else in the order given.

    A wanted word weighs the more the fewer lines hold it.
    """
    shared = {line: content_words(line) & wanted for line in lines}
    holders = Counter(word for words in shared.values() for word in words)
    scored = [(sum(1 / holders[word] for word in words), line) for line, words in shared.items()]
    return sorted(scored, key=lambda pair: -pair[0])


def shortened(text: str, length: int) -> str:
    """The text on one line, cut at a word's end where it is longer than `length` characters."""
    line = " ".join(text.split())
    if len(line) <= length:
        return line
    return (line[:length].rsplit(" ", 1)[0] if " " in line[:length] else line[:length]) + "…"
