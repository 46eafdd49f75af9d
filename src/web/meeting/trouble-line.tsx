import { useSignal } from '@preact/signals';
import type { VNode } from 'preact';
import type { Trouble } from '../meeting/request.ts';
import { troubleText } from '../panel/trouble-text.ts';

/** Hands over what a person did; when it did not work they are told why, until the next thing works. */
export type Act = (work: Promise<Trouble | null>) => void;

/** @returns what is to be called, and the line that tells what went wrong, null when nothing did */
export function useTroubleLine(): [Act, VNode | null] {
  const trouble = useSignal<Trouble | null>(null);
  const act: Act = (work) => {
    void work.then((found) => {
      trouble.value = found === 'not-found' ? null : found; // gone just before: the view says it
    });
  };
  if (trouble.value === null) return [act, null];
  return [
    act,
    <p key="trouble" class="error table-trouble" role="alert">
      {troubleText(trouble.value)}
    </p>,
  ];
}
