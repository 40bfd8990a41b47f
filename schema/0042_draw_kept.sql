-- Who was drawn is kept beside those among whom it was, because somebody else may be named by hand afterwards. Null: nobody
-- was drawn, or it was before this was kept.
alter table plan_occurrence
	add column drawn_id uuid,
	add foreign key (tenant_id, drawn_id) references person;
