/** The pages of a project: for the rail and for the keys that go there. */
import { useRoute, useRouter } from 'vue-router'
import { useActions } from '../keys/actions.ts'

export const PAGES = [
  { name: 'data', label: 'Data', icon: 'i-lucide-layout-grid' },
  { name: 'label', label: 'Label', icon: 'i-lucide-square-dashed-mouse-pointer' },
  { name: 'train', label: 'Train', icon: 'i-lucide-activity' },
  { name: 'review', label: 'Review', icon: 'i-lucide-scan-eye' },
  { name: 'models', label: 'Models', icon: 'i-lucide-boxes' },
] as const

export function usePageActions(): void {
  const router = useRouter()
  const route = useRoute()
  const toData = (dialog: string) => () =>
    router.push({ name: 'data', params: { project: route.params.project }, query: { [dialog]: '1' } })
  useActions('Project', [
    {
      id: 'data.import',
      title: 'Import images or labels',
      keys: ['Ctrl+I'],
      icon: 'i-lucide-import',
      run: toData('import'),
    },
    { id: 'data.export', title: 'Export labels', keys: ['Ctrl+E'], icon: 'i-lucide-share', run: toData('export') },
  ])
  useActions(
    'Project',
    PAGES.map((page, index) => ({
      id: `page.${page.name}`,
      title: `Go to ${page.label}`,
      keys: [`Alt+${index + 1}`],
      icon: page.icon,
      run: () => router.push({ name: page.name, params: { project: route.params.project } }),
    })),
  )
}
