import { failureOf } from './docker-failure.ts';

interface Layer {
  had: number;
  total: number;
  done: boolean;
}

/** Turns the engine's lines about layers into one share of the whole. Throws what the engine tells as an error. */
export function createPullProgress(progress: (share: number | null, line: string) => void): (line: unknown) => void {
  const layers = new Map<string, Layer>();
  let told = '';
  return (line) => {
    const { id, status, error, progressDetail } = fieldsOf(line);
    if (typeof error === 'string') throw failureOf(error, null);
    if (typeof status !== 'string') return;
    if (typeof id === 'string' && /^[0-9a-f]{12}$/.test(id)) takeLayer(layers, id, status, fieldsOf(progressDetail));
    const message = typeof id === 'string' ? `${id}: ${status}` : status;
    progress(shareOf(layers), message === told ? '' : message);
    told = message;
  };
}

function takeLayer(layers: Map<string, Layer>, id: string, status: string, detail: Record<string, unknown>): void {
  const layer = layers.get(id) ?? { had: 0, total: 0, done: false };
  if (/^(Pull complete|Already exists)/.test(status)) layer.done = true;
  if (status === 'Downloading' && typeof detail.current === 'number' && typeof detail.total === 'number') {
    layer.had = detail.current;
    layer.total = detail.total;
  }
  if (/^(Download complete|Verifying|Extracting)/.test(status)) layer.had = layer.total;
  layers.set(id, layer);
}

/** A layer is half fetched, half unpacked; null until a size is known. */
function shareOf(layers: Map<string, Layer>): number | null {
  const sized = [...layers.values()].filter(({ total, done }) => total > 0 || done);
  const total = sized.reduce((sum, one) => sum + one.total, 0);
  if (total === 0) return null;
  const had = sized.reduce((sum, one) => sum + (one.done ? one.total : one.had * 0.7), 0);
  return Math.min(1, had / total);
}

const fieldsOf = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}; // checked here
