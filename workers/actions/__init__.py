"""Everything a person may ask. The page, the API and the commands call these and nothing below.

Each function takes the `Application` first and, but for signing in, the `Actor` second; it sees
and changes only the actor's workspace, in one transaction. What is not there or belongs to others
raises `NotFound`; what the role does not allow raises `NotAllowed`; what has changed meanwhile
raises `Conflict`. What they give back are the values of `workers.views`.

`people`: ensure_default_workspace_and_admin, new_sign_in_link, sign_in_with_link,
sign_in_with_password, find_session, sign_out, set_password, add_person, list_people, new_api_key,
list_api_keys, revoke_api_key, find_api_key, has_credentials.

`uploads`: store_file; start_upload, upload_path, get_upload, save_offset, finish_upload,
drop_upload, remove_expired_uploads; remembered_answer, remember_answer.

`recordings`: create_recording, add_source, list_recordings, get_recording, rename_recording,
cancel_recording, retry_recording, delete_recording, open_output, read_output, open_source.

`clips`: list_clips, get_clip, add_clip, edit_clip, undo_edit, approve, reject, reopen,
open_clip_output, read_clip_output. `finals`: clip_files, open_final.

`requests`: ask_for_clips, list_requests.

`faq`: list_faq, approve_entry, reject_entry, reopen_entry, edit_entry.

`learning`: learning, apply_learning, undo_learning, import_numbers, suggest_again,
has_other_taste.

`system`: events_since, last_event_id, running_steps, system_state.

The program itself acts as `program_of(workspace_id)`.
"""

from __future__ import annotations

from workers.views import Actor, Role


def program_of(workspace_id: str) -> Actor:
    """The program itself, acting in a workspace: for batches and timers."""
    return Actor(workspace_id, None, "Afterlive", Role.ADMIN)
