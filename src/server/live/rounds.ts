/**
 * Does something again and again; a round that takes longer is not overtaken by the next.
 *
 * @param round what fails is told, and tried again in the next one
 * @returns ends it
 */
export function everyMs(
  ms: number,
  round: () => Promise<void>,
  onError: (error: unknown) => void,
): () => void {
  let isUnderWay = false;
  const timer = setInterval(() => {
    if (isUnderWay) return;
    isUnderWay = true;
    round()
      .catch(onError)
      .finally(() => {
        isUnderWay = false;
      });
  }, ms);
  return () => clearInterval(timer);
}
