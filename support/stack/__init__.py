"""The embedded services behind the default target: started, watched, frozen, killed, cleared away."""

from support.stack.addresses import Addresses, Operator
from support.stack.errors import StackError
from support.stack.stack import Stack

__all__ = ["Addresses", "Operator", "Stack", "StackError"]
