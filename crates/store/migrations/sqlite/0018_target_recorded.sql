-- When a target was written down; nothing for those that came with their programme before this was kept.
ALTER TABLE target ADD COLUMN recorded_at INTEGER;
