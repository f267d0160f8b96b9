-- Views over the tables of an archive, made anew whenever a store is opened for writing.

-- What could not be read, most frequent cause first.
CREATE OR REPLACE VIEW failures AS
SELECT code, cause, remedy, count(*) AS files, min(path) AS example
FROM errors GROUP BY ALL ORDER BY files DESC, code, cause;

-- Which years there are of each issuer, and what was found in them.
CREATE OR REPLACE VIEW coverage AS
SELECT r.issuer, r.year, count(*) AS reports, sum(f.facts)::BIGINT AS facts
FROM reports r LEFT JOIN (SELECT report, count(*) AS facts FROM facts GROUP BY report) f USING (report)
GROUP BY ALL ORDER BY r.issuer, r.year;

-- The indicators over the years: what was measured (no plans, changes or shares), in standard units.
CREATE OR REPLACE VIEW indicators AS
SELECT r.issuer, f.item, f.action, f.scope, f.std_unit, f.currency, f.year, f.std_value, f.bound, f.doc, f.start
FROM facts f JOIN reports r USING (report)
WHERE f.role = 'level' AND f.status = 'actual' AND f.item IS NOT NULL AND f.std_value IS NOT NULL
ORDER BY r.issuer, f.item, f.year;

-- Plans and targets beside the year that set them.
CREATE OR REPLACE VIEW targets AS
SELECT r.issuer, f.year, f.period, f.item, f.action, f.bound, f.value, f.low, f.high, f.unit, f.text, f.doc, f.start
FROM facts f JOIN reports r USING (report)
WHERE f.status = 'planned' ORDER BY r.issuer, f.year, f.start;

-- Every fact with the words around it.
CREATE OR REPLACE VIEW quotes AS
SELECT f.doc, f.year, f.item, f.text,
       substring(t.text, greatest(f.start - 39, 1)::BIGINT, least(f.start, 40)) || '【' || f.text || '】'
       || substring(t.text, f."end" + 1, 40) AS quote
FROM facts f JOIN texts t USING (report);

-- Files whose content is that of another.
CREATE OR REPLACE VIEW duplicates AS
SELECT hash, count(*) AS copies, list(path ORDER BY path) AS paths
FROM files WHERE hash IS NOT NULL GROUP BY hash HAVING count(*) > 1 ORDER BY copies DESC, hash;

-- What there is to ask for, with its columns.
CREATE OR REPLACE VIEW contents AS
SELECT c.table_name AS name, CASE WHEN v.view_name IS NULL THEN 'table' ELSE 'view' END AS kind,
       string_agg(CASE WHEN c.column_name IN ('end', 'schema') THEN '"' || c.column_name || '"' ELSE c.column_name END,
                  ', ' ORDER BY c.column_index) AS columns
FROM duckdb_columns() c LEFT JOIN duckdb_views() v
  ON v.database_name = c.database_name AND v.view_name = c.table_name AND NOT v.internal
WHERE c.database_name = current_database() AND c.schema_name = 'main' AND NOT c.internal AND c.table_name NOT IN ('store', 'contents')
GROUP BY ALL ORDER BY kind, name;
