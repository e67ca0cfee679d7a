import type { SyncStatus } from '../lib/generated/contract';

/** How the sync stands, in words. */
export function syncWords(
  status: SyncStatus | undefined,
  progress: { received: number; total: number } | undefined,
): string {
  switch (status?.state) {
    case undefined:
      return 'Opening';
    case 'not_connected':
      return 'Not connected';
    case 'online':
      return 'Online';
    case 'offline':
      return 'Offline';
    case 'syncing':
      return progress
        ? `Syncing, ${figure(progress.received)} of ${figure(progress.total)} changes`
        : 'Syncing';
  }
}

function figure(count: number): string {
  return count.toLocaleString('en-US');
}
