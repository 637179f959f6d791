-- Order in the data: tags, saved views, images left out of the split on purpose, and what pictures look like.

CREATE TABLE image_tags (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  image_id INTEGER NOT NULL REFERENCES images (id),
  tag TEXT NOT NULL,
  UNIQUE (image_id, tag)
) STRICT;

CREATE INDEX image_tags_by_tag ON image_tags (tag, image_id);

-- A name for a search with its filters and order; `query` is JSON of an ImageQuery.
CREATE TABLE saved_views (name TEXT PRIMARY KEY, query TEXT NOT NULL) STRICT, WITHOUT ROWID;

-- 1: in no part because someone decided so. Training leaves such images alone instead of finding them a part.
ALTER TABLE images ADD COLUMN left_out INTEGER NOT NULL DEFAULT 0 CHECK (left_out IN (0, 1));

-- What a picture looks like (core/dataset/nearDuplicates), by content: follows from the files, and is never undone.
CREATE TABLE fingerprints (hash TEXT PRIMARY KEY, bits TEXT NOT NULL) STRICT, WITHOUT ROWID;
