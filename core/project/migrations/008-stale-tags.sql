-- 1: the labels of an import fit the photo only without its rotation tag. They were drawn on the photo as it is stored, or
-- the tag is left over from before some program turned the pixels.
ALTER TABLE images ADD COLUMN stale_tag INTEGER NOT NULL DEFAULT 0 CHECK (stale_tag IN (0, 1));
CREATE INDEX images_by_stale_tag ON images (stale_tag) WHERE stale_tag = 1;
