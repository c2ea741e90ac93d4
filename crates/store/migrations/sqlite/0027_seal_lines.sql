-- Of which indicators a closed period holds the figures, in their order with commas between: a form that grows later must not change
-- what was closed. Periods closed before this column hold nothing here and are those of the form's own lines.
ALTER TABLE report_seal ADD COLUMN indicators TEXT NOT NULL DEFAULT '';
