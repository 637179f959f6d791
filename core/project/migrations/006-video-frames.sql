-- Images that are frames of a video: where the video lies (as images.path is stored), and at what time the frame is shown.
ALTER TABLE images ADD COLUMN video TEXT;
ALTER TABLE images ADD COLUMN video_seconds REAL;
CREATE INDEX images_by_video ON images (video, video_seconds) WHERE video IS NOT NULL;
