-- Sixteen colours of each picture, for its place in a grid until its thumbnail is there: core/images/preview.ts. Null for
-- images that were taken in before, and for files that could not be decoded.
ALTER TABLE images ADD COLUMN preview TEXT;
