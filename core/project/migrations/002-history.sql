-- The journal behind undo and redo: each entry is one change as people know it, each row below it a recorded row diff.

CREATE TABLE history (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  title TEXT NOT NULL,
  at TEXT NOT NULL,
  undone INTEGER NOT NULL DEFAULT 0 CHECK (undone IN (0, 1)),
  -- JSON array of the images that changed, at most 1,000.
  image_ids TEXT NOT NULL
) STRICT;

CREATE INDEX history_by_undone ON history (undone, id);

CREATE TABLE history_changes (
  entry_id INTEGER NOT NULL REFERENCES history (id) ON DELETE CASCADE,
  seq INTEGER NOT NULL,
  -- JSON of a RowChange (core/project/journal.ts).
  change TEXT NOT NULL,
  PRIMARY KEY (entry_id, seq)
) STRICT, WITHOUT ROWID;
