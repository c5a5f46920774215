"""The scripted model: an OpenAI-compatible process that stands in for an outside model provider.

It knows language (which words are mere grammar, how to shorten them) and the chat-completions format, and
nothing else: no figure, customer, tool or answer. All that it writes comes from the request that it is asked
to complete.
"""
