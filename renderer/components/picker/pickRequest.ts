/** What a person is asked to pick. */
export interface PickRequest {
  title: string
  /** 'either' takes the folder on screen or a file in it; 'project' takes a .focal folder. */
  want: 'folder' | 'file' | 'either' | 'project'
  /** Where to begin. */
  path?: string
  /** The word on the button. */
  action?: string
  /** Of files, without the dot; all when not given. */
  extensions?: string[]
}
