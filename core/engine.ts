/**
 * The engine: every part of the studio behind one set of services, with or without a server in front.
 * The command line calls the services itself; `startEngine` serves them to a window.
 */
import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import type { Server } from 'node:http'
import path from 'node:path'
import { StudioError } from './api/errors.ts'
import { createFileHandler } from './api/files.ts'
import type { Services } from './api/services.ts'
import { dataFolder } from './dataFolder.ts'
import { DetectionProcess } from './jobs/detectionProcess.ts'
import { JobBoard } from './jobs/jobBoard.ts'
import { TrainingQueue } from './jobs/trainingQueue.ts'
import { databaseFile, type Project } from './project/project.ts'
import { projectSummary } from './project/summary.ts'
import { createApp, type AppParts } from './server/app.ts'
import { guard } from './server/guard.ts'
import { closeServer, listenOnLoopback, listenOnSocket } from './server/listen.ts'
import { log } from './server/log.ts'
import { BackupKeeper } from './services/backups/keeper.ts'
import { createBackupServices } from './services/backups/services.ts'
import { createClassServices } from './services/classes.ts'
import { clearCopies } from './services/dataset/copyNotes.ts'
import { createDatasetServices } from './services/dataset.ts'
import { createImageServices, createViewServices } from './services/images.ts'
import { createJobServices } from './services/jobs.ts'
import { createLabelServices } from './services/labels.ts'
import { createProjectServices } from './services/projects.ts'
import { createRecentPictureHandler } from './services/recentPictures.ts'
import { RecentProjects } from './services/recents.ts'
import { ProjectRegistry } from './services/registry.ts'
import { createReviewServices } from './services/review.ts'
import { createSampleProject } from './services/sampleProject.ts'
import { clearProjectLeftovers } from './services/staging/leftovers.ts'
import { SettingsFile } from './services/settings.ts'
import { createSystemServices } from './services/system.ts'
import { isComputerBusy } from './services/thumbnails/load.ts'
import { ThumbnailMaker } from './services/thumbnails/maker.ts'
import { createTrainingServices } from './services/training.ts'
import { endReading, prepareReading } from './services/work/carryOut.ts'
import { createDetect } from './services/training/detect.ts'
import { version } from './version.ts'

export interface EngineOptions {
  host: 'electron' | 'web'
  /** Where settings and recent projects are kept; the user's data folder when not given. */
  dataFolder?: string
}

export interface Engine {
  services: Services
  jobs: JobBoard
  /** Detects in files that belong to no project. */
  detection: DetectionProcess
  /** Answers GET /files/…: originals, display versions and thumbnails. */
  files: (request: Request) => Promise<Response>
  /** To be called at each request: what can wait is not begun while somebody works. */
  onRequest: () => void
  /** Stops trainings with a checkpoint, ends jobs, closes projects. */
  close(): Promise<void>
}

/** Composes the services. Nothing listens yet. */
export function createEngine(options: EngineOptions): Engine {
  const folder = options.dataFolder ?? dataFolder()
  const jobs = new JobBoard()
  const queue = new TrainingQueue()
  const detection = new DetectionProcess()
  const recents = new RecentProjects(folder)
  const keeper = new BackupKeeper((error) => log.error(error))
  const thumbnails = new ThumbnailMaker({
    isBusy: () => queue.size > 0 || jobs.isBusy || isComputerBusy(),
    onError: (error) => log.error(error),
  })
  const registry = new ProjectRegistry({
    onOpened: (project) => {
      keeper.add(project)
      thumbnails.add(project)
      if (!project.readOnly) clearLeftovers(project).catch((error: unknown) => log.error(error))
      prepareReading(project)
      try {
        queue.recover(project)
      } catch (error) {
        // A full drive or a locked database: the labels open all the same.
        log.error(error)
      }
    },
    onClosing: (project) => {
      keeper.remove(project)
      thumbnails.remove(project)
      endReading(project)
    },
    // A window that was open while the engine was restarted finds its project again.
    findPath(id) {
      const known = recents.pathOf(id)
      return known !== null && existsSync(databaseFile(known)) ? known : undefined
    },
  })
  const settings = new SettingsFile(folder)
  const services: Services = {
    projects: {
      ...createBackupServices(registry, jobs, keeper),
      ...createProjectServices({
        registry,
        recents,
        sample: () =>
          jobs.start('sample', 'Make the sample project', async (job) => {
            const project = registry.add(await createSampleProject(path.join(folder, 'projects'), job))
            const summary = projectSummary(project)
            recents.remember(summary)
            return { kind: 'sample', project: summary }
          }),
        onError: (error) => log.error(error),
        onClose(project) {
          if (!queue.isBusy(project)) return
          throw new StudioError(
            'CONFLICT',
            `A training runs in ${project.name}.`,
            'Stop it first, or wait for its end.',
          )
        },
      }),
    },
    images: createImageServices(registry, keeper),
    views: createViewServices(registry),
    labels: createLabelServices(registry),
    classes: createClassServices(registry, keeper),
    dataset: createDatasetServices(registry, jobs, keeper),
    training: createTrainingServices({ registry, queue, jobs, settings: () => settings.read() }),
    review: { ...createReviewServices(registry), detect: createDetect({ registry, jobs, detection }) },
    jobs: createJobServices(jobs),
    system: createSystemServices({
      version,
      host: options.host,
      dataFolder: folder,
      activeTrainings: () => queue.size,
    }),
  }
  const recentPictures = createRecentPictureHandler(recents)
  const projectPictures = createFileHandler((id) => registry.get(id))
  return {
    services,
    jobs,
    detection,
    files: async (request) => (await recentPictures(request)) ?? projectPictures(request),
    onRequest: () => thumbnails.touch(),
    close: async () => {
      await Promise.all([jobs.close(), queue.close(), keeper.close(), thumbnails.close()])
      await detection.close()
      registry.closeAll()
    },
  }
}

/** What killed work left behind, in the project and where it was exporting to. */
async function clearLeftovers(project: Project): Promise<void> {
  await clearProjectLeftovers(project.path)
  await clearCopies(project)
}

/** The same at the start, for all known projects: a killed export may have filled somebody's drive. */
async function clearKnownProjects({ projects }: Services): Promise<void> {
  for (const { path: location, exists } of projects.recent()) {
    if (exists) await clearProjectLeftovers(location).catch((error: unknown) => log.error(error))
  }
}

export type ListenOn =
  /** A socket file or named pipe, for the desktop shell: guarded by its file mode. */
  | { socketPath: string }
  /** Loopback TCP for browsers; port 0 takes a free one. `publicHost` is NAME:PORT at the near end of a tunnel. */
  | { port: number; token?: string; publicHost?: string }

export interface RunningEngine extends Engine {
  /** The whole first address with its token; null on a socket. */
  url: string | null
}

/** Composes the services and serves them, with the built window from `rendererFolder`. */
export async function startEngine(
  listen: ListenOn,
  options: EngineOptions & { rendererFolder?: string },
): Promise<RunningEngine> {
  const engine = createEngine(options)
  const parts: AppParts = {
    services: engine.services,
    files: engine.files,
    onRequest: engine.onRequest,
    rendererFolder: options.rendererFolder ?? builtRenderer(),
    onError: (error) => log.error(error),
  }
  try {
    const { server, url } = await serve(listen, parts)
    void clearKnownProjects(engine.services)
    return {
      ...engine,
      url,
      close: async () => {
        await closeServer(server)
        await engine.close()
      },
    }
  } catch (error) {
    await engine.close()
    throw error
  }
}

async function serve(listen: ListenOn, parts: AppParts): Promise<{ server: Server; url: string | null }> {
  if ('socketPath' in listen) {
    return { server: await listenOnSocket(listen.socketPath, createApp(parts).fetch), url: null }
  }
  const token = listen.token ?? process.env['FOCAL_STUDIO_TOKEN'] ?? randomBytes(32).toString('base64url')
  const { publicHost } = listen
  const { server, port } = await listenOnLoopback(
    listen.port,
    (port) => createApp(parts, [guard({ token, port, publicHost })]).fetch,
  )
  return { server, url: `http://${publicHost ?? `localhost:${port}`}/?token=${token}` }
}

/** dist/renderer beside the sources, or beside the bundled engine of an installed studio. */
function builtRenderer(): string {
  const candidates = ['../dist/renderer', '../renderer'].map((place) => path.resolve(import.meta.dirname, place))
  return candidates.find((folder) => existsSync(path.join(folder, 'index.html'))) ?? candidates[0]!
}
