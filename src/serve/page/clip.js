// A clip: sent with its progress, and shown with its people over time. A recording of the camera is shown without being sent.
import { ask, save, upload } from './api.js';
import { element } from './draw.js';
import { clock, closeClip, loadVideo, showClip, startPlayer } from './player.js';
import { isAnswers, pairOf, readRecording } from './recording.js';

const find = (id) => document.getElementById(id);
const results = [
  ['people.csv', 'people as CSV', 'text/csv'], ['frames.jsonl', 'frames as JSON lines', 'application/jsonl'],
  ['timeline.svg', 'timeline as SVG', 'image/svg+xml'], ['report.html', 'report', 'text/html'],
];

let stop = null; // gives up what is going on
let shown = null; // {id, name} of a clip of the server, or {recording} that was never there

function say(text) {
  find('clip-status').textContent = text;
}

function showProgress(share, text) {
  const bar = find('clip-progress');
  bar.hidden = share === undefined;
  if (share === null) bar.removeAttribute('value');
  else if (share !== undefined) bar.value = share;
  say(text);
}

/** The events of a stream, as they come. A reader of this page's own, since EventSource sends no token. */
async function* eventsOf(response) {
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  while (true) {
    const { value, done } = await reader.read();
    if (done) return;
    text += value;
    for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
      const lines = text.slice(0, end).split('\n');
      text = text.slice(end + 2);
      const data = lines.find((line) => line.startsWith('data: '));
      if (data) yield { name: lines.find((line) => line.startsWith('event: '))?.slice(7), data: JSON.parse(data.slice(6)) };
    }
  }
}

/** Waits until a clip is read, and gives its last state. */
async function follow(id, signal) {
  const response = await ask(`/v1/clips/${id}/events`, { signal });
  for await (const { name, data } of eventsOf(response)) {
    if (name === 'removed') throw new Error('The server removed the clip.');
    if (name !== 'progress') return data;
    const waits = data.state === 'waiting';
    showProgress(waits ? null : data.progress, waits ? 'It waits for other clips …' : `Read up to ${clock(data.seconds)}${data.duration ? ` of ${clock(data.duration)}` : ''} …`);
  }
  throw new Error('The server ended before the clip was read.');
}

function framesOf(text) {
  return text.trim().split('\n').map((line) => JSON.parse(line)).filter((row) => row.type === 'frame');
}

function showExports(guard) {
  find('clip-exports').replaceChildren(...results.map(([file, words, type]) => {
    const button = element('button', { type: 'button' }, `Save ${words}`);
    button.addEventListener('click', () => guard(async () => {
      const response = await ask(`/v1/clips/${shown.id}/${file}`);
      save(await response.blob(), `${shown.name.replace(/\.[^.]*$/, '')}-${file}`, type);
    }));
    return button;
  }));
  find('clip-forget').textContent = 'Remove the clip from the server';
}

function summary(clip) {
  return `${clip.frames.length} frames, ${clip.people.length} ${clip.people.length === 1 ? 'person' : 'people'}`;
}

async function show(status, guard) {
  const [frames, people] = await Promise.all(['frames.jsonl', 'people.jsonl'].map(async (file) => (await ask(`/v1/clips/${status.id}/${file}`)).text()));
  const persons = people.trim().split('\n').map((line) => JSON.parse(line)).filter((row) => row.type === 'track');
  const clip = { frames: framesOf(frames), people: persons, duration: Math.max(status.duration ?? 0, status.seconds, 0.1) };
  shown = { id: status.id, name: status.name };
  showExports(guard);
  showClip(clip);
  showProgress(undefined, summary(clip));
}

/** Removes what is shown, here and from the server. */
async function forget() {
  const id = shown?.id;
  shown = null;
  closeClip();
  if (id) await ask(`/v1/clips/${id}`, { method: 'DELETE' }).catch((error) => { if (error.status !== 404) throw error; });
}

async function send(file, guard) {
  await forget();
  // Whether it can be played shows beside it; the server reads more than browsers play.
  loadVideo(file);
  const control = new AbortController();
  let id = '';
  stop = () => control.abort();
  find('clip-stop').disabled = false;
  try {
    const type = /^(video|image)\//.test(file.type) ? file.type : 'application/octet-stream';
    const taken = await upload(`/v1/clips?name=${encodeURIComponent(file.name || 'clip')}`, file, type, control.signal,
      (share) => showProgress(share, `Sent ${Math.round(100 * share)} % …`));
    id = taken.id;
    const status = await follow(id, control.signal);
    if (status.state === 'failed') throw new Error(status.error);
    await show(status, guard);
  } catch (error) {
    showProgress(undefined, control.signal.aborted ? 'Given up.' : 'It could not be read.');
    if (id) await ask(`/v1/clips/${id}`, { method: 'DELETE' }).catch(() => {});
    if (!control.signal.aborted) throw error;
  } finally {
    stop = null;
    find('clip-stop').disabled = true;
  }
}

/**
 * Shows a recording in the player; nothing of it is sent.
 * @param recording {video, answers}, both files
 */
export async function openRecording(recording) {
  if (stop) throw new Error('A clip is being read. Wait for it, or give it up, and open the recording then.');
  const clip = await readRecording(recording.answers);
  await forget();
  say('');
  if (!await loadVideo(recording.video)) {
    closeClip();
    throw new Error(`${recording.video.name}: expected a video that this browser can play, found ${recording.video.type || 'a file of an unknown type'}.`);
  }
  shown = { recording };
  find('clip-exports').replaceChildren();
  find('clip-forget').textContent = 'Close the recording';
  const { duration } = find('clip-video');
  showClip({ ...clip, duration: Number.isFinite(duration) ? Math.max(duration, clip.duration) : clip.duration });
  say(summary(clip));
}

/** Closes a recording, if it is what is shown. */
export async function closeRecording(recording) {
  if (shown?.recording !== recording) return;
  await forget();
  say('It is closed.');
}

/** @param guard runs work and shows what is wrong with it */
export function startClip(guard) {
  const input = find('clip-file');
  const pair = find('clip-recording');
  const begin = (file) => { if (file && !stop) guard(() => send(file, guard)); };
  const reopen = (files) => { if (files.length > 0) guard(() => openRecording(pairOf(files))); };
  input.addEventListener('change', () => {
    const [file] = input.files;
    input.value = '';
    begin(file);
  });
  pair.addEventListener('change', () => {
    const files = [...pair.files];
    pair.value = '';
    reopen(files);
  });
  document.addEventListener('drop', (event) => {
    if (find('clip').hidden) return;
    const files = [...event.dataTransfer.files];
    if (files.some(isAnswers)) reopen(files);
    else begin(files[0]);
  });
  find('clip-stop').addEventListener('click', () => stop?.());
  find('clip-forget').addEventListener('click', () => guard(async () => {
    const sent = Boolean(shown?.id);
    await forget();
    say(sent ? 'It is removed.' : 'It is closed.');
  }));
  startPlayer();
}
