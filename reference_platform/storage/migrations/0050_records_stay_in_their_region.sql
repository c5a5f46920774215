-- Usage records are kept in the region that their organisation has chosen: each region is a table of its own.
-- depends: 0030_when_records_came

-- migrate: apply
-- The key over both columns sees to it: no record can stand in another region than its organisation's.
ALTER TABLE organisations ADD COLUMN region text NOT NULL DEFAULT 'us' CHECK (region IN ('us', 'eu'));
ALTER TABLE organisations ADD UNIQUE (id, region);
ALTER TABLE analytics.usage_records RENAME TO usage_records_before;
DROP INDEX analytics.usage_records_organisation;
CREATE TABLE analytics.usage_records (
    LIKE analytics.usage_records_before INCLUDING DEFAULTS,
    region text NOT NULL DEFAULT 'us',
    FOREIGN KEY (organisation_id, region) REFERENCES organisations (id, region) ON UPDATE CASCADE ON DELETE CASCADE
) PARTITION BY LIST (region);
CREATE TABLE analytics.usage_records_us PARTITION OF analytics.usage_records FOR VALUES IN ('us');
CREATE TABLE analytics.usage_records_eu PARTITION OF analytics.usage_records FOR VALUES IN ('eu');
INSERT INTO analytics.usage_records SELECT *, 'us' FROM analytics.usage_records_before;
DROP TABLE analytics.usage_records_before;
CREATE INDEX usage_records_organisation ON analytics.usage_records (organisation_id, at);

-- migrate: rollback
CREATE TABLE analytics.usage_records_after (LIKE analytics.usage_records INCLUDING DEFAULTS);
INSERT INTO analytics.usage_records_after SELECT * FROM analytics.usage_records;
DROP TABLE analytics.usage_records;
ALTER TABLE analytics.usage_records_after RENAME TO usage_records;
ALTER TABLE analytics.usage_records DROP COLUMN region, ADD PRIMARY KEY (id),
    ADD FOREIGN KEY (organisation_id) REFERENCES organisations ON DELETE CASCADE;
CREATE INDEX usage_records_organisation ON analytics.usage_records (organisation_id, at);
ALTER TABLE organisations DROP COLUMN region;
