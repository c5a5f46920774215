"""The live socket: who may open it, what is understood on it, and what is answered."""

import base64
import json
import logging
from typing import Any
from uuid import uuid4

from pydantic import ValidationError
from starlette.websockets import WebSocket, WebSocketDisconnect

from reference_platform.accounts import bearer
from reference_platform.accounts.bearer import Bearer, Caller
from reference_platform.chat.bodies import FRAMES, MESSAGE_CHARACTERS, Ping, Resume, UserMessage
from reference_platform.chat.connection import SESSION_OVER, TRY_LATER, Connection
from reference_platform.chat.delivery import Delivery
from reference_platform.chat.frames import Frame
from reference_platform.chat.messages import Messages
from reference_platform.chat.protocol import FRAME_BYTES
from reference_platform.chat.settings import ChatSettings
from reference_platform.chat.workers import Workers
from reference_platform.operation import correlation, errors
from reference_platform.operation.errors import Refusal
from reference_platform.storage.database import OUTAGES

logger = logging.getLogger(__name__)

#: What a client is told of as it is; anything else is our own mistake.
_TOLD: tuple[type[Exception], ...] = (Refusal, *OUTAGES)

PROTOCOL = "apex.v1"
"""The subprotocol; a client that cannot set headers offers it beside `jwt.<base64url(token)>`."""


def token_of(websocket: WebSocket) -> str:
    """The access token of a handshake, by header or subprotocol. Refusal 401 where there is none."""
    authorization = websocket.headers.get("authorization")
    encoded = next((each[4:] for each in websocket.scope["subprotocols"] if each.startswith("jwt.")), None)
    if authorization is None and encoded is not None:
        try:
            return base64.urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4)).decode()
        except ValueError:
            pass  # no base64, or no text in it: no token
    return bearer.token_of(authorization)


class Sockets:
    """Serves /ws."""

    def __init__(
        self, bearer: Bearer, delivery: Delivery, messages: Messages, workers: Workers, settings: ChatSettings
    ) -> None:
        self._bearer, self._delivery, self._messages = bearer, delivery, messages
        self._workers, self._settings = workers, settings

    async def serve(self, websocket: WebSocket) -> None:
        """One socket, from its handshake to its end."""
        try:
            caller = await self.admit(websocket)
            connection = Connection(websocket, caller, self._delivery, self._settings)
            newest = await self._delivery.join(connection)
        except _TOLD as problem:
            await websocket.send_denial_response(errors.of_error(problem, OUTAGES).response())
            return
        try:
            await self._open(websocket, connection, newest)
            while (message := await websocket.receive())["type"] != "websocket.disconnect":
                if not connection.closed:
                    with correlation.under(str(uuid4())):
                        await self._take_in(connection, message.get("text"))
        except WebSocketDisconnect:
            logger.info("socket went away")
        finally:
            await self._delivery.leave(connection)

    async def admit(self, websocket: WebSocket) -> Caller:
        """Who opens the socket. Refusal 403 for a page that is not on the list, 401 without a valid token."""
        origin = websocket.headers.get("origin")
        if origin is not None and origin not in self._settings.origins:
            raise errors.forbidden("This page may not open the socket.", "Use the product's own page.")
        return await self._bearer.verify(token_of(websocket))

    async def _open(self, websocket: WebSocket, connection: Connection, newest: int | None) -> None:
        await websocket.accept(PROTOCOL if PROTOCOL in websocket.scope["subprotocols"] else None)
        connection.begin(newest or 0)
        if newest is None:
            message = f"You have {self._settings.sockets_per_user} sockets open, as many as allowed."
            self._refuse(connection, Refusal(429, "rate_limited", message, "Close a tab, then connect again."), {})
            await connection.flushed()
            connection.close(TRY_LATER, "too many sockets")
            return
        limits = {"frame_bytes": FRAME_BYTES, "message_characters": MESSAGE_CHARACTERS}
        for name in ("messages_per_minute", "sockets_per_user", "replay_frames", "socket_heartbeat_seconds"):
            limits[name] = getattr(self._settings, name)
        payload = {"user_id": connection.user_id, "connection_id": connection.id, "newest_seq": newest}
        self._tell(connection, "connection_ready", payload | {"limits": limits})

    async def _take_in(self, connection: Connection, text: str | None) -> None:
        """Understands one frame of the client and acts on it; what cannot be done is answered with error."""
        sent: dict[str, Any] = {}
        try:
            sent = _opened(text)
            await self._act(connection, _understood(sent))
        except _TOLD as problem:
            self._refuse(connection, errors.of_error(problem, OUTAGES), sent)
        except Exception as problem:
            logger.exception("unforeseen error")
            self._refuse(connection, errors.of_error(problem, OUTAGES), sent)

    async def _act(self, connection: Connection, asked: Any) -> None:
        if isinstance(asked, Resume):
            await self._resume(connection, asked.after_seq)
            return
        connection.release()
        if isinstance(asked, Ping):
            self._tell(connection, "pong", {})
            return
        # Role and plan are what they are now, not what they were when the socket opened.
        caller = await self._bearer.caller(connection.session_id)
        if caller is None:
            connection.close(SESSION_OVER, "the session has ended")
        elif isinstance(asked, UserMessage):
            await self._messages.ask(caller, asked)
        else:
            await self._workers.cancel(caller, asked.run_id)

    async def _resume(self, connection: Connection, after: int) -> None:
        newest = (await self._delivery.log.newest([connection.user_id])).get(connection.user_id, 0)
        if after > newest:
            message = f"There is no frame {after} yet; the newest is {newest}."
            raise errors.invalid("unknown_seq", message, "Resume after an older one.")
        if not await connection.resume(after):
            payload = {"after_seq": after, "newest_seq": newest, "next_step": "Read the conversations anew."}
            self._tell(connection, "history_gap", payload)

    def _refuse(self, connection: Connection, refusal: Refusal, sent: dict[str, Any]) -> None:
        payload = {"code": refusal.code, "message": refusal.message, "next_step": refusal.next_step}
        about = {name: sent.get(name) for name in ("client_message_id", "run_id", "thread_id")}
        known = {name: value for name, value in about.items() if isinstance(value, str) and len(value) <= 200}
        self._tell(connection, "error", payload | known)

    def _tell(self, connection: Connection, kind: str, payload: dict[str, Any]) -> None:
        connection.send(Frame(kind, connection.user_id, payload, correlation.current()))


def _opened(text: str | None) -> dict[str, Any]:
    if text is None:
        raise errors.invalid("malformed", "Binary frames are not understood.", "Send JSON as text.")
    try:
        sent = json.loads(text)
    except (ValueError, RecursionError):
        raise errors.invalid("malformed_json", "The frame is not valid JSON.") from None
    if not isinstance(sent, dict):
        raise errors.invalid("malformed", "The frame is not a JSON object.", "Send an object with a type.")
    return {name: value for name, value in sent.items() if value is not None}


def _understood(sent: dict[str, Any]) -> Any:
    kind = sent.get("type")
    model = FRAMES.get(kind) if isinstance(kind, str) else None
    if model is None:
        raise errors.invalid("unknown_type", "That type of frame is not known.", f"Known are {', '.join(FRAMES)}.")
    try:
        return model.model_validate(sent)
    except ValidationError as error:
        raise errors.of_validation([each | {"loc": (kind, *each["loc"])} for each in error.errors()]) from None
