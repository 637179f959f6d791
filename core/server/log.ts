/** The engine's log: JSON lines on stderr, only what went wrong unless FOCAL_STUDIO_LOG asks for more. */
import pino from 'pino'

export const log = pino(
  { name: 'focal-studio', level: process.env['FOCAL_STUDIO_LOG'] ?? 'error' },
  pino.destination({ fd: 2, sync: true }),
)
