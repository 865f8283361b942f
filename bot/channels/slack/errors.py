"""What goes wrong at Slack's Web API, in the words of a channel: the word of an answer, or its HTTP status.

The words are those that the pages of the methods we call list: https://docs.slack.dev/reference/methods/chat.postMessage,
chat.update, chat.postEphemeral, views.publish, conversations.open, files.getUploadURLExternal, files.completeUploadExternal.
"""

from __future__ import annotations

from slack_sdk.errors import SlackApiError

from bot.channels.channel import Fault, Undeliverable

FLOODED = ("ratelimited", "rate_limited")
TOO_LONG = ("msg_too_long", "msg_blocks_too_long", "invalid_blocks", "view_too_large")

# Our token, what it may do, or how the app is set up in this workspace: the operator can mend it.
CREDENTIALS = {
    "access_denied", "accesslimited", "account_inactive", "ekm_access_denied", "enterprise_is_restricted",
    "feature_not_enabled", "file_uploads_disabled", "file_uploads_except_images_disabled", "invalid_auth",
    "messages_tab_disabled", "missing_scope", "no_permission", "not_allowed_token_type", "not_authed", "not_enabled",
    "org_login_required", "restricted_action", "storage_limit_reached", "team_access_not_granted", "team_not_found",
    "token_expired", "token_revoked", "two_factor_setup_required",
}  # fmt: skip
# The person, or the conversation with them.
ADDRESS = {
    "cannot_dm_bot", "channel_is_limited_access", "channel_not_found", "channel_type_not_supported", "invalid_channel",
    "is_archived", "is_inactive", "method_not_supported_for_channel_type", "not_in_channel", "posting_to_channel_denied",
    "restricted_action_read_only_channel", "user_disabled", "user_is_bot", "user_is_restricted", "user_not_found",
    "user_not_in_channel", "user_not_visible", "users_list_not_supplied", "users_not_found",
}  # fmt: skip
# What we ask to show.
LETTER = {
    "attachment_payload_limit_exceeded", "blocked_file_type", "block_mismatch", "deprecated_endpoint",
    "duplicate_external_id", "file_not_found", "file_too_large", "file_type_not_allowed", "invalid_arg_name",
    "invalid_arguments", "invalid_array_arg", "invalid_attachments", "invalid_blocks_format", "invalid_charset",
    "invalid_form_data", "invalid_json", "invalid_metadata_format", "invalid_metadata_schema", "invalid_post_type",
    "json_not_object", "malware_detected", "markdown_text_conflict", "metadata_too_large", "method_deprecated",
    "missing_argument", "missing_post_type", "no_dual_broadcast_content_update", "no_text", "slack_connect_blocked_file_type",
    "too_many_attachments", "too_many_contact_cards", "too_many_files", "unknown_method", "upload_too_large", *TOO_LONG,
}  # fmt: skip


def undeliverable(error: SlackApiError) -> Undeliverable:
    """What an error means. Not every answer is Slack's JSON: there are the pages of proxies, and nothing at all."""
    response = error.response
    data = getattr(response, "data", None)
    status = getattr(response, "status_code", 0) or getattr(response, "status", 0)
    reason = str(data.get("error") or "") if isinstance(data, dict) else ""
    if status == 429 or reason in FLOODED:
        return Undeliverable("ratelimited", Fault.LATER, seconds(response.headers.get("Retry-After", "")))
    if status >= 500:
        return Undeliverable(reason or f"http_{status}", Fault.LATER)
    return Undeliverable(reason or f"http_{status}", _fault(reason))


def _fault(reason: str) -> Fault:
    if reason in CREDENTIALS:
        return Fault.CREDENTIALS
    if reason in ADDRESS:
        return Fault.ADDRESS
    return Fault.LETTER if reason in LETTER else Fault.LATER


def seconds(text: str) -> float:
    """The value of a Retry-After header."""
    return float(text) if text.isascii() and text.isdecimal() and len(text) < 9 else 1.0
