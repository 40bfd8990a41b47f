-- Photographs that nothing shows are removed when nobody has sent them for a while.

-- When somebody last sent its bytes again, to the day; null: only when it was uploaded.
alter table photo add column sent_at timestamptz;
create index photo_by_age on photo (tenant_id, coalesce(sent_at, uploaded_at));

grant delete on photo to gemba_app;
grant delete on capture to gemba_app;
