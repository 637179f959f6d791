/** What a run of another program's detections has in place of a preset; it has no weights. Pure. */
export const DETECTIONS_PRESET = 'detections'
