/** Where each page lives: /p/PROJECT/PAGE. Pages are loaded when first opened, or before that in a quiet moment. */
import { createRouter, createWebHistory } from 'vue-router'
import { toast } from './composables/toasts.ts'

/** By then the first page has fetched what it shows. */
const QUIET_MS = 2000

const pages = {
  frame: () => import('./components/ProjectFrame.vue'),
  data: () => import('./pages/data/DataPage.vue'),
  label: () => import('./pages/label/LabelPage.vue'),
  train: () => import('./pages/train/TrainPage.vue'),
  review: () => import('./pages/review/ReviewPage.vue'),
  models: () => import('./pages/models/ModelsPage.vue'),
  settings: () => import('./pages/settings/SettingsPage.vue'),
}

export const router = createRouter({
  history: createWebHistory(),
  routes: [
    {
      path: '/',
      name: 'projects',
      component: () => import('./pages/projects/ProjectsPage.vue'),
      // `serve PROJECT` prints an address with the project's id: only `/` takes the token that comes with it.
      beforeEnter: ({ query: { project } }) =>
        typeof project === 'string' && project !== '' ? { name: 'data', params: { project }, replace: true } : true,
    },
    {
      path: '/p/:project',
      component: pages.frame,
      props: true,
      children: [
        { path: '', redirect: (to) => ({ name: 'data', params: to.params }) },
        { path: 'data', name: 'data', component: pages.data },
        { path: 'label/:image?', name: 'label', component: pages.label },
        { path: 'train/:run?', name: 'train', component: pages.train },
        { path: 'review/:run?', name: 'review', component: pages.review },
        { path: 'models/:run?', name: 'models', component: pages.models },
      ],
    },
    { path: '/settings', name: 'settings', component: pages.settings },
    { path: '/:rest(.*)*', redirect: { name: 'projects' } },
  ],
})

router.onError(() =>
  toast({
    id: 'page',
    title: 'This page could not be opened.',
    description: 'The engine does not answer; try again when it does.',
    color: 'error',
    icon: 'i-lucide-triangle-alert',
  }),
)

/** So that a page opens at once, also while the engine is being started again. */
function loadPages() {
  for (const load of Object.values(pages)) void load().catch(() => undefined)
}
void router.isReady().then(() => setTimeout(loadPages, QUIET_MS))
