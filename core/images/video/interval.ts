/** Which frames of a video are taken. */

/** Every so many seconds, or every so many frames; the first frame in any case. */
export type FrameInterval = { seconds: number } | { frames: number }

/** About how many frames that gives. Null when the video does not say how long it is. */
export function expectedFrames(
  { seconds, rate }: { seconds: number; rate: number },
  interval: FrameInterval,
): number | null {
  if (seconds <= 0) return null
  if ('seconds' in interval)
    return Math.max(1, Math.ceil(Math.min(seconds / interval.seconds, seconds * (rate || 1e3))))
  return rate > 0 ? Math.max(1, Math.ceil((seconds * rate) / interval.frames)) : null
}

/** The same as an expression of ffmpeg's select filter: true for frames that are taken. */
export function selectExpression(interval: FrameInterval): string {
  if ('frames' in interval) return `not(mod(n,${interval.frames}))`
  // The first frame of each stretch of time; a little is added because times are sums of rounded parts.
  const stretch = (time: string) => `floor((${time}-start_t)/${interval.seconds}+0.000001)`
  return `isnan(prev_selected_t)+gt(${stretch('t')},${stretch('prev_selected_t')})`
}
