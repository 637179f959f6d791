-- Images, classes and boxes. Ids are never reused (AUTOINCREMENT), so that history, runs and suggestions may name them.

CREATE TABLE classes (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL UNIQUE,
  color TEXT NOT NULL,
  position INTEGER NOT NULL
) STRICT;

CREATE TABLE images (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  path TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  sort_key TEXT NOT NULL,
  search_text TEXT NOT NULL,
  width INTEGER NOT NULL,
  height INTEGER NOT NULL,
  orientation INTEGER NOT NULL,
  bytes INTEGER NOT NULL,
  hash TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('new', 'in-progress', 'done', 'empty')),
  split TEXT CHECK (split IN ('train', 'val', 'test')),
  problem TEXT,
  added_at TEXT NOT NULL,
  revision INTEGER NOT NULL DEFAULT 0,
  -- Follows from boxes; written by refreshImages() in the same transaction as the boxes.
  box_count INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE INDEX images_by_path ON images (sort_key, id);
CREATE INDEX images_by_boxes ON images (box_count, sort_key, id);
CREATE INDEX images_by_size ON images (width * height, sort_key, id);
CREATE INDEX images_by_state ON images (
  CASE state WHEN 'new' THEN 0 WHEN 'in-progress' THEN 1 WHEN 'done' THEN 2 ELSE 3 END, sort_key, id
);
CREATE INDEX images_by_hash ON images (hash);

CREATE TABLE boxes (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  image_id INTEGER NOT NULL REFERENCES images (id),
  class_id INTEGER NOT NULL REFERENCES classes (id),
  -- Pixel edges of the upright image at full size.
  x1 REAL NOT NULL,
  y1 REAL NOT NULL,
  x2 REAL NOT NULL,
  y2 REAL NOT NULL,
  difficult INTEGER NOT NULL,
  truncated INTEGER NOT NULL,
  crowd INTEGER NOT NULL,
  occluded INTEGER NOT NULL,
  attributes TEXT NOT NULL,
  note TEXT NOT NULL,
  origin TEXT NOT NULL CHECK (origin IN ('person', 'import', 'model')),
  origin_run INTEGER,
  created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL
) STRICT;

CREATE INDEX boxes_by_image ON boxes (image_id);
CREATE INDEX boxes_by_class ON boxes (class_id);

-- How many boxes of each class each image has: what class filters and counts read. Follows from boxes, as box_count.
CREATE TABLE image_classes (
  class_id INTEGER NOT NULL,
  image_id INTEGER NOT NULL,
  boxes INTEGER NOT NULL,
  PRIMARY KEY (class_id, image_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX image_classes_by_image ON image_classes (image_id, class_id, boxes);

CREATE TABLE settings (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
