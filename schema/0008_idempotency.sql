-- Writes that were answered under an Idempotency-Key, so that the same request is answered again and done once.

-- answer is sealed with the key itself: what was answered (perhaps a secret that is shown once) can be read only by
-- whoever sends the key again, and here is only its hash. That the person exists proves the tenant.
create table idempotency_key (
	tenant_id uuid not null,
	person_id uuid not null,
	key_sha256 text not null,
	route text not null,
	request_sha256 text not null,
	status integer not null,
	answer text not null,
	at timestamptz not null,
	constraint idempotency_key_in_use primary key (tenant_id, person_id, key_sha256),
	foreign key (tenant_id, person_id) references person,
	constraint idempotency_key_is_hashed check (key_sha256 ~ '^[0-9a-f]{64}$' and request_sha256 ~ '^[0-9a-f]{64}$'),
	constraint idempotency_key_keeps_success check (status between 200 and 299)
);
create index idempotency_key_by_age on idempotency_key (at);

alter table idempotency_key enable row level security;
alter table idempotency_key force row level security;
create policy own on idempotency_key to gemba_app using (tenant_id = current_setting('app.tenant')::uuid);
create policy system on idempotency_key to gemba_system using (true);
grant select, insert, delete on idempotency_key to gemba_app;
grant select (tenant_id, person_id, key_sha256, at), delete on idempotency_key to gemba_system;
