-- How the boxes of an import were read where a photo has a rotation tag and its labels do not say in which frame they
-- are: so that they can be read the other way later. NULL where there is nothing to choose.
ALTER TABLE images ADD COLUMN box_frame TEXT CHECK (box_frame IN ('upright', 'stored'));
ALTER TABLE images ADD COLUMN box_unit TEXT CHECK (box_unit IN ('pixels', 'relative'));
CREATE INDEX images_by_box_frame ON images (box_frame) WHERE box_frame IS NOT NULL;
