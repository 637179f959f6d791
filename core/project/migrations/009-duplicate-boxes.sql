-- How many of the boxes are nearly the same as an earlier one. Follows from boxes, as `boxes` does. The search for them
-- looks only at images that have some, instead of comparing a million boxes; core/project/boxChecks.ts says when two are
-- the same, and is asked again for each box that is found, so that a stricter rule needs no new count.
ALTER TABLE image_classes ADD COLUMN duplicates INTEGER NOT NULL DEFAULT 0;

UPDATE image_classes SET duplicates = (
  SELECT count(*) FROM boxes b
  WHERE b.image_id = image_classes.image_id AND b.class_id = image_classes.class_id AND EXISTS (
    SELECT 1 FROM boxes o
    WHERE o.image_id = b.image_id AND o.class_id = b.class_id AND +o.id < b.id
      AND o.x1 >= b.x1 - 0.0532 * (b.x2 - b.x1) AND o.x1 <= b.x1 + 0.0532 * (b.x2 - b.x1)
      AND max(0, min(o.x2, b.x2) - max(o.x1, b.x1)) * max(0, min(o.y2, b.y2) - max(o.y1, b.y1)) > 0
      AND 1.95 * max(0, min(o.x2, b.x2) - max(o.x1, b.x1)) * max(0, min(o.y2, b.y2) - max(o.y1, b.y1))
        >= 0.95 * ((o.x2 - o.x1) * (o.y2 - o.y1) + (b.x2 - b.x1) * (b.y2 - b.y1)) - 1e-6
  )
) WHERE boxes > 1;

CREATE INDEX image_classes_with_duplicates ON image_classes (image_id) WHERE duplicates > 0;
