-- Training runs, what they said, and what they found. Suggestions are not labels: they name images and classes without
-- a foreign key, so that an image that is removed and brought back by undo still has them.

CREATE TABLE runs (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL,
  status TEXT NOT NULL,
  preset TEXT NOT NULL,
  created_at TEXT NOT NULL,
  -- JSON of the resolved TrainingConfig.
  config TEXT NOT NULL,
  -- Relative to the project's folder: runs/<id>.
  folder TEXT NOT NULL,
  scores TEXT,
  best_step INTEGER,
  steps INTEGER NOT NULL DEFAULT 0,
  seconds REAL NOT NULL DEFAULT 0,
  backend TEXT,
  progress REAL NOT NULL DEFAULT 0,
  train_images INTEGER NOT NULL DEFAULT 0,
  val_images INTEGER NOT NULL DEFAULT 0,
  continued_from INTEGER,
  error TEXT
) STRICT;

CREATE TABLE run_events (
  run_id INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
  seq INTEGER NOT NULL,
  at TEXT NOT NULL,
  event TEXT NOT NULL,
  PRIMARY KEY (run_id, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE suggestions (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  run_id INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
  image_id INTEGER NOT NULL,
  class_id INTEGER NOT NULL,
  x1 REAL NOT NULL,
  y1 REAL NOT NULL,
  x2 REAL NOT NULL,
  y2 REAL NOT NULL,
  score REAL NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('open', 'accepted', 'rejected'))
) STRICT;

CREATE INDEX suggestions_by_image ON suggestions (image_id, run_id, score);
CREATE INDEX suggestions_by_run ON suggestions (run_id, image_id);
CREATE INDEX suggestions_by_class ON suggestions (class_id);

-- Which images a run has looked at, so that an image without detections is known to be detected.
CREATE TABLE detected_images (
  run_id INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
  image_id INTEGER NOT NULL,
  PRIMARY KEY (run_id, image_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX detected_by_image ON detected_images (image_id, run_id);
