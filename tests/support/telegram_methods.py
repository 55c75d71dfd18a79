"""The methods of the Bot API, with Telegram's checks and Telegram's refusals."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from tests.support.telegram_chats import (
    BOT,
    Button,
    Chat,
    Chats,
    File,
    InlineAnswer,
    InlineResult,
    Message,
    Profile,
    RefusalError,
)
from tests.support.telegram_html import Entity, MarkupError, as_kept, parse_html, utf16_length

_MAX_CAPTION_UNITS = 1024
MAX_TEXT_UNITS = 4096
MAX_NOTICE_UNITS = 200
MAX_DATA_BYTES = 64
MAX_SOURCE_BYTES = 32_768
MAX_RESULTS = 50
MAX_RESULT_ID_BYTES = 64

_START_PARAMETER = re.compile("[A-Za-z0-9_-]{1,64}")
MAX_COMMANDS = 100
MAX_COMMAND_UNITS = 256
MAX_PLACEHOLDER_UNITS = 64
MAX_BUTTONS = 100
MAX_BUTTONS_IN_A_ROW = 8

_COMMAND = re.compile(r"[a-z0-9_]{1,32}")
_STYLES = frozenset({"", "danger", "success", "primary"})

_NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same as a current "
    "content and reply markup of the message"
)
_ACTIONS = frozenset({"typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice"})


class Methods:
    """Carries out what a bot asks for. Each method takes the parameters as strings and returns Telegram's "result"."""

    def __init__(self, chats: Chats) -> None:
        self._chats = chats

    def call(self, method: str, params: Mapping[str, str]) -> Any:
        """Carry out a method, whose name may be written in any case. Raises RefusalError."""
        perform = getattr(self, f"_do_{method.lower()}", None)
        if perform is None:
            raise RefusalError(404, "Not Found: method not found")
        with self._chats.changed:
            result = perform(params)
            self._chats.changed.notify_all()
            return result

    def _do_getme(self, _: Mapping[str, str]) -> Any:
        return BOT | {"can_join_groups": True, "can_read_all_group_messages": False, "supports_inline_queries": True}

    def _do_setwebhook(self, params: Mapping[str, str]) -> Any:
        self._chats.webhook = params.get("url", "")
        return True

    def _do_deletewebhook(self, params: Mapping[str, str]) -> Any:
        self._chats.webhook = ""
        if params.get("drop_pending_updates") == "true":
            self._chats.pending.clear()
        return True

    def _do_getwebhookinfo(self, _: Mapping[str, str]) -> Any:
        return {
            "url": self._chats.webhook,
            "has_custom_certificate": False,
            "pending_update_count": len(self._chats.pending),
        }

    def _do_setmycommands(self, params: Mapping[str, str]) -> Any:
        commands = json.loads(params["commands"])
        if len(commands) > MAX_COMMANDS:
            raise _bad_request("BOT_COMMANDS_TOO_MUCH")
        for command in commands:
            if not _COMMAND.fullmatch(command["command"]):
                raise _bad_request("BOT_COMMAND_INVALID")
            if not 1 <= utf16_length(command["description"]) <= MAX_COMMAND_UNITS:
                raise _bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
        self._profile(params).menus[_scope(params)] = commands
        return True

    def _do_getmycommands(self, params: Mapping[str, str]) -> Any:
        return self._profile(params).menus.get(_scope(params), [])

    def _do_setchatmenubutton(self, params: Mapping[str, str]) -> Any:
        self._chats.menu_button = json.loads(params["menu_button"])["type"]
        return True

    def _do_getchatmenubutton(self, _: Mapping[str, str]) -> Any:
        return {"type": self._chats.menu_button}

    def _do_setmydescription(self, params: Mapping[str, str]) -> Any:
        self._profile(params).description = _no_longer_than(512, params.get("description", ""))
        return True

    def _do_getmydescription(self, params: Mapping[str, str]) -> Any:
        return {"description": self._profile(params).description}

    def _do_setmyshortdescription(self, params: Mapping[str, str]) -> Any:
        self._profile(params).short_description = _no_longer_than(120, params.get("short_description", ""))
        return True

    def _do_getmyshortdescription(self, params: Mapping[str, str]) -> Any:
        return {"short_description": self._profile(params).short_description}

    def _profile(self, params: Mapping[str, str]) -> Profile:
        language = params.get("language_code", "")
        if language and not re.fullmatch("[a-z]{2}", language):
            raise _bad_request("invalid language code specified")
        return self._chats.profiles[language]

    def _do_sendchataction(self, params: Mapping[str, str]) -> Any:
        self._open_chat(params)
        if params.get("action") not in _ACTIONS:
            raise _bad_request("wrong parameter action in request")
        return True

    def _do_sendmessage(self, params: Mapping[str, str]) -> Any:
        text, entities = _content(params, too_long="message is too long")
        rows = _keyboard(params)
        chat = self._open_chat(params)
        message = Message(self._chats.new_id(), "bot", text, entities, rows, _shows_preview(params, entities))
        message.date = self._chats.clock
        message.replies_to = _replied_to(params, chat)
        message.thread = chat.admit(int(params["message_thread_id"]) if "message_thread_id" in params else None)
        message.asks_for_reply = bool(_markup(params).get("force_reply"))
        chat.messages.append(message)
        return message.to_json(chat)

    def _do_sendphoto(self, params: Mapping[str, str]) -> Any:
        if not params.get("photo", "").startswith("\x89PNG"):
            raise _bad_request("IMAGE_PROCESS_FAILED")
        return self._send_file(params, "photo")

    def _do_senddocument(self, params: Mapping[str, str]) -> Any:
        if not params.get("document"):
            raise _bad_request("file must be non-empty")
        return self._send_file(params, "document")

    def _send_file(self, params: Mapping[str, str], name: str) -> Any:
        text, entities = _parse(params.get("caption", ""), params.get("parse_mode", ""))
        if utf16_length(text) > _MAX_CAPTION_UNITS:
            raise _bad_request("message caption is too long")
        chat = self._open_chat(params)
        message = Message(self._chats.new_id(), "bot", text, entities, _keyboard(params))
        message.date = self._chats.clock
        message.file = File(params[f"{name}_name"], params[name].encode("latin-1"))
        chat.messages.append(message)
        return message.to_json(chat)

    def _do_editmessagetext(self, params: Mapping[str, str]) -> Any:
        text, entities = _content(params, too_long="MESSAGE_TOO_LONG")
        rows = _keyboard(params)
        chat = self._open_chat(params)
        message = _to_be_edited(params, chat)
        if (message.text, message.entities, message.rows) == (text, entities, rows):
            raise _bad_request(_NOT_MODIFIED)
        message.text, message.entities, message.rows = text, entities, rows
        message.edits += 1
        return message.to_json(chat)

    def _do_editmessagereplymarkup(self, params: Mapping[str, str]) -> Any:
        rows = _keyboard(params)
        chat = self._open_chat(params)
        message = _to_be_edited(params, chat)
        if message.rows == rows:
            raise _bad_request(_NOT_MODIFIED)
        message.rows = rows
        return message.to_json(chat)

    def _do_deletemessage(self, params: Mapping[str, str]) -> Any:
        chat = self._open_chat(params)
        message = chat.find(int(params.get("message_id", "0")))
        if message is None:
            raise _bad_request("message to delete not found")
        if message.author != "bot":
            raise _bad_request("message can't be deleted")
        chat.messages.remove(message)
        return True

    def _do_answercallbackquery(self, params: Mapping[str, str]) -> Any:
        notice = params.get("text", "")
        if utf16_length(notice) > MAX_NOTICE_UNITS:
            raise _bad_request("MESSAGE_TOO_LONG")
        chat_id = self._chats.unanswered.pop(params.get("callback_query_id", ""), None)
        if chat_id is None:
            raise _bad_request("query is too old and response timeout expired or query ID is invalid")
        if notice:
            self._chats.chats[chat_id].notices.append(notice)
        return True

    def _do_answerinlinequery(self, params: Mapping[str, str]) -> Any:
        query_id = params.get("inline_query_id", "")
        if self._chats.inline_answers.get(query_id, "unknown") is not None:
            raise _bad_request("query is too old and response timeout expired or query ID is invalid")
        results = json.loads(params["results"])
        if len(results) > MAX_RESULTS:
            raise _bad_request("RESULTS_TOO_MUCH")
        ids = [result["id"] for result in results]
        if any(not 1 <= len(own_id.encode()) <= MAX_RESULT_ID_BYTES for own_id in ids):
            raise _bad_request("RESULT_ID_INVALID")
        if len(set(ids)) < len(ids):
            raise _bad_request("RESULT_ID_DUPLICATE")
        self._chats.inline_answers[query_id] = InlineAnswer(
            tuple(map(_inline_result, results)),
            int(params.get("cache_time", "300")),
            params.get("is_personal") == "true",
            _start_parameter(json.loads(params.get("button", "{}"))),
        )
        return True

    def _do_getchatmember(self, params: Mapping[str, str]) -> Any:
        return self._open_chat(params).member(int(params.get("user_id", "0")))

    def _open_chat(self, params: Mapping[str, str]) -> Chat:
        chat = self._chats.chats.get(int(params.get("chat_id", "0")))
        if chat is None:
            raise _bad_request("chat not found")
        if chat.is_blocked:
            raise RefusalError(403, "Forbidden: bot was blocked by the user")
        return chat


def _content(params: Mapping[str, str], too_long: str) -> tuple[str, tuple[Entity, ...]]:
    """The text of a message, checked before and after its markup is read."""
    source = params.get("text", "")
    if not source:
        raise _bad_request("message text is empty")
    if len(source.encode()) > MAX_SOURCE_BYTES:
        raise _bad_request("text is too long")
    text, entities = _parse(source, params.get("parse_mode", ""))
    text = as_kept(text)
    if not text:
        raise _bad_request("message text is empty")
    if utf16_length(text) > MAX_TEXT_UNITS:
        raise _bad_request(too_long)
    return text, entities


def _parse(source: str, parse_mode: str) -> tuple[str, tuple[Entity, ...]]:
    if parse_mode == "":
        return source, ()
    if parse_mode.lower() != "html":
        raise _bad_request("unsupported parse_mode")
    try:
        return parse_html(source)
    except MarkupError as error:
        raise _bad_request(f"can't parse entities: {error}") from error


def _inline_result(source: Mapping[str, Any]) -> InlineResult:
    """A result as it is listed. Only articles are understood here; a test that needs another kind fails."""
    if source["type"] != "article":
        raise _bad_request("can't parse inline query result: unsupported type")
    if not as_kept(source.get("title", "")):
        raise _bad_request("ARTICLE_TITLE_EMPTY")
    content = source["input_message_content"]
    params = {
        name: value if isinstance(value, str) else json.dumps(value)
        for name, value in {**content, "reply_markup": source.get("reply_markup", {})}.items()
    }
    text, entities = _content({**params, "text": content.get("message_text", "")}, too_long="MESSAGE_TOO_LONG")
    message = Message(0, "bot", text, entities, _keyboard(params), _shows_preview(params, entities))
    return InlineResult(source["id"], source["title"], source.get("description", ""), message)


def _start_parameter(button: Mapping[str, str]) -> str | None:
    if not button:
        return None
    if not as_kept(button.get("text", "")) or not _START_PARAMETER.fullmatch(button.get("start_parameter", "")):
        raise _bad_request("START_PARAM_INVALID")
    return button["start_parameter"]


def _to_be_edited(params: Mapping[str, str], chat: Chat) -> Message:
    message = chat.find(int(params.get("message_id", "0")))
    if message is None:
        raise _bad_request("message to edit not found")
    if message.author != "bot" or not message.can_be_edited or message.asks_for_reply:
        raise _bad_request("message can't be edited")
    return message


def _replied_to(params: Mapping[str, str], chat: Chat) -> Message | None:
    """The message that the new one is a reply to. Raises RefusalError where it is gone and that matters."""
    reply = json.loads(params.get("reply_parameters", "{}"))
    if not reply:
        return None
    message = chat.find(int(reply["message_id"]))
    if message is None and not reply.get("allow_sending_without_reply"):
        raise _bad_request("message to be replied not found")
    return message


def _scope(params: Mapping[str, str]) -> str:
    """To whom commands are shown."""
    kind: str = json.loads(params.get("scope", '{"type": "default"}'))["type"]
    return kind


def _markup(params: Mapping[str, str]) -> Mapping[str, Any]:
    markup: Mapping[str, Any] = json.loads(params.get("reply_markup", "{}"))
    if utf16_length(markup.get("input_field_placeholder", "")) > MAX_PLACEHOLDER_UNITS:
        raise _bad_request("input field placeholder is too long")
    return markup


def _keyboard(params: Mapping[str, str]) -> tuple[tuple[Button, ...], ...]:
    rows = _markup(params).get("inline_keyboard", ())
    if any(len(row) > MAX_BUTTONS_IN_A_ROW for row in rows) or sum(map(len, rows)) > MAX_BUTTONS:
        raise _bad_request("REPLY_MARKUP_TOO_LONG")
    return tuple(tuple(_button(button) for button in row) for row in rows)


def _button(source: Mapping[str, str]) -> Button:
    label, data, url = as_kept(source.get("text", "")), source.get("callback_data", ""), source.get("url", "")
    if not label or not (data or url):
        raise _bad_request("text buttons are unallowed in the inline keyboard")
    if data and url:
        raise _bad_request("inline keyboard button must have exactly one type")
    if len(data.encode()) > MAX_DATA_BYTES:
        raise _bad_request("BUTTON_DATA_INVALID")
    if url and not url.startswith(("https://", "http://", "tg://")):
        raise _bad_request(f"inline keyboard button URL '{url}' is invalid: Wrong HTTP URL")
    if (style := source.get("style", "")) not in _STYLES:
        raise _bad_request("invalid button style specified")
    return Button(label, data, url, style)


def _shows_preview(params: Mapping[str, str], entities: tuple[Entity, ...]) -> bool:
    options = json.loads(params.get("link_preview_options", "{}"))
    return not options.get("is_disabled", False) and any(entity.url for entity in entities)


def _no_longer_than(limit: int, text: str) -> str:
    if utf16_length(text) > limit:
        raise _bad_request("text is too long")
    return text


def _bad_request(description: str) -> RefusalError:
    return RefusalError(400, f"Bad Request: {description}")
