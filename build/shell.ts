export async function buildElectron(): Promise<void> {}
