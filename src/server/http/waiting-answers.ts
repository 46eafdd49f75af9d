import type { Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/**
 * Tells answers that wait behind another one on the same line when that line is lost. Node does not: whatever waits for
 * their 'close' would wait for ever, an attacker's second request be under way for good.
 */
export function closeWaitingAnswers(server: Pick<Server, 'on'>): void {
  const byLine = new WeakMap<Socket, Set<ServerResponse>>();

  function answersOn(line: Socket): Set<ServerResponse> {
    const known = byLine.get(line);
    if (known !== undefined) return known;
    const answers = new Set<ServerResponse>();
    byLine.set(line, answers);
    line.once('close', () => {
      for (const answer of answers) {
        if (answer.socket !== null) continue; // had its turn, and is told
        answer.destroy();
        answer.emit('close');
      }
    });
    return answers;
  }

  server.on('request', ({ socket }, response) => {
    const answers = answersOn(socket);
    answers.add(response);
    response.once('close', () => answers.delete(response));
  });
}
