import type { PDFDocumentProxy } from 'pdfjs-dist';
import workerUrl from 'pdfjs-dist/build/pdf.worker.min.mjs?worker&url';
import { LIMITS } from '../../shared/limits.ts';
import { ownScript } from './trusted-scripts.ts';

/** Why a PDF file is not shown. */
export type PdfTrouble = 'damaged' | 'locked' | 'too-long' | 'offline';

/** What came of drawing a page; stopped: another drawing came first, or it was closed; missing: there is no such page. */
export type Drawn = 'drawn' | 'stopped' | 'missing';

export interface PdfDocument {
  /** As many as the file promises. */
  readonly pages: number;
  /** Draws a page as wide as the canvas is on the screen. Never fails. */
  draw(page: number, canvas: HTMLCanvasElement): Promise<Drawn>;
  close(): void;
}

/**
 * Opens a PDF file from an address of this site, in a thread of its own.
 *
 * @param onLoaded told again and again how much of it is here, 0 to 1
 */
export async function openPdf(
  source: string,
  onLoaded: (share: number) => void,
): Promise<PdfDocument | PdfTrouble> {
  const { getDocument, PDFWorker } = await import('pdfjs-dist');
  const thread = new Worker(ownScript(workerUrl), { type: 'module' });
  const worker = PDFWorker.create({ port: thread });
  const loading = getDocument({
    ...{ url: source, worker, isEvalSupported: false, enableXfa: false, useWasm: false },
    ...{ disableRange: true, disableStream: true, disableAutoFetch: true, stopAtErrors: false },
    // The same on every device, whatever fonts it has; as data, which the content policy lets through.
    useSystemFonts: false,
    ...{ cMapUrl: '/pdf/cmaps/', cMapPacked: true, standardFontDataUrl: '/pdf/standard_fonts/' },
    ...{ wasmUrl: '/pdf/wasm/', iccUrl: '/pdf/iccs/' },
    maxImageSize: LIMITS.pixels,
  });
  loading.onProgress = ({ loaded, total }: { loaded: number; total: number }) => {
    if (total > 0) onLoaded(Math.min(1, loaded / total));
  };
  // A password would have to be asked for; what is laid on the table is for all.
  let locked = false;
  loading.onPassword = () => {
    locked = true;
    void loading.destroy();
  };
  const close = () => {
    void loading.destroy();
    thread.terminate();
  };
  try {
    const pdf = await loading.promise;
    if (pdf.numPages > LIMITS.pdfPages) {
      close();
      return 'too-long';
    }
    return { pages: pdf.numPages, draw: drawer(pdf), close };
  } catch (error) {
    close();
    if (locked) return 'locked';
    return error instanceof Error && error.name === 'ResponseException' ? 'offline' : 'damaged';
  }
}

/** All of a page is seen at once; on a narrow screen it is as wide as that, and no wider. */
function scaleToFit(whole: { width: number; height: number }, room: HTMLElement | null): number {
  const width = Math.max(200, room?.clientWidth ?? whole.width);
  const height = Math.max(300, room?.clientHeight ?? whole.height);
  return Math.min(width / whole.width, height / whole.height);
}

function drawer(pdf: PDFDocumentProxy): PdfDocument['draw'] {
  let current: { cancel(): void } | null = null;
  let turn = 0;
  return async (number, canvas) => {
    turn += 1;
    const mine = turn;
    current?.cancel();
    // It rejects for a page that is not there, and for all when the file was closed meanwhile.
    const page = await pdf.getPage(number).catch(() => null);
    if (mine !== turn || pdf.loadingTask.destroyed) return 'stopped';
    if (page === null) return 'missing';
    const whole = page.getViewport({ scale: 1 });
    const sharp = Math.min(window.devicePixelRatio || 1, 2);
    const fits = scaleToFit(whole, canvas.parentElement);
    const most = Math.sqrt(LIMITS.pixels / (whole.width * whole.height));
    const viewport = page.getViewport({ scale: Math.min(fits * sharp, most) });
    canvas.style.width = `${Math.floor(whole.width * fits)}px`;
    canvas.width = Math.floor(viewport.width);
    canvas.height = Math.floor(viewport.height);
    try {
      const task = page.render({ canvas, viewport });
      current = task;
      await task.promise;
      return mine === turn ? 'drawn' : 'stopped';
    } catch {
      return 'stopped'; // cancelled, or the page cannot be drawn: it stays as far as it came
    }
  };
}
