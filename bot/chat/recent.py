"""A memory of bounded size."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

_Key = TypeVar("_Key", bound=Hashable)
_Value = TypeVar("_Value")

_CAPACITY = 10_000


class Recent(Generic[_Key, _Value]):
    """The last value for each key; of more keys than `capacity`, those that were silent longest are forgotten."""

    def __init__(self, capacity: int = _CAPACITY) -> None:
        self._capacity = capacity
        self._values: OrderedDict[_Key, _Value] = OrderedDict()

    def __len__(self) -> int:
        return len(self._values)

    def of(self, key: _Key) -> _Value | None:
        """The last value, unless it is forgotten."""
        return self._values.get(key)

    def remember(self, key: _Key, value: _Value) -> None:
        """Put this in the place of the last value."""
        self._values[key] = value
        self._values.move_to_end(key)
        if len(self._values) > self._capacity:
            self._values.popitem(last=False)

    def forget(self, is_gone: Callable[[_Key], bool]) -> None:
        """Forget the values of all keys of which this is true."""
        for key in [key for key in self._values if is_gone(key)]:
            del self._values[key]

    def rename(self, new_key: Callable[[_Key], _Key]) -> None:
        """Keep every value under the key that this makes of its own."""
        self._values = OrderedDict((new_key(key), value) for key, value in self._values.items())
