import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { encodeWav, readWav } from '../rooms/wav.ts';
import { ended } from './ended.ts';
import { cleanUpAfterDeath } from './undertaker.ts';
import { until } from './wait.ts';

export interface SoundHouse {
  /** Names of the microphones, one per channel of the WAV. */
  readonly sources: readonly string[];
  /** Environment for a browser whose default microphone is to be this one, and whose loudspeaker is in its room. */
  env(source: string): Record<string, string>;
  /** Records what loudspeakers play in a room, 16 kHz, from now until `stop`. */
  record(room: number): { stop(): Promise<Int16Array> };
  stop(): Promise<void>;
}

export interface SoundHouseOptions {
  /** Path of a WAV of signed 16 bit samples; it is played for ever, without a gap. */
  readonly wav: string;
  /** How many of its channels become microphones; all of them without it. */
  readonly channels?: number;
  /**
   * Which channels (one or two) are in one room: what a device plays there, all microphones of the room hear, beside
   * their channel of the WAV. Without it nobody hears what a device plays.
   */
  readonly rooms?: readonly (readonly number[])[];
}

/** From a loudspeaker that is turned up to a microphone in the room. */
const AIR = '-26dB';
/** Two channels at most, so that each is heard alike by all microphones. */
const ROOM_MAPS = ['mono', 'front-left,front-right'];

/**
 * A null sink with nobody in a hurry works in steps of 2 s, and whoever connects waits for the end of such
 * a step. A player in a hurry keeps the steps short, on the speakers that browsers open as well.
 */
const LOW_LATENCY = '--raw --format=s16le --latency-msec=80';

/** A PulseAudio of its own plays one WAV in real time; each channel of it is one device's microphone. */
export async function startSoundHouse({ wav, channels, rooms = [] }: SoundHouseOptions): Promise<SoundHouse> {
  const sound = readWav(wav);
  const used = sound.channels.slice(0, channels ?? sound.channels.length);
  // mkdtemp makes it 0700, as PulseAudio asks of its runtime folder.
  const folder = mkdtempSync(join(tmpdir(), 'zipsocket-sound-'));
  const raw = join(folder, 'loop.raw');
  writeFileSync(raw, encodeWav({ rate: sound.rate, channels: used }).subarray(44));
  const server = `unix:${join(folder, 'native')}`;
  const env = {
    PATH: process.env.PATH ?? '',
    HOME: folder,
    XDG_RUNTIME_DIR: folder,
    PULSE_SERVER: server,
  };

  const pulse = spawn(
    'pulseaudio',
    [
      ...['-n', '--daemonize=no', '--exit-idle-time=-1', '--use-pid-file=no', '--log-level=error'],
      ...['-L', `module-native-protocol-unix socket=${join(folder, 'native')} auth-anonymous=1`],
    ],
    { env, stdio: 'ignore' },
  );
  // Without a handler a missing program would end the whole test run.
  pulse.on('error', () => {});
  if (!pulse.pid) throw new Error('No pulseaudio found; `node scripts/test-setup.mjs` installs it');
  const callOff = cleanUpAfterDeath([pulse.pid], [folder]);
  const players: ChildProcess[] = [];
  const stop = async () => {
    callOff();
    // The players end with the PulseAudio they play to.
    const ends = [pulse, ...players].map(ended);
    pulse.kill('SIGKILL');
    await Promise.all(ends);
    rmSync(folder, { recursive: true, force: true });
  };
  const pactl = (...args: string[]) => promisify(execFile)('pactl', args, { env });
  const play = (from: string, sink: string, format: string) =>
    spawn('sh', ['-c', `${from} | exec pacat --playback --device=${sink} ${LOW_LATENCY} ${format}`], {
      env,
      stdio: 'ignore',
    });
  try {
    const answers = () => pactl('info').then(Boolean, () => false);
    await until('PulseAudio answers', 20_000, answers);
    const places = used.map((_, i) => `aux${i}`);
    const shape = [`rate=${sound.rate}`, `channels=${used.length}`, `channel_map=${places.join(',')}`];
    await pactl('load-module', 'module-null-sink', 'sink_name=rooms', ...shape);
    await pactl('load-module', 'module-null-sink', 'sink_name=speakers', 'channels=1', 'channel_map=mono');
    const sources = used.map((_, i) => `device${i + 1}`);
    for (const [i, source] of sources.entries()) {
      // Chromium leaves monitors out of its list of microphones; a remapped source it takes.
      await pactl(
        ...['load-module', 'module-remap-source', 'master=rooms.monitor', `source_name=${source}`],
        ...['channels=1', 'channel_map=mono', `master_channel_map=${places[i]}`, 'remix=no'],
      );
    }
    for (const [i, members] of rooms.entries()) {
      const map = `channels=${members.length} channel_map=${ROOM_MAPS[members.length - 1]}`.split(' ');
      await pactl(
        ...['load-module', 'module-remap-sink', 'master=rooms', `sink_name=room${i}`, ...map],
        ...[`master_channel_map=${members.map((member) => places[member])}`, 'remix=no'],
      );
      await pactl('set-sink-volume', `room${i}`, AIR);
    }
    // One endless stream, so that there is no gap where the WAV begins again.
    const loop = `while cat '${raw}'; do :; done`;
    const map = `--channels=${used.length} --channel-map=${places} --rate=${sound.rate}`;
    players.push(play(loop, 'rooms', map));
    players.push(play('cat /dev/zero', 'speakers', '--channels=1 --rate=48000'));
    await until('both players play', 10_000, async () => {
      const { stdout } = await pactl('list', 'short', 'sink-inputs');
      return stdout.trim().split('\n').length === players.length + rooms.length;
    });
    const sinkOf = (source: string) => {
      const room = rooms.findIndex((members) => members.includes(sources.indexOf(source)));
      return room < 0 ? 'speakers' : `room${room}`;
    };
    const environment = (source: string) => ({
      PULSE_SERVER: server,
      PULSE_SOURCE: source,
      PULSE_SINK: sinkOf(source),
    });
    const record = (room: number) => {
      const format = '--raw --format=s16le --rate=16000 --channels=1 --latency-msec=40'.split(' ');
      const recorder = spawn('parec', [`--device=room${room}.monitor`, ...format], {
        env,
        stdio: ['ignore', 'pipe', 'ignore'],
      });
      const bytes: Buffer[] = [];
      recorder.stdout.on('data', (part: Buffer) => bytes.push(part));
      const stopRecording = async () => {
        recorder.kill('SIGTERM');
        await ended(recorder);
        const all = Uint8Array.from(Buffer.concat(bytes));
        return new Int16Array(all.buffer, 0, all.length >> 1);
      };
      return { stop: stopRecording };
    };
    return { sources, env: environment, record, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
