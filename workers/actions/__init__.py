"""Everything a person may ask. The page, the API and the commands call these and nothing below.

Each function takes the `Application` first and, but for signing in, the `Actor` second; it sees
and changes only the actor's workspace, in one transaction. What is not there or belongs to others
raises `NotFound`; what the role does not allow raises `NotAllowed`; what has changed meanwhile
raises `Conflict`.

`people`
    ensure_default_workspace_and_admin(app) -> Actor
    new_sign_in_link(app, email, public_url) -> str · add_person(app, actor, name, email, role) -> Person
    sign_in_with_password(app, email, password) -> tuple[str, Session] · sign_in_with_link(app, token) -> same
    find_session(app, token) -> Session | None · sign_out(app, token) · set_password(app, actor, password)
    list_people(app, actor) · new_api_key(app, actor, name, role) -> tuple[str, ApiKey]
    list_api_keys(app, actor) · revoke_api_key(app, actor, key_id) · find_api_key(app, key) -> Actor | None
`uploads`
    store_file(app, path, file_name, sha256=None) -> StoredFile            takes the file over
    start_upload(app, actor, file_name, size_bytes, details) -> UploadView · upload_path(app, upload_id) -> Path
    get_upload(app, actor, id) · save_offset(app, actor, id, offset) · finish_upload(app, actor, id, sha256=None)
    drop_upload(app, actor, id) · remove_expired_uploads(app) -> int
    remembered_answer(app, actor, key, fingerprint) -> (status, answer) | None · remember_answer(…)
`recordings`
    create_recording(app, actor, media, *, title="", brief=Brief(), sources={}, lane="interactive") -> RecordingView
    add_source(app, actor, recording_id, kind, file) -> RecordingView
    list_recordings(app, actor, *, limit=50, cursor=None, query="") -> Page[RecordingView]
    get_recording(app, actor, recording_id) -> RecordingView
    rename_recording · cancel_recording · retry_recording · delete_recording (app, actor, recording_id)
    open_output(app, actor, recording_id, step, file_name) -> OpenedFile
    read_output(app, actor, recording_id, step, file_name) -> JSON value, or None while not there
    open_source(app, actor, recording_id, kind) -> OpenedFile
`clips`
    list_clips(app, actor, recording_id=None, *, state=None, product_id=None, limit=100, cursor=None) -> Page[ClipView]
    get_clip(app, actor, clip_id) · add_clip(app, actor, recording_id, order) -> ClipView
    edit_clip(app, actor, clip_id, *, version=None, span=, title=, product_ids=, caption_edits=, layouts=)
    undo_edit(app, actor, clip_id) · approve · reject(…, reason) · reopen (app, actor, clip_id)
    clip_files(app, actor, clip_id) -> ClipFiles
    open_final(app, actor, clip_id, platform) -> OpenedFile      only what passed verification
    open_clip_output(app, actor, clip_id, step, file_name) -> OpenedFile
`faq`
    list_faq(app, actor, recording_id) -> Faq
    approve_entry · reject_entry(…, reason) · reopen_entry · edit_entry(…, question=, answer=, product_ids=)
`system`
    events_since(app, actor, after, limit=200) -> tuple[Event, ...] · last_event_id(app, actor) -> int
    running_steps(app, actor) -> tuple[RunningStep, ...] · system_state(app, actor) -> SystemState
"""
