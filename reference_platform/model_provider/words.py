"""Words and sentences: how the scripted model tells what a text is about."""

import re
from collections import Counter
from collections.abc import Iterable

#: English words that only hold a sentence together.
_GRAMMAR = frozenset(
    re.findall(
        r"\w+",
        """a about after all also am an and any are as ask at be because been before being but by can cannot
        could did do does doing during each few for from get give go goes had has have help her here him
        his how i if in into is it its just keep know let like look make many may me might more most much
        must my need no nor not now of off on once only or other our out over own please put same say see
        shall she should show so some such take tell than that the their them then there these they this
        those through to too until up us use very want was we were what when where whether which while who
        whom whose why will with would yet you your""",
    )
)
_WORD = re.compile(r"[^\W_]+")
_WIDE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+")
_SUFFIX = re.compile(r"(?<=...)(ings?|ie[ds]|e[ds]|s|ly)$")
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+|(?<=[。！？])\s*|\n+")


def stem(word: str) -> str:
    """The word without its endings, so that "savings", "saved" and "save" meet. Compared, never shown."""
    word = _SUFFIX.sub("", word)
    if len(word) > 3 and word[-1] in "eyi":
        word = word[:-1]
    return word[:-1] if len(word) > 3 and word[-1] == word[-2] else word


def content_words(text: str) -> set[str]:
    """The stems that carry meaning. Scripts without spaces between words are cut into pairs of characters."""
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
    return [part.strip() for part in _SENTENCE_END.split(text) if part.strip()]


def whole(line: str) -> bool:
    """Is it a sentence, not a note?"""
    return line.endswith((".", "!", "?", "。", "！", "？"))


def ranked(lines: Iterable[str], wanted: set[str]) -> list[str]:
    """The distinct lines, best first, else as given: a wanted word weighs more the fewer lines hold it."""
    shared = {line: content_words(line) & wanted for line in lines}
    holders = Counter(word for words in shared.values() for word in words)
    return sorted(shared, key=lambda line: -sum(1 / holders[word] for word in shared[line]))


def shortened(text: str, length: int) -> str:
    """The text on one line, cut at a word's end where it is longer than `length` characters."""
    line = " ".join(text.split())
    if len(line) <= length:
        return line
    return line[: line.rfind(" ", 0, length) if " " in line[:length] else length] + "…"
