// Recordings of the camera: a video, and what was read of it as JSON lines. They are made, kept and read in this page alone.

const longest = 600; // seconds
const shortest = 0.4; // seconds that an expression lasts before it counts, as in the people of clips
const longestGap = 1; // seconds unseen, after which an expression begins anew
const kinds = [['video/webm;codecs=vp8', 'webm'], ['video/webm', 'webm'], ['video/mp4', 'mp4']];

function nameOf(time) {
  const two = (number) => String(number).padStart(2, '0');
  const day = `${time.getFullYear()}${two(time.getMonth() + 1)}${two(time.getDate())}`;
  return `camera-${day}-${two(time.getHours())}${two(time.getMinutes())}${two(time.getSeconds())}`;
}

export class Recorder {
  #recorder;
  #parts = [];
  #rows = [];
  #kind;
  #size;
  #start = Infinity; // until the browser says that it records
  #seconds = 0;
  #ended;

  /**
   * Begins to record.
   * @param stream the camera
   * @param size {width, height} of the pictures that are read
   * @param atLimit called when the recording is as long as it may be
   * @throws Error if the browser records no video
   */
  constructor(stream, size, atLimit) {
    this.#kind = kinds.find(([type]) => window.MediaRecorder?.isTypeSupported(type));
    if (!this.#kind) throw new Error('Expected a browser that records WebM or MP4, found one that records neither.');
    this.#size = size;
    this.#recorder = new MediaRecorder(stream, { mimeType: this.#kind[0] });
    this.#recorder.addEventListener('start', () => { this.#start = performance.now(); });
    this.#recorder.addEventListener('dataavailable', (event) => { this.#parts.push(event.data); });
    this.#ended = new Promise((resolve, reject) => {
      // It also ends by itself, when the camera is turned off.
      this.#recorder.addEventListener('stop', () => { this.#seconds = this.seconds; resolve(); });
      this.#recorder.addEventListener('error', (event) => reject(new Error(`The camera could not be recorded: ${event.error?.message ?? 'unknown'}`)));
    });
    // Who stops the recording hears of a failure; until then nobody waits for it.
    this.#ended.catch(() => {});
    const limit = setTimeout(atLimit, 1000 * longest);
    this.#ended.finally(() => clearTimeout(limit)).catch(() => {});
    this.#recorder.start(1000);
  }

  /** Seconds since it began. */
  get seconds() {
    return Math.max(0, performance.now() - this.#start) / 1000;
  }

  /** @param taken when the picture was taken, as performance.now() says it */
  add(answer, taken) {
    const seconds = (taken - this.#start) / 1000;
    if (this.#recorder.state !== 'recording' || seconds < 0) return;
    this.#rows.push({ ...answer, frame: this.#rows.length, seconds: Math.round(1000 * seconds) / 1000 });
  }

  /**
   * Ends it.
   * @return {video, answers, seconds, frames}: two files of one name, and how much is in them
   */
  async stop() {
    if (this.#recorder.state !== 'inactive') this.#recorder.stop();
    await this.#ended;
    const name = nameOf(new Date());
    const [type, suffix] = this.#kind;
    const video = new File(this.#parts, `${name}.${suffix}`, { type: type.split(';')[0] });
    const about = { type: 'recording', clip: video.name, ...this.#size, seconds: Math.round(1000 * this.#seconds) / 1000, frames: this.#rows.length };
    const lines = [about, ...this.#rows.map((row) => ({ ...row, clip: video.name }))].map((row) => `${JSON.stringify(row)}\n`);
    const answers = new File(lines, `${name}.jsonl`, { type: 'application/jsonl' });
    return { video, answers, seconds: this.#seconds, frames: this.#rows.length };
  }
}

/** Whether a file has answers, by its name: browsers know no type for these. */
export function isAnswers(file) {
  return /\.(jsonl|ndjson|json)$/i.test(file.name);
}

/** Of two files, which is the video. */
export function pairOf(files) {
  const answers = [...files].filter(isAnswers);
  const videos = [...files].filter((file) => !isAnswers(file));
  if (answers.length !== 1 || videos.length !== 1) {
    throw new Error(`Expected a video and its file .jsonl, chosen together, found ${[...files].map((file) => file.name).join(' and ')}.`);
  }
  return { video: videos[0], answers: answers[0] };
}

function briefly(value) {
  if (value === null || typeof value !== 'object') return JSON.stringify(value) ?? 'nothing';
  if (Array.isArray(value)) return 'an array';
  const keys = Object.keys(value);
  return keys.length > 0 ? `an object with ${keys.slice(0, 4).join(', ')}` : 'an empty object';
}

/** What keeps a row from being a frame that mien read; empty if nothing does. */
function faultOf(row) {
  if (row?.type !== 'frame') return `a row of the type "frame", found ${typeof row?.type === 'string' ? `the type "${row.type}"` : briefly(row)}`;
  if (!Number.isFinite(row.seconds) || row.seconds < 0) return `seconds, found ${briefly(row.seconds)}`;
  if (!Array.isArray(row.faces)) return `an array of faces, found ${briefly(row.faces)}`;
  for (const face of row.faces) {
    if (!Array.isArray(face?.box) || face.box.length !== 4 || !face.box.every(Number.isFinite)) return `a box of four numbers, found ${briefly(face?.box)}`;
    if (!Number.isInteger(face.track)) return `the number of a person as track, found ${briefly(face.track)}`;
    if (face.emotion && (typeof face.emotion.probabilities !== 'object' || face.emotion.probabilities === null)) {
      return `probabilities of expressions, found ${briefly(face.emotion.probabilities)}`;
    }
  }
  return '';
}

function rowsOf(text, name) {
  const rows = [];
  text.split('\n').forEach((line, index) => {
    if (line.trim() === '') return;
    const place = `${name}, line ${index + 1}`;
    let row;
    try {
      row = JSON.parse(line);
    } catch {
      throw new Error(`${place}: expected a JSON object, found ${JSON.stringify(line.slice(0, 40))}.`);
    }
    // Rows about all of a recording, a clip or a folder are no frames.
    if (row?.type === 'recording' || row?.type === 'clip' || row?.type === 'folder') {
      rows.push(row);
      return;
    }
    const fault = faultOf(row);
    if (fault) throw new Error(`${place}: expected ${fault}. Such rows are in what this page records, and in frames.jsonl of mien.`);
    rows.push(row);
  });
  return rows;
}

/** Segments of one person: as those of clips, but without their margin between expressions. */
function segmentsOf(samples) {
  const segments = [];
  let candidate = null;
  let before = -Infinity;
  for (const { seconds, label } of samples) {
    const current = segments[segments.length - 1];
    if (!current || seconds - before > longestGap) {
      segments.push({ begin: seconds, label });
      candidate = null;
    } else if (label === current.label) {
      candidate = null;
    } else if (candidate?.label !== label) {
      candidate = { begin: seconds, label };
    } else if (seconds - candidate.begin >= shortest) {
      segments.push(candidate);
      candidate = null;
    }
    before = seconds;
  }
  return segments;
}

/** Who is in the frames, and what they look like over time. */
function peopleOf(frames) {
  const people = new Map();
  frames.forEach((frame, index) => {
    // The last one lasts as long as the one before it.
    const [from, to] = index + 1 < frames.length ? [index, index + 1] : [Math.max(0, index - 1), index];
    const lasts = Math.min(longestGap, frames[to].seconds - frames[from].seconds);
    for (const face of frame.faces) {
      const person = people.get(face.track) ?? { track: face.track, begin: frame.seconds, seen: 0, samples: [], shares: new Map() };
      people.set(face.track, person);
      person.seen += lasts;
      // Answers are smoothed over time, so that the last one is of all before it.
      person.age = face.age ?? person.age;
      person.gender = face.gender ?? person.gender;
      const label = face.emotion?.label;
      if (!label) continue;
      person.samples.push({ seconds: frame.seconds, label });
      person.shares.set(label, (person.shares.get(label) ?? 0) + lasts);
    }
  });
  return [...people.values()].sort((first, second) => first.track - second.track).map(({ samples, shares, ...person }) => ({
    ...person, segments: segmentsOf(samples), dominant: [...shares].reduce((best, share) => (best && best[1] >= share[1] ? best : share), null)?.[0],
  }));
}

/**
 * Reads the JSON lines of a recording, or those that mien writes by frames of a clip.
 * @return what the player shows
 * @throws Error that says what was expected, and what is there
 */
export async function readRecording(file) {
  const rows = rowsOf(await file.text(), file.name);
  const frames = rows.filter((row) => row.type === 'frame');
  if (frames.length === 0) throw new Error(`${file.name}: expected rows of the type "frame", found ${rows.length === 0 ? 'an empty file' : 'none'}.`);
  const clips = new Set(frames.map((frame) => frame.clip));
  if (clips.size > 1) throw new Error(`${file.name}: expected the frames of one clip, found those of ${clips.size}.`);
  const late = frames.findIndex((frame, index) => index > 0 && frame.seconds < frames[index - 1].seconds);
  if (late > 0) throw new Error(`${file.name}: expected frames by time, found ${frames[late].seconds} s after ${frames[late - 1].seconds} s.`);
  const about = rows.find((row) => row.type === 'recording');
  const width = about?.width > 0 ? about.width : undefined;
  const duration = Math.max(frames[frames.length - 1].seconds, Number(about?.seconds) || 0, 0.1);
  return { frames, people: peopleOf(frames), duration, width };
}
