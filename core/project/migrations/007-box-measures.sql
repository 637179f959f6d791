-- What searches for sides, places and doubtful boxes look at, of a million boxes: without reading their whole rows.
DROP INDEX boxes_by_image;
CREATE INDEX boxes_by_image ON boxes (image_id, class_id, x1, y1, x2, y2, truncated);

-- Width / height within each class, for the search for unusual shapes: core/project/boxChecks.ts writes it to the letter.
DROP INDEX boxes_by_class;
CREATE INDEX boxes_by_class ON boxes (class_id, (x2 - x1) / (y2 - y1));
