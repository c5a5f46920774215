"""`python -m reference_platform.chat`: the chat service, configured by the environment alone."""

import logging

from reference_platform.chat.protocol import FRAME_BYTES, SocketProtocol
from reference_platform.chat.service import opened
from reference_platform.chat.settings import ChatSettings
from reference_platform.operation import serving

if __name__ == "__main__":
    # uvicorn would log the whole address of a socket, with whatever a client put into it.
    logging.getLogger("uvicorn.error").setLevel(logging.WARNING)
    options = {"ws": SocketProtocol, "ws_max_size": FRAME_BYTES, "ws_per_message_deflate": False}
    serving.main("chat", ChatSettings, opened, **options)
