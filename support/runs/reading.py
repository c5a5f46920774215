"""Reading a suite: what cannot be read is refused in one line that says where and what to do."""

from __future__ import annotations

import traceback
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from behave.exception import ConfigError
from behave.parser import ParserError
from behave.runner_util import parse_features
from behave.step_registry import AmbiguousStep

from support.runs.outcomes import plain_cause
from support.runs.refused import Refused, one_line


def features_at(locations: Iterable[Any], config: Any) -> list[Any]:
    """The features at these places, as behave reads them. Raises what behave raises."""
    return list(parse_features([place for place in locations if not config.exclude(place)], language=config.lang))


@contextmanager
def refusing_what_cannot_be_read() -> Iterator[None]:
    """Inside, whatever goes wrong with environment.py, steps or features becomes a Refused of one line."""
    try:
        yield
    except ParserError as error:
        place = f"{error.filename}:{error.line}"
        raise Refused(one_line(f"{place}: cannot be read as a feature: {error}")) from error
    except AmbiguousStep as error:
        raise Refused(one_line(f"two step definitions with one wording: {error}")) from error
    except UnicodeDecodeError as error:
        raise Refused(f"a feature file is not UTF-8 text: {error}: save it as UTF-8") from error
    except (ConfigError, OSError) as error:
        raise Refused(one_line(f"{error}: give a folder of features, a file or file:line")) from error
    except Exception as error:
        cause = one_line(plain_cause(error))
        raise Refused(f"{_where(error)}: {cause}: the steps cannot be loaded, correct them") from error


def _where(error: BaseException) -> str:
    """file:line of the suite's own code nearest to the error."""
    if isinstance(error, SyntaxError) and error.filename:
        return f"{error.filename}:{error.lineno}"
    frames = traceback.extract_tb(error.__traceback__)
    here = Path.cwd()
    own = [
        frame
        for frame in frames
        if (here / frame.filename).is_relative_to(here) and "site-packages" not in frame.filename
    ]
    place = (own or list(frames))[-1]
    return f"{place.filename}:{place.lineno}"
