"""The marks of a picture, one shape for each kind of moment."""

from __future__ import annotations

from support.evidence.picture import Shape

MEANING = {
    Shape.ASKS: "a question is asked",
    Shape.ACTS: "the customer's own act",
    Shape.OPENS: "opened",
    Shape.READY: "ready",
    Shape.CLOSES: "closed",
    Shape.TOLD: "told",
    Shape.THOUGHT: "a thought",
    Shape.TOOL: "a tool starts",
    Shape.TOOL_END: "a tool has ended",
    Shape.ANSWER: "the answer",
    Shape.TROUBLE: "an error, a failure",
    Shape.CALL: "a call over HTTP",
    Shape.REFUSED: "refused",
    Shape.LOOK: "a look into the database",
    Shape.WAIT: "waited for something",
}
"""What each mark means, in the legend's order."""

_DRAWN = {
    Shape.ASKS: '<path class="m act" d="M-5-5.5L6 0L-5 5.5Z"/>',
    Shape.ACTS: '<path class="m act hollow" d="M-4.5-4.5L5 0L-4.5 4.5Z"/>',
    Shape.OPENS: '<circle class="m hollow" r="5"/>',
    Shape.READY: '<circle class="m hollow" r="5"/><circle class="m" r="1.5"/>',
    Shape.CLOSES: '<path class="m" d="M-4-4L4 4M-4 4L4-4"/>',
    Shape.TOLD: '<circle class="m" r="3.5"/>',
    Shape.THOUGHT: '<circle class="m hollow" r="3.5"/>',
    Shape.TOOL: '<rect class="m hollow" x="-4" y="-4" width="8" height="8"/>',
    Shape.TOOL_END: '<rect class="m" x="-4" y="-4" width="8" height="8"/>',
    Shape.ANSWER: '<circle class="m answer" r="6"/><path class="sign" d="M-3 0L-.8 2.5L3-2.300"/>',
    Shape.TROUBLE: '<path class="m trouble" d="M0-6.5L6.5 5H-6.5Z"/><path class="sign" d="M0-2.5V1M0 2.5V4"/>',
    Shape.CALL: '<path class="m act" d="M-5-2H2V-5L6.5 0L2 5V2H-5Z" transform="scale(.8)"/>',
    Shape.REFUSED: '<circle class="m hollow" r="5"/><path class="m" d="M-3.3 3.3L3.3-3.3"/>',
    Shape.LOOK: '<path class="m hollow" d="M0-5.5L5.5 0L0 5.5L-5.5 0Z"/>',
    Shape.WAIT: '<path class="m hollow" d="M-4-5H4L-4 5H4Z"/>',
    Shape.EVENT: '<path class="m trouble" d="M0-6.5L6.5 5H-6.5Z"/>',
}


def mark(shape: Shape, x: float, y: float) -> str:
    """The mark with its middle there."""
    return f'<g transform="translate({x:.0f} {y:.1f})">{_DRAWN[shape]}</g>'
