/** Where each page lives: /p/PROJECT/PAGE. Pages are loaded when first opened. */
import { createRouter, createWebHistory } from 'vue-router'

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
      component: () => import('./components/ProjectFrame.vue'),
      props: true,
      children: [
        { path: '', redirect: (to) => ({ name: 'data', params: to.params }) },
        { path: 'data', name: 'data', component: () => import('./pages/data/DataPage.vue') },
        { path: 'label/:image?', name: 'label', component: () => import('./pages/label/LabelPage.vue') },
        { path: 'train/:run?', name: 'train', component: () => import('./pages/train/TrainPage.vue') },
        { path: 'review/:run?', name: 'review', component: () => import('./pages/review/ReviewPage.vue') },
        { path: 'models/:run?', name: 'models', component: () => import('./pages/models/ModelsPage.vue') },
      ],
    },
    { path: '/settings', name: 'settings', component: () => import('./pages/settings/SettingsPage.vue') },
    { path: '/:rest(.*)*', redirect: { name: 'projects' } },
  ],
})
