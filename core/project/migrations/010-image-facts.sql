-- What a project is summed up from, without reading the rows of a hundred thousand images. It begins with a column that no
-- search compares: lists in order have indexes of their own.
CREATE INDEX images_by_facts ON images (left_out, state, split, problem, box_count);
